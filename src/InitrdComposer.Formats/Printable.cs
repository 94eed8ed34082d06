using System.Buffers;
using System.Globalization;
using System.Text;

namespace InitrdComposer.Formats;

/// <summary>Makes untrusted bytes safe to print: names from packages end up on terminals.</summary>
public static class Printable
{
    /// <summary>As of bytes.</summary>
    public static string Escape(string text) => Escape(Encoding.UTF8.GetBytes(text));

    /// <summary>UTF-8 as text; control and format characters (ANSI, bidi) and invalid bytes as \xNN, the backslash itself as \\.</summary>
    public static string Escape(ReadOnlySpan<byte> bytes)
    {
        var text = new StringBuilder(bytes.Length);
        while (bytes.Length > 0)
        {
            bool valid = Rune.DecodeFromUtf8(bytes, out Rune rune, out int consumed) == OperationStatus.Done;
            if (valid && rune.Value == '\\') text.Append(@"\\");
            else if (valid && !IsHidden(rune)) text.Append(rune.ToString());
            else foreach (byte b in bytes[..consumed]) text.Append(CultureInfo.InvariantCulture, $@"\x{b:X2}");
            bytes = bytes[consumed..];
        }

        return text.ToString();
    }

    private static bool IsHidden(Rune rune) => Rune.GetUnicodeCategory(rune) is
        UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator;
}
