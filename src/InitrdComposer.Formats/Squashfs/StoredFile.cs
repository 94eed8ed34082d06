namespace InitrdComposer.Formats.Squashfs;

/// <summary>Where the content of a file is.</summary>
/// <param name="length">Bytes.</param>
/// <param name="blocks">How many blocks it has, without what is in a fragment.</param>
internal sealed class StoredFile(long length, int blocks)
{
    /// <summary>Of a file without fragment.</summary>
    public const uint NoFragment = uint.MaxValue;

    public long Length => length;

    /// <summary>Where the first block is in the image; 0 where there is none.</summary>
    public long Start { get; set; }

    /// <summary>Of each block: 0 where all of it is zeros, else how long it is stored, with <see cref="DataWriter.IsStored"/>.</summary>
    public uint[] BlockSizes { get; } = new uint[blocks];

    /// <summary>Bytes that are not stored because they are zeros.</summary>
    public long Sparse { get; set; }

    public uint Fragment { get; set; } = NoFragment;

    public uint FragmentOffset { get; set; }
}
