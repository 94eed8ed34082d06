using System.Text;
using System.Text.Unicode;
using InitrdComposer.Diagnostics;
using InitrdComposer.Formats;

namespace InitrdComposer.Import.Dracut.Conf;

/// <summary>The text of a file that dracut sources, with its name and the places in it.</summary>
internal sealed class ConfText
{
    /// <summary>In bytes. The largest that distributions ship have 2 KB.</summary>
    public const int MaxLength = 1 << 20;

    private readonly string _file;
    private readonly List<int> _lineStarts = [0];

    /// <summary>The place that was asked for last: the words of a long line are asked for in turn, and each is counted on from there.</summary>
    private (int Index, DataPosition Place) _last = (0, DataPosition.AtLine(1, 1));

    private ConfText(string file, string text)
    {
        (_file, Text) = (file, text);
        for (int i = 0; i < text.Length; i++)
        {
            if (text[i] == '\n') _lineStarts.Add(i + 1);
        }
    }

    public string Text { get; }

    /// <param name="file">For messages.</param>
    /// <exception cref="ComposerException">Too long, or no text that a shell takes as it looks.</exception>
    public static ConfText Decode(ReadOnlySpan<byte> bytes, string file)
    {
        if (bytes.Length > MaxLength) throw new ComposerException(ImportDiagnostics.Limit, $"size: got {bytes.Length} bytes, expected at most {MaxLength}", new SourceLocation(file));
        if (!Utf8.IsValid(bytes)) throw Refused("encoding", "bytes that are no UTF-8", "UTF-8", Encoding.Latin1.GetString(bytes), FirstInvalid(bytes));
        string text = Encoding.UTF8.GetString(bytes);
        int control = text.AsSpan().IndexOfAny('\0', '\r');
        if (control >= 0) throw Refused("text", text[control] == '\0' ? "a NUL" : "a carriage return", "lines that end with a line feed alone: bash takes a carriage return for a part of the value", text, control);
        return new(file, text);

        ComposerException Refused(string field, string got, string expected, string readable, int index) =>
            new(ImportDiagnostics.Malformed, $"{field}: got {got}, expected {expected}", new ConfText(file, readable).PlaceOf(index));
    }

    /// <param name="index">Into <see cref="Text"/>.</param>
    public SourceLocation PlaceOf(int index)
    {
        int line = _lineStarts.BinarySearch(index);
        if (line < 0) line = ~line - 1;
        (int start, DataPosition place) = _last.Place.Line == line + 1 && index >= _last.Index ? _last : (_lineStarts[line], DataPosition.AtLine(line + 1, 1));
        _last = (index, place.After(Text.AsSpan(start, index - start)));
        return new(_file, _last.Place);
    }

    private static int FirstInvalid(ReadOnlySpan<byte> bytes)
    {
        int offset = 0;
        while (Rune.DecodeFromUtf8(bytes[offset..], out _, out int length) == System.Buffers.OperationStatus.Done) offset += length;
        return offset;
    }
}
