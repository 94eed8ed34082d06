using InitrdComposer.Diagnostics;
using InitrdComposer.Formats;
using InitrdComposer.Formats.Compression;
using InitrdComposer.Formats.IO;
using InitrdComposer.Formats.Newc;

namespace InitrdComposer.Images;

/// <summary>An archive inside an initrd image.</summary>
/// <param name="Offset">Where it begins in the file; of a compressed one, where the compressed data begins.</param>
/// <param name="Compression">None, or how the frame that it is in is compressed.</param>
public sealed record InitrdSegment(int Index, long Offset, CompressionFormat Compression);

/// <summary>An entry of an initrd, its data hashed.</summary>
/// <param name="Name">As it is in the archive.</param>
/// <param name="Digest">SHA-256 of the data: a file's content, a link's target.</param>
/// <param name="Target">A symbolic link's target, else empty.</param>
public sealed record InitrdMember(InitrdSegment Segment, ReadOnlyMemory<byte> Name, NewcHeader Header, Digest Digest, ReadOnlyMemory<byte> Target)
{
    /// <summary>A file's bytes where they were asked for, else empty.</summary>
    public ReadOnlyMemory<byte> Content { get; init; }
}

/// <summary>
/// Reads initrds as the kernel does (init/initramfs.c, unpack_to_rootfs): archives in a row, plain ones and compressed frames that hold some, with any
/// number of NULs between them; a plain archive begins at a multiple of 4, and none goes on in another frame.
/// </summary>
public static class InitrdImage
{
    /// <summary>Longest file whose content is handed out, in bytes.</summary>
    public const int MaxKept = 64 << 20;

    private const int Alignment = 4;

    private static readonly DiagnosticId Malformed = new("CPI", 1, FailureKind.Malformed);
    private static readonly DiagnosticId NotAnInitrd = new("CPI", 2, FailureKind.Malformed);
    private static readonly DiagnosticId Misaligned = new("CPI", 30, FailureKind.Malformed);

    /// <summary>Every entry in order, lazily: what stands before damage is handed out before the error.</summary>
    /// <param name="name">The file, for errors.</param>
    /// <param name="keeps">Of which names the content is wanted too; files above <see cref="MaxKept"/> bytes are not kept. Null: of none.</param>
    /// <exception cref="ComposerException">It is no initrd, or a damaged one.</exception>
    public static IEnumerable<InitrdMember> Read(PositionalSource file, string name, Func<ReadOnlyMemory<byte>, bool>? keeps = null)
    {
        int index = 0;
        for (long offset = SkipPadding(file, 0); offset < file.Length; offset = SkipPadding(file, offset))
        {
            CompressionFormat compression = CompressionFormats.DetectAt(file, offset);
            using DecoderStream? frame = compression == CompressionFormat.None ? null : Decompressor.OpenFrame(file.OpenStream(offset), compression, offset);
            var archives = frame is null ? new NewcSequence(file.OpenStream(offset), offset) : new NewcSequence(frame);
            while (Guarded(() => archives.TryOpenNext(out NewcReader? archive) ? archive : null, name) is NewcReader archive)
            {
                CheckAlignment(archive.Offset, name);
                var segment = new InitrdSegment(index++, frame is null ? archive.Offset : offset, compression);
                foreach (InitrdMember member in Members(archive, segment, name, keeps)) yield return member;
            }

            bool isAtEnd = Guarded(() => archives.IsAtEnd, name);
            if (frame is not null && !isAtEnd)
            {
                throw new ComposerException(NotAnInitrd, "got something else than an archive inside the compressed data, expected cpio", new(name, archives.Offset));
            }

            if (frame is null && archives.Offset == offset)
            {
                throw new ComposerException(NotAnInitrd, "got neither a cpio archive nor compressed data, expected an initrd", new(name, offset));
            }

            if (frame is null && !isAtEnd) CheckAlignment(archives.Offset, name);
            offset = frame?.CompressedOffset ?? archives.Offset;
        }
    }

    /// <summary>Where the first byte that is not NUL stands, or the end: the kernel skips NULs, before the first archive as well.</summary>
    internal static long SkipPadding(PositionalSource file, long offset)
    {
        Span<byte> buffer = stackalloc byte[4096];
        while (file.ReadAt(offset, buffer) is int read and > 0)
        {
            int padding = buffer[..read].IndexOfAnyExcept((byte)0);
            if (padding >= 0) return offset + padding;
            offset += read;
        }

        return offset;
    }

    /// <summary>The kernel calls other places "broken padding" behind a plain archive and "invalid magic" behind a frame, and reads no further.</summary>
    private static void CheckAlignment(long offset, string name)
    {
        if (offset % Alignment == 0) return;
        throw new ComposerException(Misaligned, $"got an archive at an offset that the kernel does not read, expected a multiple of {Alignment}", new(name, offset));
    }

    private static IEnumerable<InitrdMember> Members(NewcReader archive, InitrdSegment segment, string name, Func<ReadOnlyMemory<byte>, bool>? keeps)
    {
        while (Guarded(() => Next(archive, segment, keeps), name) is InitrdMember member) yield return member;
    }

    private static InitrdMember? Next(NewcReader archive, InitrdSegment segment, Func<ReadOnlyMemory<byte>, bool>? keeps)
    {
        if (!archive.TryReadNext(out NewcEntry entry)) return null;
        if (entry.Header.Type == InodeMode.Regular && entry.Header.FileSize <= MaxKept && keeps?.Invoke(entry.Name) == true)
        {
            // The size is a claim: what is not there is not allocated.
            using var content = new MemoryStream();
            entry.Content.CopyTo(content);
            ReadOnlyMemory<byte> bytes = content.GetBuffer().AsMemory(0, (int)content.Length);
            return new(segment, entry.Name, entry.Header, Digest.Sha256Of(bytes.Span), default) { Content = bytes };
        }

        if (entry.Header.Type != InodeMode.SymbolicLink) return new(segment, entry.Name, entry.Header, Digest.Sha256Of(entry.Content), default);
        var target = new byte[entry.Header.FileSize];
        entry.Content.ReadExactly(target);
        return new(segment, entry.Name, entry.Header, Digest.Sha256Of(target), target);
    }

    private static T Guarded<T>(Func<T> read, string name)
    {
        try
        {
            return read();
        }
        catch (MalformedDataException cause)
        {
            throw ComposerException.Malformed(Malformed, name, cause);
        }
    }
}
