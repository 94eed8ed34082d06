using System.Globalization;
using System.Text;

namespace InitrdComposer.Formats.Toml;

/// <summary>Text as TOML writes it, one way for each string.</summary>
public static class TomlText
{
    /// <summary>A bare key where that is possible, else a quoted one.</summary>
    public static string Key(string key) => key.Length > 0 && key.All(IsBare) ? key : Quote(key);

    /// <summary>
    /// A basic string of one line. Besides what TOML demands, invisible characters are escaped too (ANSI, bidi, zero width): what is shown is what is there.
    /// </summary>
    public static string Quote(string text)
    {
        var quoted = new StringBuilder("\"", text.Length + 2);
        foreach (Rune rune in text.EnumerateRunes())
        {
            quoted.Append(rune.Value switch
            {
                '"' => "\\\"",
                '\\' => @"\\",
                '\t' => @"\t",
                '\n' => @"\n",
                '\r' => @"\r",
                _ when !IsHidden(rune) => rune.ToString(),
                <= 0xFFFF => $@"\u{rune.Value:X4}",
                _ => $@"\U{rune.Value:X8}",
            });
        }

        return quoted.Append('"').ToString();
    }

    internal static bool IsBare(char c) => char.IsAsciiLetterOrDigit(c) || c is '_' or '-';

    private static bool IsHidden(Rune rune) => Rune.GetUnicodeCategory(rune) is
        UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator;
}
