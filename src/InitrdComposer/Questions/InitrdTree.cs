using InitrdComposer.Diagnostics;
using InitrdComposer.Files;
using InitrdComposer.Formats;
using InitrdComposer.Formats.IO;
using InitrdComposer.Formats.Kmod;
using InitrdComposer.Images;
using InitrdComposer.Libraries;
using InitrdComposer.Proof;
using InitrdComposer.Tree;

namespace InitrdComposer.Questions;

/// <summary>
/// An initrd of any maker as a tree, with the contents that a proof looks at: configuration, kernel modules and their indexes. Of programs and libraries what they
/// need is read as they pass, and their bytes are dropped.
/// </summary>
internal sealed class InitrdTree : IContents
{
    /// <summary>Of configuration, in bytes: nothing that a proof reads is longer.</summary>
    private const int MaxText = 1 << 20;

    /// <summary>Of programs and modules, in bytes.</summary>
    private const int MaxRead = 64 << 20;

    private static readonly string[] TextFolders = ["etc/", "usr/lib/", "lib/", "usr/local/lib/", "run/"];

    private readonly Dictionary<RootPath, FileNeeds> _needs = [];

    private InitrdTree(RootTree tree)
    {
        Tree = tree;
        foreach (RootNode node in tree)
        {
            if (node.Inode.Body is FileBody.Regular { Content: ReadContent { Needs: { IsNothing: false } needs } }) _needs[node.Path] = needs;
        }
    }

    public RootTree Tree { get; }

    public IReadOnlyDictionary<RootPath, FileNeeds> Needs => _needs;

    /// <param name="path">An initrd, a UKI whose first profile's initrd is meant, or what else <see cref="ImageReader"/> opens.</param>
    /// <exception cref="ComposerException">It is no image, or a damaged one.</exception>
    public static InitrdTree Read(Disk disk, string path)
    {
        using var hash = new ContentHash();
        return new(ImageReader.OpenAs(disk, path, (name, content) => ContentOf(name, content.Length, hash.Read(content, MaxRead))).Tree);
    }

    /// <exception cref="InvalidOperationException">The content was not kept: it is a program's.</exception>
    public PositionalSource Open(FileContent content) =>
        content is ReadContent { Bytes: { } bytes } ? PositionalSource.OfBytes(bytes) : throw new InvalidOperationException("the content of programs is not kept");

    private static ReadContent ContentOf(RootPath path, long length, (ReadOnlyMemory<byte> Bytes, Digest Digest) content)
    {
        FileNeeds needs = ModuleName.IsModuleFile(path.Name) ? FileNeeds.Nothing : NeedsOf(content.Bytes);
        bool isKept = needs.Target is null && (ModuleName.IsModuleFile(path.Name) || (path.Name.StartsWith("modules."u8) && path.Name.EndsWith(".bin"u8)) || IsText(content.Bytes, path));
        return new(length, content.Digest, isKept ? content.Bytes.ToArray() : default(ReadOnlyMemory<byte>?), needs);
    }

    private static bool IsText(ReadOnlyMemory<byte> content, RootPath path)
    {
        string name = path.ToString()[1..];
        return content.Length <= MaxText && Array.Exists(TextFolders, folder => name.StartsWith(folder, StringComparison.Ordinal));
    }

    /// <summary>A program that is damaged is none: whoever needs it finds that it does not start.</summary>
    private static FileNeeds NeedsOf(ReadOnlyMemory<byte> content)
    {
        try
        {
            return NeedsReader.Read(PositionalSource.OfBytes(content));
        }
        catch (MalformedDataException)
        {
            return FileNeeds.Nothing;
        }
    }

    /// <param name="Bytes">Null: they were not kept.</param>
    private sealed record ReadContent(long Length, Digest Digest, ReadOnlyMemory<byte>? Bytes, FileNeeds Needs) : FileContent(Length, Digest);
}
