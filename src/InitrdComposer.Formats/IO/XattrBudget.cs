namespace InitrdComposer.Formats.IO;

/// <summary>
/// How much the extended attributes of an image may still come to: many may lie in the same bytes, so that the image's length says nothing of theirs.
/// </summary>
/// <param name="format">What errors call the image's format.</param>
internal sealed class XattrBudget(string format)
{
    /// <summary>Bytes: a million files with a label of their own each.</summary>
    public const int Most = 16 << 20;

    /// <summary>What an attribute takes beside its name and its value.</summary>
    private const int Fixed = 16;

    private int _left = Most;

    /// <param name="length">Of name and value together; 0: they are kept already.</param>
    /// <param name="at">Where the attribute is.</param>
    /// <exception cref="MalformedDataException">There is no room left.</exception>
    public void Take(int length, long at)
    {
        if (_left < length + Fixed) throw new MalformedDataException(format, at, "xattrs", $"more than {Most} bytes of all files", $"at most {Most}");
        _left -= length + Fixed;
    }
}
