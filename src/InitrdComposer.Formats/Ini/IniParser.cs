using System.Buffers;
using System.Collections.Immutable;
using System.Text;
using System.Text.Unicode;

namespace InitrdComposer.Formats.Ini;

/// <summary>Of one file.</summary>
internal sealed class IniParser(IniDialect dialect)
{
    /// <summary>All but the tab.</summary>
    private static readonly SearchValues<char> ControlCharacters =
        SearchValues.Create([.. Enumerable.Range(0, 0xA0).Select(c => (char)c).Where(c => char.IsControl(c) && c != '\t')]);

    public IniDocument Read(ReadOnlySpan<byte> utf8, IniLimits limits)
    {
        if (utf8.Length > limits.MaxBytes) throw TooLarge(limits.MaxBytes, $"{utf8.Length} bytes", $"at most {limits.MaxBytes}");
        int lineCount = utf8.Count((byte)'\n') + 1;
        if (lineCount > limits.MaxLines) throw TooLarge(utf8.Length, $"{lineCount} lines", $"at most {limits.MaxLines}");
        if (utf8.StartsWith(Encoding.UTF8.Preamble)) utf8 = utf8[Encoding.UTF8.Preamble.Length..];
        string[] lines = [.. Lines(utf8)];

        int margin = CommonIndentation(lines);
        var sections = new List<(IniText Header, List<IniAssignment> Assignments)>();
        for (int i = 0; i < lines.Length; i++)
        {
            if (Content(lines[i], i) is not IniText content) continue;
            if (content.Text[0] == '[') sections.Add((content with { Text = SectionName(content) }, []));
            else if (sections.Count == 0) throw Malformed(content.Position, IniField.Section, content.Text, "a [section] above the first assignment");
            else sections[^1].Assignments.Add(Assignment(content, lines, ref i, margin));
        }

        return new([.. sections.Select(section => new IniSection(section.Header.Text, section.Header.Position, [.. section.Assignments]))]);
    }

    /// <summary>Takes the continuation lines too, which moves <paramref name="i"/> to the last line that belongs to it.</summary>
    private IniAssignment Assignment(IniText content, string[] lines, ref int i, int margin)
    {
        int equals = content.Text.IndexOf('=', StringComparison.Ordinal);
        if (equals < 0) throw Malformed(content.Position, IniField.Assignment, content.Text, "'=' behind a name");
        string name = content.Text[..equals].Trim();
        if (name.Length == 0) throw Malformed(content.Position, IniField.Assignment, content.Text, "a name in front of '='");

        string value = content.Text[(equals + 1)..];
        string trimmed = value.Trim();
        int start = equals + 1 + (trimmed.Length == 0 ? 0 : value.IndexOf(trimmed, StringComparison.Ordinal));
        var texts = ImmutableArray.CreateBuilder<IniText>();
        texts.Add(new(trimmed, content.After(start)));
        for (int next = i + 1; next < lines.Length; next++)
        {
            if (Content(lines[next], next) is not IniText more) continue;
            if (Indentation(lines[next]) <= margin) break;
            texts.Add(more);
            i = next;
        }

        return new(name, content.Position, texts.DrainToImmutable());
    }

    private string SectionName(IniText content)
    {
        string name = content.Text[^1] == ']' ? content.Text[1..^1].Trim() : "";
        return name.Length > 0 ? name : throw Malformed(content.Position, IniField.Section, content.Text, "[name]");
    }

    /// <summary>Without comment and blanks around; null where nothing is left.</summary>
    private IniText? Content(string line, int index)
    {
        string text = dialect.WithoutComment(line).Trim();
        return text.Length == 0 ? null : new(text, DataPosition.AtLine(index + 1, Indentation(line) + 1));
    }

    private static int Indentation(string line) => line.Length - line.TrimStart().Length;

    private static int CommonIndentation(string[] lines) => lines.Where(line => line.Trim().Length > 0).Select(Indentation).DefaultIfEmpty(0).Min();

    private List<string> Lines(ReadOnlySpan<byte> utf8)
    {
        var lines = new List<string>();
        foreach (Range range in utf8.Split((byte)'\n'))
        {
            ReadOnlySpan<byte> bytes = utf8[range];
            if (bytes is [.., (byte)'\r']) bytes = bytes[..^1];
            if (!Utf8.IsValid(bytes)) throw Malformed(DataPosition.AtLine(lines.Count + 1, 1), IniField.Encoding, Printable.Escape(bytes[..Math.Min(bytes.Length, 100)]), "UTF-8");
            string line = Encoding.UTF8.GetString(bytes);
            if (ControlCharacter(line) is int hidden and >= 0)
            {
                throw Malformed(DataPosition.AtLine(lines.Count + 1, hidden + 1), IniField.Encoding, $"U+{(int)line[hidden]:X4}", "text without control characters");
            }

            lines.Add(line);
        }

        return lines;
    }

    private static int ControlCharacter(string line) => line.AsSpan().IndexOfAny(ControlCharacters);

    private MalformedDataException TooLarge(long offset, string got, string expected) => new(dialect.Format, offset, IniField.Size, got, expected);

    private MalformedDataException Malformed(DataPosition position, string field, string got, string expected) =>
        new(dialect.Format, position, field, Printable.Escape(Encoding.UTF8.GetBytes(got.Length <= 100 ? got : got[..100])), expected);
}
