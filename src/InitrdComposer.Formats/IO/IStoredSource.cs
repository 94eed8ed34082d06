namespace InitrdComposer.Formats.IO;

/// <summary>A source whose bytes are stored in another form, which takes another number of bytes.</summary>
public interface IStoredSource
{
    /// <summary>Bytes that it takes where it is stored; of what it shares with others, its share. Told best when it has been read.</summary>
    /// <exception cref="MalformedDataException">It is damaged.</exception>
    long StoredLength { get; }
}
