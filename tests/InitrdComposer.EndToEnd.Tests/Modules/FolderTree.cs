using InitrdComposer.Formats;
using InitrdComposer.Formats.IO;
using InitrdComposer.Tree;
using Xunit;

namespace InitrdComposer.EndToEnd.Tests.Modules;

/// <summary>A folder of the host as a tree, without links, its files read where they are.</summary>
internal sealed class FolderTree(string folder) : IContents
{
    private int _opened;

    /// <summary>How often a file was opened.</summary>
    public int Opened => _opened;

    public RootTree Tree { get; } = RootTree.Of(
        Directory.EnumerateFileSystemEntries(folder, "*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.ReparsePoint })
            .Select(path => NodeOf(folder, path)));

    public PositionalSource Open(FileContent content)
    {
        Interlocked.Increment(ref _opened);
        return PositionalSource.OfBytes(File.ReadAllBytes(Assert.IsType<FileContent.Host>(content).Path));
    }

    private static RootNode NodeOf(string folder, string path)
    {
        FileBody body = Directory.Exists(path)
            ? FileBody.Directory.Instance
            : new FileBody.Regular(new FileContent.Host(new FileInfo(path).Length, Digest.Sha256Of(File.ReadAllBytes(path)), path));
        return new(RootPath.Of(Path.GetRelativePath(folder, path)), new(Metadata.OfRoot(0b110_100_100), body), new Origin.Generated("test"));
    }
}
