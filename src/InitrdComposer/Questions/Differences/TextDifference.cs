using System.Text;
using System.Text.Unicode;
using InitrdComposer.Formats;

namespace InitrdComposer.Questions.Differences;

/// <summary>Compares texts line by line; in TOML a line is told with the table that it stands in.</summary>
internal static class TextDifference
{
    private const int MaxShown = 200;

    /// <returns>Null where they are the same, or one is no UTF-8.</returns>
    public static Difference? Find(ReadOnlySpan<byte> given, ReadOnlySpan<byte> expected)
    {
        if (!Utf8.IsValid(given) || !Utf8.IsValid(expected)) return null;
        string[] was = Encoding.UTF8.GetString(given).Split('\n'), becomes = Encoding.UTF8.GetString(expected).Split('\n');
        int line = was.Zip(becomes).TakeWhile(pair => pair.First == pair.Second).Count();
        if (line == was.Length && line == becomes.Length) return null;
        return new(TableOf(becomes, line), "line", Shown(was, line), Shown(becomes, line), DifferencePlace.Line(line + 1));
    }

    /// <summary>"[[package]] nevra = ...": the last table that begins before a line, with its first key.</summary>
    private static string? TableOf(string[] lines, int line)
    {
        int table = Array.FindLastIndex(lines, Math.Min(line, lines.Length - 1), text => text.StartsWith('[') && text.EndsWith(']'));
        if (table < 0) return null;
        string first = table + 1 < lines.Length && table + 1 != line ? $" {lines[table + 1]}" : "";
        return Printable.Escape(lines[table] + first);
    }

    private static string Shown(string[] lines, int line) =>
        line >= lines.Length ? "the end" : $"\"{Printable.Escape(lines[line].Length > MaxShown ? lines[line][..MaxShown] + "..." : lines[line])}\"";
}
