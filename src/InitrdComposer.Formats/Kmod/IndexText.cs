using System.Text;

namespace InitrdComposer.Formats.Kmod;

/// <summary>What depmod's files can hold: they are lines of words, in ASCII, and nothing in them can be quoted.</summary>
public static class IndexText
{
    /// <summary>Of a word or a line of words, in characters: device tables make aliases of at most a few hundred.</summary>
    public const int MaxLength = 1024;

    /// <summary>The value itself.</summary>
    /// <param name="format">For the error, as the others.</param>
    /// <param name="value">A character a byte.</param>
    /// <param name="isLine">It may be several words.</param>
    /// <exception cref="MalformedDataException">It would end its line or word, or is longer than any.</exception>
    public static string Require(string format, DataPosition position, string field, string value, bool isLine)
    {
        char first = isLine ? ' ' : '!';
        if (value.Length <= MaxLength && value.All(c => c >= first && c <= '~')) return value;
        throw new MalformedDataException(
            format, position, field, Shown(value), $"at most {MaxLength} characters of printable ASCII{(isLine ? "" : " without spaces")}");
    }

    /// <summary>The beginning of a value, for a message.</summary>
    public static string Shown(string value)
    {
        const int MaxShown = 80;
        string shown = Printable.Escape(Encoding.Latin1.GetBytes(value[..Math.Min(value.Length, MaxShown)]));
        return value.Length > MaxShown ? $"{shown}... ({value.Length} characters)" : shown;
    }
}
