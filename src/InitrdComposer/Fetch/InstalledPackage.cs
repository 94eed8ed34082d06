using InitrdComposer.Formats.IO;
using InitrdComposer.Formats.Rpm;
using InitrdComposer.Tree;

namespace InitrdComposer.Fetch;

/// <summary>A package that is installed: its header from rpm's database, its files where they were installed.</summary>
internal sealed class InstalledPackage(PackageHeader header, RpmDescription description, HostRoot root) : IPackage
{
    public PackageHeader Header => header;

    public RpmDescription Description => description;

    /// <inheritdoc/>
    public bool MayDiffer => true;

    /// <summary>What is not there reads as nothing: its digest tells.</summary>
    public void ReadPayload(Action<int, Stream> onFile)
    {
        for (int i = 0; i < header.Files.Length; i++)
        {
            PackageFile file = header.Files[i];
            if (file.Body is not FileBody.Regular || file.Flags.HasFlag(PackageFileFlags.Ghost)) continue;
            using var content = new InstalledFile(root, file.Path);
            onFile(i, content);
        }
    }

    /// <summary>Opened when the first byte is asked for: most files of a package are not.</summary>
    private sealed class InstalledFile(HostRoot root, RootPath path) : ReadOnlyStream
    {
        private Stream? _content;

        public override int Read(Span<byte> buffer) => (_content ??= root.TryOpen(path, out _) ?? Null).Read(buffer);

        protected override void Dispose(bool disposing)
        {
            if (disposing) _content?.Dispose();
            base.Dispose(disposing);
        }
    }
}
