using System.Buffers;
using InitrdComposer.Diagnostics;
using InitrdComposer.Formats;
using InitrdComposer.Tree;

namespace InitrdComposer.Finalize;

/// <summary>
/// Holds an os-release against os-release(5): lines of KEY=value as a shell would assign them, read as text and never by a shell. Boot menus, systemd
/// and scripts all read it, and not in the same way; what they could read differently is refused.
/// </summary>
internal static class OsReleaseText
{
    /// <summary>Bytes; real ones have a few hundred.</summary>
    public const int MaxLength = 1 << 20;

    public static readonly DiagnosticId Malformed = new("OSR", 2, FailureKind.Malformed);

    private static readonly SearchValues<byte> KeyBytes = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_"u8);

    private static readonly DiagnosticId Repeated = new("OSR", 3, FailureKind.Claim);
    private static readonly DiagnosticId SeveralLines = new("OSR", 6, FailureKind.Verification);

    /// <returns>A notice for each key that comes again.</returns>
    /// <exception cref="ComposerException">A line is no assignment, or a value goes over several.</exception>
    public static IEnumerable<Notice> Check(ReadOnlySpan<byte> text, RootPath path)
    {
        var notices = new List<Notice>();
        HashSet<string> keys = [];
        foreach (Range range in text.Split((byte)'\n'))
        {
            ReadOnlySpan<byte> line = text[range].Trim(" \t"u8);
            if (line is [] or [(byte)'#', ..]) continue;
            int start = range.Start.GetOffset(text.Length);
            if (line.ContainsAnyInRange((byte)0, (byte)8) || line.Contains((byte)'\r')) throw Refuse(Malformed, path, start, line, "text in lines that end with a newline");
            int equals = line.IndexOf((byte)'=');
            if (equals < 1 || line[..equals].ContainsAnyExcept(KeyBytes)) throw Refuse(Malformed, path, start, line, "KEY=value");
            ReadOnlySpan<byte> value = line[(equals + 1)..];
            if (!IsComplete(value))
            {
                bool isClosedLater = value is [(byte)'"' or (byte)'\'', ..] && text[range.End.GetOffset(text.Length)..].Contains(value[0]);
                throw Refuse(isClosedLater ? SeveralLines : Malformed, path, start, line, "a value that ends with its line");
            }

            string key = Printable.Escape(line[..equals]);
            if (!keys.Add(key)) notices.Add(new(Repeated, $"{path}: {key} is there again: the last one counts"));
        }

        return notices;
    }

    /// <summary>Quotes are closed at the end, and no backslash takes the newline.</summary>
    private static bool IsComplete(ReadOnlySpan<byte> value)
    {
        byte quote = 0;
        for (int i = 0; i < value.Length; i++)
        {
            if (value[i] == '\\' && quote != '\'')
            {
                if (++i == value.Length) return false;
            }
            else if (quote == 0 && value[i] is ((byte)'"' or (byte)'\''))
            {
                quote = value[i];
            }
            else if (value[i] == quote)
            {
                quote = 0;
            }
        }

        return quote == 0;
    }

    private static ComposerException Refuse(DiagnosticId id, RootPath path, int offset, ReadOnlySpan<byte> got, string expected) =>
        new(id, $"line: got {Printable.Escape(got[..Math.Min(got.Length, 80)])}, expected {expected}", new SourceLocation(path.ToString(), DataPosition.AtOffset(offset)));
}
