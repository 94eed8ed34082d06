using InitrdComposer.Diagnostics;
using InitrdComposer.Formats;
using InitrdComposer.Formats.Compression;
using InitrdComposer.Formats.IO;
using InitrdComposer.Formats.Newc;

namespace InitrdComposer.Questions;

/// <summary>An archive inside an initrd image.</summary>
/// <param name="Offset">Where it begins in the file; of a compressed one, where the compressed data begins.</param>
/// <param name="Compression">None, or how it and what follows it is compressed.</param>
public sealed record InitrdSegment(int Index, long Offset, CompressionFormat Compression);

/// <summary>An entry of an initrd, its data hashed.</summary>
/// <param name="Name">As it is in the archive.</param>
/// <param name="Digest">SHA-256 of the data: a file's content, a link's target.</param>
/// <param name="Target">A symbolic link's target, else empty.</param>
public sealed record InitrdMember(InitrdSegment Segment, ReadOnlyMemory<byte> Name, NewcHeader Header, Digest Digest, ReadOnlyMemory<byte> Target);

/// <summary>Reads initrds as the kernel does: plain archives first (microcode), then a compressed run of archives up to the end.</summary>
public static class InitrdImage
{
    private static readonly DiagnosticId Malformed = new("CPI", 1, FailureKind.Malformed);
    private static readonly DiagnosticId NotAnInitrd = new("CPI", 2, FailureKind.Malformed);

    /// <summary>Every entry in order, lazily: what stands before damage is handed out before the error.</summary>
    /// <param name="name">The file, for errors.</param>
    /// <exception cref="ComposerException">It is no initrd, or a damaged one.</exception>
    public static IEnumerable<InitrdMember> Read(PositionalSource file, string name)
    {
        int index = 0;
        var plain = new NewcSequence(file.OpenStream());
        while (Guarded(() => plain.TryOpenNext(out NewcReader? archive) ? archive : null, name) is NewcReader archive)
        {
            foreach (InitrdMember member in Members(archive, new(index++, archive.Offset, CompressionFormat.None), name)) yield return member;
        }

        if (plain.IsAtEnd) yield break;

        long offset = plain.Offset;
        CompressionFormat compression = CompressionOf(file, offset);
        if (compression == CompressionFormat.None)
        {
            throw new ComposerException(NotAnInitrd, "got neither a cpio archive nor compressed data, expected an initrd", new(name, offset));
        }

        using Stream decompressed = Decompressor.Open(file.Slice(offset, file.Length - offset).OpenStream(), compression, offset);
        var packed = new NewcSequence(decompressed);
        while (Guarded(() => packed.TryOpenNext(out NewcReader? archive) ? archive : null, name) is NewcReader archive)
        {
            foreach (InitrdMember member in Members(archive, new(index++, offset, compression), name)) yield return member;
        }

        if (!Guarded(() => packed.IsAtEnd, name))
        {
            throw new ComposerException(NotAnInitrd, "got something else than an archive inside the compressed data, expected cpio", new(name, packed.Offset));
        }
    }

    /// <summary>How the data at an offset is compressed; None if it does not say.</summary>
    public static CompressionFormat CompressionOf(PositionalSource file, long offset = 0)
    {
        Span<byte> head = stackalloc byte[CompressionFormats.MagicLength];
        int length = (int)Math.Min(head.Length, file.Length - offset);
        file.ReadExactlyAt(offset, head[..length]);
        return CompressionFormats.Detect(head[..length]);
    }

    private static IEnumerable<InitrdMember> Members(NewcReader archive, InitrdSegment segment, string name)
    {
        while (Guarded(() => Next(archive, segment), name) is InitrdMember member) yield return member;
    }

    private static InitrdMember? Next(NewcReader archive, InitrdSegment segment)
    {
        if (!archive.TryReadNext(out NewcEntry entry)) return null;
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
