using System.Text;

namespace InitrdComposer.Finalize;

/// <summary>"%x" in the files of systemd (systemd.unit(5), "Specifiers").</summary>
internal static class Specifiers
{
    /// <summary>The text with each specifier's value in its place and "%" for "%%"; null when one of them is unknown, or the text ends in the middle of one.</summary>
    /// <param name="valueOf">The value of a letter; null: unknown.</param>
    public static string? Expand(string text, Func<char, string?> valueOf)
    {
        if (!text.Contains('%')) return text;
        var expanded = new StringBuilder();
        for (int i = 0; i < text.Length; i++)
        {
            if (text[i] != '%')
            {
                expanded.Append(text[i]);
                continue;
            }

            string? value = ++i == text.Length ? null : text[i] == '%' ? "%" : valueOf(text[i]);
            if (value is null) return null;
            expanded.Append(value);
        }

        return expanded.ToString();
    }
}
