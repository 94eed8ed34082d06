using System.Collections.Immutable;
using InitrdComposer.Files;
using InitrdComposer.Formats.Compression;
using InitrdComposer.Formats.IO;
using InitrdComposer.Formats.Newc;
using InitrdComposer.Tree;

namespace InitrdComposer.Cpio;

/// <summary>Segments -> bytes: those that an earlier build packed are taken as they are, the others are packed several at a time.</summary>
public static class SegmentPacker
{
    /// <summary>Segments are packed side by side: that keeps processors busy without threads inside of one.</summary>
    private const int WorkersOfEach = 1;

    /// <param name="segments">Each once.</param>
    /// <param name="contents">Bodies; asked only for what has to be packed.</param>
    /// <param name="store">Keeps packed segments by <see cref="Segment.Key"/>.</param>
    /// <returns>In the order of <paramref name="segments"/>; valid as long as the store is.</returns>
    /// <exception cref="Diagnostics.ComposerException">A body is not what was promised, or no space is left.</exception>
    public static ImmutableArray<PackedSegment> Pack(ImmutableArray<Segment> segments, IContents contents, BlobStore store)
    {
        var packed = new PackedSegment?[segments.Length];
        for (int i = 0; i < segments.Length; i++)
        {
            if (store.Find(segments[i].Key) is PositionalSource bytes) packed[i] = new(segments[i], bytes, IsNew: false);
        }

        // The longest first: what runs alone at the end should be short.
        int[] missing = [.. Enumerable.Range(0, segments.Length).Where(i => packed[i] is null).OrderByDescending(i => segments[i].Layout.Length)];
        ParallelWork.Run(Environment.ProcessorCount, missing, i =>
            packed[i] = new(segments[i], store.Store(segments[i].Key, output => Write(segments[i], contents, output)), IsNew: true));
        return [.. packed.Select(segment => segment!)];
    }

    private static void Write(Segment segment, IContents contents, Stream output)
    {
        using EncoderStream encoder = segment.Encoder.Open(output, WorkersOfEach, segment.Layout.Length);
        WriteArchive(segment.Layout, contents, encoder);
        encoder.Complete();
    }

    private static void WriteArchive(InitrdLayout layout, IContents contents, Stream output)
    {
        var archive = new NewcWriter(output);
        foreach (InitrdEntry entry in layout.Entries)
        {
            archive.Begin(entry.Header, entry.Node.Path.IsRoot ? "."u8 : entry.Node.Path.Bytes, entry.Length);
            if (entry.Length == 0) continue;
            if (entry.Node.Inode.Body is FileBody.SymbolicLink link) archive.Write(link.Target.Bytes);
            else archive.Write(contents.Open(((FileBody.Regular)entry.Node.Inode.Body).Content));
        }

        archive.Complete();
        if (archive.Position != layout.Length) throw new InvalidOperationException($"{archive.Position} bytes written, {layout.Length} laid out");
    }
}
