using System.Text;

namespace InitrdComposer.Formats.Rpm;

/// <summary>The strings of a tag, as bytes: headers promise UTF-8 (ENCODING), old ones do not.</summary>
public readonly struct RpmStringArray
{
    private readonly byte[] _store;
    private readonly int[] _starts;

    internal RpmStringArray(byte[] store, int[] starts) => (_store, _starts) = (store, starts);

    /// <summary>Strings of it; 0 for a tag that is not there.</summary>
    public int Count => _starts is null ? 0 : _starts.Length - 1;

    /// <summary>The bytes of a string, without NUL.</summary>
    public ReadOnlySpan<byte> this[int index] => _store.AsSpan(_starts[index]..(_starts[index + 1] - 1));

    public string Text(int index) => Encoding.UTF8.GetString(this[index]);

    public string[] ToTexts()
    {
        var texts = new string[Count];
        for (int i = 0; i < texts.Length; i++) texts[i] = Text(i);
        return texts;
    }
}
