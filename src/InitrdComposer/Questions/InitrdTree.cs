using System.Collections.Immutable;
using InitrdComposer.Diagnostics;
using InitrdComposer.Files;
using InitrdComposer.Formats;
using InitrdComposer.Formats.IO;
using InitrdComposer.Formats.Kmod;
using InitrdComposer.Formats.Newc;
using InitrdComposer.Formats.PE;
using InitrdComposer.Images;
using InitrdComposer.Libraries;
using InitrdComposer.Proof;
using InitrdComposer.Tree;
using InitrdComposer.Uki;

namespace InitrdComposer.Questions;

/// <summary>
/// An initrd of any maker as a tree, with the contents that a proof looks at: configuration, kernel modules and their indexes. Of programs and libraries what they
/// need is read as they pass, and their bytes are dropped.
/// </summary>
internal sealed class InitrdTree : IContents
{
    /// <summary>Of configuration, in bytes: nothing that a proof reads is longer.</summary>
    private const int MaxText = 1 << 20;

    private static readonly string[] TextFolders = ["etc/", "usr/lib/", "lib/", "usr/local/lib/", "run/"];

    private readonly Dictionary<RootPath, FileNeeds> _needs = [];

    private InitrdTree(PositionalSource initrd, string name)
    {
        var nodes = new Dictionary<RootPath, RootNode>();
        var inodes = new Dictionary<(int Segment, uint Ino, uint Major, uint Minor), Inode>();
        foreach (InitrdMember member in InitrdImage.Read(initrd, name, _ => true))
        {
            if (!RootPath.TryParse(member.Name.Span, out RootPath path) || path.IsRoot) continue;
            Inode inode = InodeOf(member, path);
            if (member.Header is { Type: InodeMode.Regular, Nlink: > 1 })
            {
                // Of hard links the last has the data: names that came before get it then.
                var key = (member.Segment.Index, member.Header.Ino, member.Header.DevMajor, member.Header.DevMinor);
                if (member.Header.FileSize == 0 && inodes.TryGetValue(key, out Inode? first)) inode = first;
                else if (inodes.TryGetValue(key, out Inode? empty)) foreach (RootNode link in nodes.Values.Where(node => ReferenceEquals(node.Inode, empty)).ToArray()) Add(link.Path, inode);
                inodes[key] = inode;
            }

            Add(path, inode);
        }

        // The kernel unpacks into a tree whose folders are there: archives need not name them.
        Tree = RootTree.Of(nodes.Values).WithParents();

        void Add(RootPath path, Inode inode)
        {
            nodes[path] = new(path, inode, Origin.Parent);
            _needs.Remove(path);
            if (inode.Body is FileBody.Regular { Content: ReadContent { Needs: { IsNothing: false } needs } }) _needs[path] = needs;
        }
    }

    public RootTree Tree { get; }

    public IReadOnlyDictionary<RootPath, FileNeeds> Needs => _needs;

    /// <param name="path">An initrd, or a UKI whose first profile's initrd is meant.</param>
    /// <exception cref="ComposerException">It is neither, or a damaged one.</exception>
    public static InitrdTree Read(Disk disk, string path)
    {
        using var file = FileSource.Open(disk, path);
        if (FileMagic.KindOf(file) != FileMagic.PE) return new(file, path);
        UkiImage uki = UkiImage.Open(new(path, file));
        PositionalSource initrd = uki.Effective(0).FirstOrDefault(part => part.Name == UkiSectionNames.Initrd)?.Content
            ?? throw new ComposerException(ProofErrors.NoInitrd, "got a PE image without .initrd, expected an initrd or a UKI", new SourceLocation(path));
        return new(initrd, path);
    }

    /// <exception cref="InvalidOperationException">The content was not kept: it is a program's.</exception>
    public PositionalSource Open(FileContent content) =>
        content is ReadContent { Bytes: { } bytes } ? PositionalSource.OfBytes(bytes) : throw new InvalidOperationException("the content of programs is not kept");

    private static Inode InodeOf(InitrdMember member, RootPath path)
    {
        var metadata = Metadata.OfRoot((ushort)(member.Header.Mode & 0xFFF));
        return member.Header.Type switch
        {
            InodeMode.Directory => new(metadata, FileBody.Directory.Instance),
            InodeMode.SymbolicLink => new(metadata, new FileBody.SymbolicLink(LinkTarget.Of(member.Target.Span))),
            InodeMode.Regular => new(metadata, new FileBody.Regular(ContentOf(member, path))),
            _ => new(metadata, new FileBody.Fifo()),
        };
    }

    private static ReadContent ContentOf(InitrdMember member, RootPath path)
    {
        FileNeeds needs = ModuleName.IsModuleFile(path.Name) ? FileNeeds.Nothing : NeedsOf(member.Content);
        bool isKept = needs.Target is null && (ModuleName.IsModuleFile(path.Name) || (path.Name.StartsWith("modules."u8) && path.Name.EndsWith(".bin"u8)) || IsText(member, path));
        return new(member.Header.FileSize, member.Digest, isKept ? member.Content : default(ReadOnlyMemory<byte>?), needs);
    }

    private static bool IsText(InitrdMember member, RootPath path)
    {
        string name = path.ToString()[1..];
        return member.Content.Length <= MaxText && Array.Exists(TextFolders, folder => name.StartsWith(folder, StringComparison.Ordinal));
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
