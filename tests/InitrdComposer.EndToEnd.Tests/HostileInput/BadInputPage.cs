using System.Text.RegularExpressions;
using InitrdComposer.Testing;

namespace InitrdComposer.EndToEnd.Tests.HostileInput;

/// <summary>A line of docs/reference/bad-input.md.</summary>
/// <param name="Verdict">"refused (3)", "accepted", "no case: ...".</param>
/// <param name="IsFilled">Whether its area is called so: then it has a case, or says why not.</param>
internal sealed record BadInputRow(string Id, string What, string Verdict, bool IsFilled)
{
    public bool IsExcluded => Verdict.StartsWith("no case:", StringComparison.Ordinal);
}

/// <summary>docs/reference/bad-input.md: what InitrdComposer says to bad input, row by row.</summary>
internal static partial class BadInputPage
{
    public static string Text { get; } = File.ReadAllText(Path.Combine(Checkout.Root, "docs", "reference", "bad-input.md"));

    public static IReadOnlyList<BadInputRow> Rows { get; } = [.. Read()];

    private static IEnumerable<BadInputRow> Read()
    {
        bool isFilled = false;
        foreach (string line in Text.Split('\n'))
        {
            if (line.StartsWith("## ", StringComparison.Ordinal)) isFilled = line.EndsWith(" (filled)", StringComparison.Ordinal);
            if (TableRow().Match(line) is { Success: true } row) yield return new(row.Groups["id"].Value, row.Groups["what"].Value, row.Groups["verdict"].Value, isFilled);
        }
    }

    [GeneratedRegex(@"^\| (?<id>[A-Z]{3}-[0-9]{2}) \| (?<what>.*) \| (?<verdict>[^|]*) \|$", RegexOptions.CultureInvariant)]
    private static partial Regex TableRow();
}
