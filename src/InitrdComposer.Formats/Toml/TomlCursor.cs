using System.Text;

namespace InitrdComposer.Formats.Toml;

/// <summary>A place in the document's text that moves forward only and knows its line and column.</summary>
internal sealed class TomlCursor(string text)
{
    /// <summary>What <see cref="Current"/> is behind the last character: NUL, which no part of the grammar accepts.</summary>
    public const char End = '\0';

    private int _index;
    private int _line = 1;
    private int _column = 1;

    public char Current => Peek(0);

    public bool AtEnd => _index == text.Length;

    /// <summary>A line feed, or carriage return and line feed.</summary>
    public bool AtLineBreak => Current == '\n' || (Current == '\r' && Peek(1) == '\n');

    public DataPosition Position => DataPosition.AtLine(_line, _column);

    public char Peek(int ahead) => _index + ahead < text.Length ? text[_index + ahead] : End;

    public bool Looking(string at) => string.CompareOrdinal(text, _index, at, 0, at.Length) == 0;

    public void Advance(int count = 1)
    {
        for (; count > 0; count--)
        {
            char passed = text[_index++];
            if (passed == '\n') (_line, _column) = (_line + 1, 1);
            else if (!char.IsLowSurrogate(passed)) _column++;
        }
    }

    /// <summary>Moves while the condition holds and returns what was passed.</summary>
    public string TakeWhile(Func<char, bool> condition)
    {
        int start = _index;
        while (!AtEnd && condition(Current)) Advance();
        return text[start.._index];
    }

    /// <summary>Moves behind a given text, or says that it is missing.</summary>
    public void Expect(string expected, string field)
    {
        if (!Looking(expected)) throw Unexpected(field, $"'{expected}'");
        Advance(expected.Length);
    }

    public void SkipBlanks()
    {
        while (Current is ' ' or '\t') Advance();
    }

    public void SkipLineBreak() => Advance(Current == '\r' ? 2 : 1);

    /// <summary>Blanks, line breaks and comments, as they may stand between the elements of an array.</summary>
    public void SkipBlankLines()
    {
        while (true)
        {
            SkipBlanks();
            SkipComment();
            if (!AtLineBreak) return;
            SkipLineBreak();
        }
    }

    /// <exception cref="MalformedDataException">A control character other than tab is in the comment.</exception>
    public void SkipComment()
    {
        if (Current != '#') return;
        while (!AtEnd && !AtLineBreak)
        {
            if (IsForbidden(Current)) throw Unexpected("comment", "no control character but tab");
            Advance();
        }
    }

    /// <summary>What the end of every line looks like.</summary>
    public void ExpectEndOfLine(string after)
    {
        SkipBlanks();
        SkipComment();
        if (AtEnd) return;
        if (!AtLineBreak) throw Unexpected(after, "the end of the line");
        SkipLineBreak();
    }

    /// <summary>The character here is not what the grammar wants.</summary>
    public MalformedDataException Unexpected(string field, string expected) => new(TomlReader.Format, Position, field, Describe(), expected);

    /// <summary>Control characters that the grammar has no place for: non-ascii starts at U+0080.</summary>
    public static bool IsForbidden(char c) => c is < ' ' and not '\t' or '\x7F';

    private string Describe()
    {
        if (AtEnd) return "the end of the file";
        if (AtLineBreak) return "the end of the line";
        Rune rune = Rune.GetRuneAt(text, _index);
        return rune.Value is > ' ' and < 0x7F ? $"'{rune}'" : $"U+{rune.Value:X4}";
    }
}
