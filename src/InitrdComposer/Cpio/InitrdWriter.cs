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
    /// <exception cref="ComposerException">The tree holds something that would not arrive in the running kernel.</exception>
    /// <exception cref="IOException">From the output.</exception>
    public static WrittenInitrd Write(RootTree tree, IContents contents, InitrdSettings settings, long epoch, Stream output)
    {
        InitrdLayout layout = InitrdLayout.Of(tree, contents, epoch);
        using var hashing = new HashingOutput(output);
        string encoder = settings.Compression == "none" ? "none" : $"{ZstdEncoder.Version}, level {settings.Level ?? ZstdEncoder.DefaultLevel}";
        if (settings.Compression == "none") WriteArchive(layout, contents, hashing);
        else WriteCompressed(layout, contents, settings.Level ?? ZstdEncoder.DefaultLevel, hashing);
        var segment = new WrittenSegment(SegmentName, encoder, 0, hashing.Length, layout.Length, layout.Entries.Length);
        return new(hashing.Length, hashing.Finish(), ContentDigest.Of(layout.Entries, contents), [segment], layout.Notices);
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
