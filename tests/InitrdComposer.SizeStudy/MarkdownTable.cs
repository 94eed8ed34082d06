namespace InitrdComposer.SizeStudy;

/// <summary>A table; the first column is of words, all others of figures.</summary>
internal static class MarkdownTable
{
    public static string Of(IReadOnlyList<string> head, IEnumerable<IReadOnlyList<string>> rows) =>
        string.Join('\n', [Line(head), Line([.. head.Select((_, i) => i == 0 ? "---" : "--:")]), .. rows.Select(Line)]);

    private static string Line(IReadOnlyList<string> cells) => $"| {string.Join(" | ", cells.Select(cell => cell.Replace("|", "\\|", StringComparison.Ordinal)))} |";
}
