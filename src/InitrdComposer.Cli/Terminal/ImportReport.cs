using System.Text;
using System.Text.Json;
using InitrdComposer.Import;

namespace InitrdComposer.Cli.Terminal;

/// <summary>What `import` prints: findings by what became of them, losses last, where they are seen.</summary>
internal static class ImportReport
{
    private static readonly (ImportVerdict Verdict, string Title, string Name)[] Groups =
    [
        (ImportVerdict.Translated, "Translated", "translated"),
        (ImportVerdict.BuiltIn, "Built in: so it is anyway", "built-in"),
        (ImportVerdict.Ignored, "Left out on purpose", "ignored"),
        (ImportVerdict.NoCounterpart, "No counterpart", "no-counterpart"),
        (ImportVerdict.MatchesNothing, "Matches nothing", "matches-nothing"),
        (ImportVerdict.NotRead, "Not read", "not-read"),
    ];

    public static string Text(ImportedRecipe imported)
    {
        var text = new StringBuilder();
        foreach ((ImportVerdict verdict, string title, _) in Groups)
        {
            ImportFinding[] findings = [.. imported.Findings.Where(finding => finding.Verdict == verdict)];
            if (findings.Length == 0) continue;
            text.Append(null, $"{title} ({findings.Length}):\n");
            foreach (ImportFinding finding in findings)
            {
                text.Append(null, $"  {finding.Place}: {finding.Subject}{(finding.Remark.Length > 0 ? $": {finding.Remark}" : "")}\n");
                if (finding.Suggestion is string suggestion) text.Append(null, $"    probably meant: {suggestion}\n");
            }
        }

        int losses = imported.Losses.Count();
        text.Append(null, $"{imported.Findings.Length} things in {imported.Files.Length} {(imported.Files.Length == 1 ? "file" : "files")}: {(losses == 0 ? "nothing is lost" : $"{losses} to look at")}\n");
        return text.ToString();
    }

    public static void Write(Utf8JsonWriter json, ImportedRecipe imported, string? output)
    {
        json.WriteStartObject();
        if (output is null) json.WriteString("recipe", imported.Text);
        else json.WriteString("file", output);
        json.WriteStartArray("files");
        foreach (string file in imported.Files) json.WriteStringValue(file);
        json.WriteEndArray();
        json.WriteNumber("losses", imported.Losses.Count());
        json.WriteStartArray("findings");
        foreach (ImportFinding finding in imported.Findings) Write(json, finding);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, ImportFinding finding)
    {
        json.WriteStartObject();
        json.WriteString("verdict", Groups.First(group => group.Verdict == finding.Verdict).Name);
        json.WriteString("subject", finding.Subject);
        json.WriteString("remark", finding.Remark);
        if (finding.Suggestion is string suggestion) json.WriteString("suggestion", suggestion);
        json.WriteString("file", finding.Place.File);
        if (finding.Place.Position?.Line is int line) json.WriteNumber("line", line);
        if (finding.Place.Position?.Column is int column) json.WriteNumber("column", column);
        json.WriteEndObject();
    }
}
