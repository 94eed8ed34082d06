using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using InitrdComposer.Formats;
using InitrdComposer.Sysext.Check;

namespace InitrdComposer.Cli.Terminal;

/// <summary>What `sysext check` prints: a line an extension, and below it a line a check.</summary>
internal static class ExtensionCheckReport
{
    private const int CheckWidth = 18;

    public static string Text(ImmutableArray<ExtensionReport> reports)
    {
        var text = new StringBuilder();
        foreach (ExtensionReport report in reports)
        {
            text.Append(null, $"{Printable.Escape(report.Path)}: {report.Kind} {Printable.Escape(report.Name)}, {report.Form}: {Word(report.Verdict)}\n");
            foreach (ExtensionFinding finding in report.Findings)
            {
                text.Append(null, $"  {Word(finding.Verdict),-8} {finding.Check.PadRight(CheckWidth)} {finding.Text}\n");
                if (finding.Hint is string hint) text.Append(null, $"           hint: {hint}\n");
            }
        }

        return text.ToString();
    }

    public static void Write(Utf8JsonWriter json, ExtensionBase @base, ImmutableArray<ExtensionReport> reports)
    {
        json.WriteStartObject();
        json.WriteStartObject("base");
        json.WriteString("file", @base.Name);
        json.WriteBoolean("initrd", @base.IsInitrd);
        json.WriteString("architecture", @base.Architecture);
        json.WriteStartArray("kernels");
        foreach (BaseKernel kernel in @base.Kernels) json.WriteStringValue(kernel.Version);
        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteStartArray("extensions");
        foreach (ExtensionReport report in reports) Write(json, report);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, ExtensionReport report)
    {
        json.WriteStartObject();
        json.WriteString("file", report.Path);
        json.WriteString("name", report.Name);
        json.WriteString("kind", report.Kind.Name);
        json.WriteString("form", report.Form);
        json.WriteString("verdict", Word(report.Verdict));
        json.WriteStartArray("checks");
        foreach (ExtensionFinding finding in report.Findings)
        {
            json.WriteStartObject();
            json.WriteString("check", finding.Check);
            json.WriteString("verdict", Word(finding.Verdict));
            json.WriteString("text", finding.Text);
            if (finding.Id is not null) json.WriteString("id", finding.Id.ToString());
            if (finding.Hint is not null) json.WriteString("hint", finding.Hint);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static string Word(ExtensionVerdict verdict) => verdict switch
    {
        ExtensionVerdict.Good => "ok",
        ExtensionVerdict.Warning => "warning",
        _ => "refused",
    };
}
