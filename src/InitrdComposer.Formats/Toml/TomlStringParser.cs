using System.Globalization;
using System.Text;

namespace InitrdComposer.Formats.Toml;

/// <summary>The four kinds of string (specification, "String").</summary>
internal static class TomlStringParser
{
    private const string Field = "string";

    /// <summary>Reads the string that begins at the cursor, of any kind.</summary>
    public static string Read(TomlCursor cursor)
    {
        if (cursor.Looking("\"\"\"")) return ReadMultiLine(cursor, "\"\"\"");
        if (cursor.Looking("'''")) return ReadMultiLine(cursor, "'''");
        return ReadLine(cursor);
    }

    /// <summary>Reads a basic or literal string of one line, the only kinds that keys may be.</summary>
    public static string ReadLine(TomlCursor cursor)
    {
        char quote = cursor.Current;
        cursor.Advance();
        var text = new StringBuilder();
        while (cursor.Current != quote)
        {
            if (cursor.AtEnd || TomlCursor.IsForbidden(cursor.Current)) throw cursor.Unexpected(Field, $"a closing {quote}");
            TakeCharacter(cursor, quote, text);
        }

        cursor.Advance();
        return text.ToString();
    }

    private static string ReadMultiLine(TomlCursor cursor, string delimiter)
    {
        cursor.Advance(delimiter.Length);
        if (cursor.AtLineBreak) cursor.SkipLineBreak();
        var text = new StringBuilder();
        while (!cursor.Looking(delimiter))
        {
            if (cursor.AtLineBreak)
            {
                // As written: a recipe with CRLF has CRLF in its text.
                if (cursor.Current == '\r') text.Append('\r');
                text.Append('\n');
                cursor.SkipLineBreak();
            }
            else if (cursor.AtEnd || TomlCursor.IsForbidden(cursor.Current))
            {
                throw cursor.Unexpected(Field, $"a closing {delimiter}");
            }
            else if (!SkipLineEndingBackslash(cursor, delimiter[0]))
            {
                TakeCharacter(cursor, delimiter[0], text);
            }
        }

        cursor.Advance(delimiter.Length);

        // One or two quotes may stand directly before the delimiter.
        for (int i = 0; i < 2 && cursor.Current == delimiter[0]; i++)
        {
            text.Append(delimiter[0]);
            cursor.Advance();
        }

        return text.ToString();
    }

    /// <summary>A backslash at the end of a line swallows all blanks and line breaks up to the next character.</summary>
    private static bool SkipLineEndingBackslash(TomlCursor cursor, char quote)
    {
        if (quote == '\'' || cursor.Current != '\\') return false;
        int ahead = 1;
        while (cursor.Peek(ahead) is ' ' or '\t') ahead++;
        if (cursor.Peek(ahead) != '\n' && !(cursor.Peek(ahead) == '\r' && cursor.Peek(ahead + 1) == '\n')) return false;

        cursor.Advance(ahead);
        while (cursor.AtLineBreak)
        {
            cursor.SkipLineBreak();
            cursor.SkipBlanks();
        }

        return true;
    }

    private static void TakeCharacter(TomlCursor cursor, char quote, StringBuilder text)
    {
        if (cursor.Current == '\\' && quote == '"')
        {
            TakeEscape(cursor, text);
            return;
        }

        text.Append(cursor.Current);
        cursor.Advance();
    }

    private static void TakeEscape(TomlCursor cursor, StringBuilder text)
    {
        char? simple = cursor.Peek(1) switch
        {
            'b' => '\b',
            't' => '\t',
            'n' => '\n',
            'f' => '\f',
            'r' => '\r',
            '"' => '"',
            '\\' => '\\',
            _ => null,
        };
        if (simple is char c)
        {
            text.Append(c);
            cursor.Advance(2);
            return;
        }

        int digits = cursor.Peek(1) switch { 'u' => 4, 'U' => 8, _ => 0 };
        if (digits == 0)
        {
            cursor.Advance();
            throw cursor.Unexpected(
                "escape sequence",
                @"one of \b \t \n \f \r \"" \\ \uXXXX \UXXXXXXXX; a literal string in '...' takes backslashes as they are");
        }

        cursor.Advance(2);
        DataPosition position = cursor.Position;
        uint value = 0;
        for (int i = 0; i < digits; i++)
        {
            if (!char.IsAsciiHexDigit(cursor.Current)) throw cursor.Unexpected("escape sequence", $"{digits} hexadecimal digits");
            value = (value << 4) | uint.Parse([cursor.Current], NumberStyles.AllowHexSpecifier);
            cursor.Advance();
        }

        if (!Rune.IsValid(value))
        {
            throw new MalformedDataException(TomlReader.Format, position, "escape sequence", $"U+{value:X4}", "a Unicode scalar value");
        }

        text.Append(new Rune(value));
    }
}
