using InitrdComposer.Formats;
using InitrdComposer.Formats.Compression;
using InitrdComposer.Formats.IO;
using InitrdComposer.Formats.Kmod;
using InitrdComposer.Tree;

namespace InitrdComposer.Sysext.Check;

/// <summary>A kernel module of an image.</summary>
/// <param name="Path">In the image.</param>
/// <param name="Version">Of the kernel whose folder it is in.</param>
/// <param name="Name">As modprobe has it.</param>
internal sealed record ExtensionModule(RootPath Path, string Version, string Name, FileContent Content)
{
    /// <summary>Of a module decompressed, in bytes.</summary>
    private const long MaxLength = 512 << 20;

    private static readonly RootPath[] Folders = [RootPath.Of("/usr/lib/modules"), RootPath.Of("/lib/modules")];

    /// <summary>All modules, by the folders of kernels that they are in.</summary>
    public static IEnumerable<ExtensionModule> AllOf(RootTree tree) =>
        from file in FilesOf(tree)
        where ModuleName.IsModuleFile(file.Node.Path.Name)
        let body = tree.TryFind(file.Node.Path, out RootNode? target) ? target.Inode.Body as FileBody.Regular : null
        where body is not null
        select new ExtensionModule(file.Node.Path, file.Version, ModuleName.OfPath(Printable.Escape(file.Node.Path.Name)), body.Content);

    /// <summary>Files in folders of kernels, with the kernel's version.</summary>
    public static IEnumerable<(RootNode Node, string Version)> FilesOf(RootTree tree) =>
        from folder in Folders
        from node in tree.Below(folder)
        where node.Inode.Body is FileBody.Regular or FileBody.SymbolicLink && node.Path.Parent != folder && node.Path != folder
        select (node, VersionOf(node.Path, folder));

    /// <exception cref="MalformedDataException">It is none.</exception>
    public KernelModule Read(IContents contents)
    {
        PositionalSource source = contents.Open(Content);
        CompressionFormat format = CompressionFormats.FromSuffix(Printable.Escape(Path.Name));
        if (format == CompressionFormat.None) return KernelModule.Read(source);
        using Stream unpacked = new LimitedStream(Decompressor.Open(source.OpenStream(), format), MaxLength, format.Name(), "decompressed module");
        var bytes = new MemoryStream();
        unpacked.CopyTo(bytes);
        return KernelModule.Read(PositionalSource.OfBytes(bytes.GetBuffer().AsMemory(0, (int)bytes.Length)));
    }

    private static string VersionOf(RootPath path, RootPath folder)
    {
        ReadOnlySpan<byte> rest = path.Bytes[(folder.Bytes.Length + 1)..];
        return Printable.Escape(rest[..rest.IndexOf((byte)'/')]);
    }
}
