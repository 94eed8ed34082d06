using InitrdComposer.Formats;
using InitrdComposer.Formats.Compression;

namespace InitrdComposer.Tree;

/// <summary>
/// What a regular file holds: length and digest, promised before a byte is read. Where the bytes are is another question, answered by
/// <see cref="IContents"/>.
/// </summary>
/// <param name="Length">In bytes.</param>
/// <param name="Digest">Of the bytes, in the algorithm of whoever promised them.</param>
public abstract record FileContent(long Length, Digest Digest)
{
    /// <summary>Inside a package's payload: the package's digest and the file's index in the package's file list.</summary>
    public sealed record Packaged(long Length, Digest Digest, Digest Package, int FileIndex) : FileContent(Length, Digest);

    /// <summary>A file of the host that a recipe names.</summary>
    public sealed record Host(long Length, Digest Digest, string Path) : FileContent(Length, Digest);

    /// <summary>What another file's bytes decompress to.</summary>
    /// <param name="Packed">The compressed file.</param>
    /// <param name="Format">How it is compressed.</param>
    public sealed record Decompressed(long Length, Digest Digest, FileContent Packed, CompressionFormat Format) : FileContent(Length, Digest);

    /// <summary>Made by a stage, in memory.</summary>
    public sealed record Generated(ReadOnlyMemory<byte> Bytes) : FileContent(Bytes.Length, Digest.Sha256Of(Bytes.Span))
    {
        public bool Equals(Generated? other) => other is not null && Digest == other.Digest;

        public override int GetHashCode() => Digest.GetHashCode();
    }
}
