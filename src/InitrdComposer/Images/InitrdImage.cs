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
public sealed record InitrdMember(InitrdSegment Segment, ReadOnlyMemory<byte> Name, NewcHeader Header, Digest Digest, ReadOnlyMemory<byte> Target);

/// <summary>
/// Reads initrds as the kernel does (init/initramfs.c, unpack_to_rootfs): archives in a row, plain ones and compressed frames that hold some, with any
/// number of NULs between them; a plain archive begins at a multiple of 4, and none goes on in another frame.
/// </summary>
public static class InitrdImage
{
    private const int Alignment = 4;

    private static readonly DiagnosticId Malformed = new("CPI", 1, FailureKind.Malformed);
    private static readonly DiagnosticId NotAnInitrd = new("CPI", 2, FailureKind.Malformed);
    private static readonly DiagnosticId Misaligned = new("CPI", 30, FailureKind.Malformed);

    /// <summary>Every entry in order, lazily: what stands before damage is handed out before the error.</summary>
    /// <param name="name">The file, for errors.</param>
    /// <exception cref="ComposerException">It is no initrd, or a damaged one.</exception>
    public static IEnumerable<InitrdMember> Read(PositionalSource file, string name) => Entries(file, name).Select(entry => MemberOf(entry, name));

    /// <summary>As <see cref="Read"/>, but the data has not been read yet: it passes by, decompressed on a thread of its own.</summary>
    /// <param name="begin">Told of each frame and plain archive when it begins.</param>
    /// <param name="end">Told of it when it is over, of one that is damaged as far as it was read.</param>
    /// <exception cref="ComposerException">It is no initrd, or a damaged one; of data that is damaged its stream throws <see cref="MalformedDataException"/>.</exception>
    internal static IEnumerable<StoredEntry> Entries(PositionalSource file, string name, Action<InitrdFrame>? begin = null, Action<InitrdFrame>? end = null)
    {
        int index = 0;
        for (long offset = SkipPadding(file, 0); offset < file.Length; offset = SkipPadding(file, offset))
        {
            CompressionFormat compression = CompressionFormats.DetectAt(file, offset);
            using DecoderStream? frame = compression == CompressionFormat.None ? null : Decompressor.OpenMappedFrame(file.OpenStream(offset), compression, offset);
            using ReadAheadStream? unpacked = frame is null ? null : new(frame);
            var archives = unpacked is null ? new NewcSequence(file.OpenStream(offset), offset) : new NewcSequence(unpacked);
            string place = PlaceOf(name, compression, offset);
            if (frame is not null) begin?.Invoke(new(offset, compression, 0, 0));
            try
            {
                while (Guarded(() => archives.TryOpenNext(out NewcReader? archive) ? archive : null, name, place) is NewcReader archive)
                {
                    CheckAlignment(archive.Offset, place);
                    var segment = new InitrdSegment(index++, frame is null ? archive.Offset : offset, compression);
                    if (frame is null) begin?.Invoke(new(segment.Offset, compression, 0, 0));
                    try
                    {
                        while (Guarded(() => Next(archive, segment), name, place) is StoredEntry entry)
                        {
                            long start = archive.Offset;
                            bool isPlain = frame is null && start <= file.Length - entry.Header.FileSize;
                            yield return entry with { Place = place, Offset = start, Source = isPlain ? file.Slice(start, entry.Header.FileSize) : null };
                        }
                    }
                    finally
                    {
                        if (frame is null) end?.Invoke(new(segment.Offset, compression, archive.Offset - segment.Offset, archive.Offset - segment.Offset));
                    }
                }

                bool isAtEnd = Guarded(() => archives.IsAtEnd, name, place);
                if (frame is not null && !isAtEnd)
                {
                    throw new ComposerException(NotAnInitrd, "got something else than an archive inside the compressed data, expected cpio", new(place, archives.Offset));
                }

                if (frame is null && archives.Offset == offset)
                {
                    throw new ComposerException(NotAnInitrd, "got neither a cpio archive nor compressed data, expected an initrd", new(name, offset));
                }

                if (frame is null && !isAtEnd) CheckAlignment(archives.Offset, name);
            }
            finally
            {
                // Whoever reads ahead is done before it is asked how far it came.
                unpacked?.Dispose();
                if (frame is not null) end?.Invoke(new(offset, compression, frame.CompressedOffset - offset, archives.Offset) { Map = frame.Map });
            }

            offset = frame?.CompressedOffset ?? archives.Offset;
        }
    }

    /// <summary>Damage inside an entry's data, said of the file.</summary>
    internal static ComposerException Damage(string name, string place, MalformedDataException cause) =>
        ComposerException.Malformed(Malformed, cause.Format == NewcReader.Format ? place : name, cause);

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

    /// <summary>What errors name whose offsets are of unpacked data.</summary>
    private static string PlaceOf(string name, CompressionFormat compression, long offset) => compression == CompressionFormat.None ? name : $"{name}!{compression.Name()} at 0x{offset:X}";

    private static StoredEntry? Next(NewcReader archive, InitrdSegment segment) => archive.TryReadNext(out NewcEntry entry) ? new(segment, entry.Name, entry.Header, entry.Content) { HeaderOffset = entry.Offset } : null;

    private static InitrdMember MemberOf(StoredEntry entry, string name)
    {
        try
        {
            ReadOnlyMemory<byte> target = entry.ReadTarget();
            return new(entry.Segment, entry.Name, entry.Header, target.IsEmpty ? Digest.Sha256Of(entry.Content) : Digest.Sha256Of(target.Span), target);
        }
        catch (MalformedDataException cause)
        {
            throw Damage(name, entry.Place, cause);
        }
    }

    private static T Guarded<T>(Func<T> read, string name, string place)
    {
        try
        {
            return read();
        }
        catch (MalformedDataException cause)
        {
            throw Damage(name, place, cause);
        }
    }
}
