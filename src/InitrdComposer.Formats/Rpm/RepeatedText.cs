using System.Text;

namespace InitrdComposer.Formats.Rpm;

/// <summary>Decodes a column of few distinct strings ("root", "root", …) without a new one each time.</summary>
internal sealed class RepeatedText
{
    private readonly List<(byte[] Bytes, string Text)> _known = [];

    public string Of(ReadOnlySpan<byte> bytes)
    {
        if (bytes.IsEmpty) return "";
        foreach ((byte[] known, string text) in _known)
        {
            if (bytes.SequenceEqual(known)) return text;
        }

        string added = Encoding.UTF8.GetString(bytes);
        if (_known.Count < 16) _known.Add((bytes.ToArray(), added));
        return added;
    }
}
