using InitrdComposer.Config;
using InitrdComposer.Diagnostics;
using InitrdComposer.Formats.Compression;
using InitrdComposer.Formats.Newc;
using InitrdComposer.Tree;

namespace InitrdComposer.Cpio;

/// <summary>Packs a tree into an initrd: one newc archive, compressed as the recipe says.</summary>
public static class InitrdWriter
{
    private const string SegmentName = "main";

    /// <param name="tree">What the kernel shall find.</param>
    /// <param name="contents">Its bodies.</param>
    /// <param name="settings">The recipe's.</param>
    /// <param name="epoch">SOURCE_DATE_EPOCH in seconds since 1970: no file's mtime is later.</param>
    /// <param name="output">Written to, forward only; stays open.</param>
    /// <param name="microcode">From <see cref="EarlyMicrocode"/>: an uncompressed archive of its own, in front; null: none.</param>
    /// <exception cref="ComposerException">The tree holds something that would not arrive in the running kernel.</exception>
    /// <exception cref="IOException">From the output.</exception>
    public static WrittenInitrd Write(RootTree tree, IContents contents, InitrdSettings settings, long epoch, Stream output, RootTree? microcode = null)
    {
        InitrdLayout layout = InitrdLayout.Of(tree, contents, epoch);
        using var hashing = new HashingOutput(output);
        WrittenSegment? early = microcode is null ? null : WriteEarly(InitrdLayout.Of(microcode, contents, epoch), contents, hashing);
        string encoder = settings.Compression == "none" ? "none" : $"{ZstdEncoder.Version}, level {settings.Level ?? ZstdEncoder.DefaultLevel}";
        if (settings.Compression == "none") WriteArchive(layout, contents, hashing);
        else WriteCompressed(layout, contents, settings.Level ?? ZstdEncoder.DefaultLevel, hashing);
        long offset = early?.Size ?? 0;
        var main = new WrittenSegment(SegmentName, encoder, offset, hashing.Length - offset, layout.Length, layout.Entries.Length);
        return new(hashing.Length, hashing.Finish(), ContentDigest.Of(layout.Entries, contents), early is null ? [main] : [early, main], layout.Notices);
    }

    private static WrittenSegment WriteEarly(InitrdLayout layout, IContents contents, HashingOutput output)
    {
        WriteArchive(layout, contents, output);
        return new("microcode", "none", 0, output.Length, layout.Length, layout.Entries.Length);
    }

    private static void WriteCompressed(InitrdLayout layout, IContents contents, int level, Stream output)
    {
        using var encoder = new ZstdEncoderStream(output, level, Environment.ProcessorCount, layout.Length);
        WriteArchive(layout, contents, encoder);
        encoder.Complete();
    }

    private static void WriteArchive(InitrdLayout layout, IContents contents, Stream output)
    {
        using var behind = new WriteBehindStream(output);
        var archive = new NewcWriter(behind);
        foreach (InitrdEntry entry in layout.Entries)
        {
            archive.Begin(entry.Header, entry.Node.Path.IsRoot ? "."u8 : entry.Node.Path.Bytes, entry.Length);
            if (entry.Length == 0) continue;
            if (entry.Node.Inode.Body is FileBody.SymbolicLink link) archive.Write(link.Target.Bytes);
            else archive.Write(contents.Open(((FileBody.Regular)entry.Node.Inode.Body).Content));
        }

        archive.Complete();
        behind.Complete();
        if (archive.Position != layout.Length) throw new InvalidOperationException($"{archive.Position} bytes written, {layout.Length} laid out");
    }
}
