using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using InitrdComposer.Formats;
using InitrdComposer.Proof;

namespace InitrdComposer.Cli.Terminal;

/// <summary>What `prove` prints: a matrix of claims and aspects for each initrd and kernel, and below it a reason for each cell that is not green.</summary>
internal static class ProofText
{
    private const int NameWidth = 22;
    private const int CellWidth = 11;

    private static readonly ProofAspect[] Aspects = Enum.GetValues<ProofAspect>();

    /// <param name="withWarnings">Say what is only wanted, too.</param>
    public static string Of(ImmutableArray<ProofReport> reports, bool withWarnings)
    {
        var text = new StringBuilder();
        foreach (ProofReport report in reports)
        {
            text.Append(null, $"{Printable.Escape(report.Name)}{(report.KernelVersion is string kernel ? $", kernel {kernel}" : ", no kernel modules")}\n");
            Line("", [.. Aspects.Select(aspect => ProofWords.Of(aspect))]);
            foreach (ProofRow row in report.Rows) Line($"{ProofWords.Of(row.Kind)} {Printable.Escape(Path.GetFileName(row.Name))}", [.. Aspects.Select(aspect => Shown(row[aspect]))]);
            foreach (ProofRow row in report.Rows)
            {
                foreach (ProofFinding finding in row.Findings.Where(finding => finding.Verdict == ProofVerdict.Red || (withWarnings && finding.Verdict == ProofVerdict.Warning)))
                {
                    text.Append(null, $"{Shown(finding.Verdict)}: {row.Name}, {ProofWords.Of(finding.Aspect)}: {Printable.Escape(finding.Subject)}:\n    {Printable.Escape(finding.Text)}\n");
                    if (finding.Hint is string hint) text.Append(null, $"    hint: {hint}\n");
                }
            }

            int warnings = report.Rows.SelectMany(row => row.Findings).Count(finding => finding.Verdict == ProofVerdict.Warning);
            if (!withWarnings && warnings > 0) text.Append(null, $"{Sizes.Counted(warnings, "warning")}: --warnings shows them\n");
        }

        return text.ToString();

        void Line(string name, string[] cells) => text.Append((name.PadRight(NameWidth) + string.Concat(cells.Select(cell => cell.PadRight(CellWidth)))).TrimEnd()).Append('\n');
    }

    public static void Write(Utf8JsonWriter json, ImmutableArray<ProofReport> reports)
    {
        json.WriteStartObject();
        json.WriteString("verdict", ProofWords.Of(reports.Select(report => report.Verdict).DefaultIfEmpty().Max()));
        json.WriteStartArray("images");
        foreach (ProofReport report in reports)
        {
            json.WriteStartObject();
            json.WriteString("name", report.Name);
            json.WriteString("kernelVersion", report.KernelVersion);
            json.WriteString("verdict", ProofWords.Of(report.Verdict));
            json.WriteStartArray("rows");
            foreach (ProofRow row in report.Rows) Write(json, row);
            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, ProofRow row)
    {
        json.WriteStartObject();
        json.WriteString("kind", ProofWords.Of(row.Kind));
        json.WriteString("name", row.Name);
        json.WriteString("verdict", ProofWords.Of(row.Verdict));
        json.WriteStartObject("cells");
        foreach (ProofAspect aspect in Aspects)
        {
            if (row[aspect] is ProofVerdict verdict) json.WriteString(ProofWords.Of(aspect), ProofWords.Of(verdict));
        }

        json.WriteEndObject();
        json.WriteStartArray("findings");
        foreach (ProofFinding finding in row.Findings)
        {
            json.WriteStartObject();
            json.WriteString("aspect", ProofWords.Of(finding.Aspect));
            json.WriteString("verdict", ProofWords.Of(finding.Verdict));
            json.WriteString("subject", finding.Subject);
            json.WriteString("text", finding.Text);
            if (finding.Hint is string hint) json.WriteString("hint", hint);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    /// <summary>What is red has to catch the eye.</summary>
    private static string Shown(ProofVerdict? verdict) => verdict switch
    {
        null => "-",
        ProofVerdict.Red => "RED",
        ProofVerdict known => ProofWords.Of(known),
    };
}
