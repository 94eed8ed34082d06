using System.Text;
using InitrdComposer.Formats;
using InitrdComposer.Tree;

namespace InitrdComposer.Cli.Terminal.Diff;

/// <summary>Words and numbers in lines of <see cref="Width"/> columns.</summary>
internal static class Columns
{
    /// <summary>Of a terminal that most people have.</summary>
    public const int Width = 100;

    private const string Cut = "...";

    /// <summary>A difference: "+1.2 MB", "-300 B", "=".</summary>
    public static string Signed(long bytes) => bytes == 0 ? "=" : $"{(bytes < 0 ? '-' : '+')}{Sizes.Text(Math.Abs(bytes))}";

    /// <summary>A text that fills at most so many columns: what is too long lacks something in its middle, as both ends of a path say most.</summary>
    public static string Fit(string text, int width)
    {
        if (text.Length <= width) return text;
        int head = (width - Cut.Length) / 3;
        return text[..head] + Cut + text[^(width - Cut.Length - head)..];
    }

    /// <summary>Names in a row, as many to a line as there is room for.</summary>
    /// <param name="text">Where they go.</param>
    /// <param name="head">Before the first, with its own columns in the lines below.</param>
    /// <param name="names">Printed as they are.</param>
    /// <param name="lines">How many there may be; what has no room is counted.</param>
    public static void Names(StringBuilder text, string head, IReadOnlyList<string> names, int lines)
    {
        if (names.Count == 0) return;
        string indent = new(' ', head.Length);
        string line = head;
        for (int i = 0; i < names.Count; i++)
        {
            string name = i == names.Count - 1 ? names[i] : names[i] + ",";
            if (line.Length + 1 + name.Length + More(i + 1).Length > Width && line.Length > indent.Length)
            {
                if (lines == 1)
                {
                    text.Append(line.TrimEnd(',')).Append(More(i)).Append('\n');
                    return;
                }

                text.Append(line).Append('\n');
                line = indent;
                lines--;
            }

            line += $" {Fit(name, Width - indent.Length - 1 - More(i + 1).Length)}";
        }

        text.Append(line).Append('\n');

        // What the last line ends with when it has no room for the names from one on: there must be room for that.
        string More(int from) => lines == 1 && from < names.Count ? $" and {names.Count - from} more" : "";
    }
}
