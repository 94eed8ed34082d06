using System.Text;
using InitrdComposer.Config;
using InitrdComposer.Diagnostics;
using InitrdComposer.Files;
using InitrdComposer.Formats;
using InitrdComposer.Formats.IO;
using InitrdComposer.Tree;

namespace InitrdComposer;

/// <summary>The folder of a bundle while it is filled: each file appears whole, what is right already stays, what is not named any more goes at the end.</summary>
internal sealed class BundleFolder : IDisposable
{
    /// <summary>Folders that hold nothing but the bundle's own.</summary>
    private static readonly string[] Own = ["repositories", "trees"];

    private readonly FileLock _lock;
    private readonly HashSet<string> _named = new(StringComparer.Ordinal);
    private readonly System.Threading.Lock _naming = new();

    private BundleFolder(string path, FileLock @lock) => (Path, _lock) = (path, @lock);

    public string Path { get; }

    /// <exception cref="ComposerException">It is somebody's own folder, another run fills it, or the system refuses.</exception>
    public static BundleFolder Open(string path)
    {
        string folder = System.IO.Path.GetFullPath(path);
        try
        {
            Directory.CreateDirectory(folder);
            if (!File.Exists(System.IO.Path.Combine(folder, Places.FileName)) && Directory.EnumerateFileSystemEntries(folder).Any())
            {
                throw new ComposerException(LocalFailure.NotOurs, $"is not empty and has no {Places.FileName}: it is no bundle", new SourceLocation(folder), "choose a new folder");
            }
        }
        catch (Exception exception) when (LocalFailure.IsLocal(exception))
        {
            throw LocalFailure.Of(folder, "create", exception);
        }

        return FileLock.TryAcquire(folder, out FileLock? taken)
            ? new(folder, taken)
            : throw new ComposerException(FileLock.Busy, "another run fills this bundle", new SourceLocation(folder), "wait for it");
    }

    public void Dispose() => _lock.Dispose();

    /// <summary>Whether a file is there and right.</summary>
    public bool Holds(string relative, Digest digest)
    {
        string path = Name(relative);
        if (new FileInfo(path) is not { Exists: true, LinkTarget: null }) return false;
        using FileSource file = FileSource.Open(path);
        using Stream content = file.OpenStream();
        using var digesting = new DigestingStream(content, digest.Algorithm);
        digesting.CopyTo(Stream.Null);
        return digesting.Finish() == digest;
    }

    public void Write(string relative, string text) => Write(relative, Encoding.UTF8.GetBytes(text));

    /// <summary>Writes a file unless it is there and right.</summary>
    public void Write(string relative, ReadOnlyMemory<byte> content)
    {
        if (!Holds(relative, Digest.Sha256Of(content.Span))) AtomicFile.Write(Name(relative), content);
    }

    /// <exception cref="ComposerException">What was copied is not what was verified before.</exception>
    public void Copy(string relative, PositionalSource content, Digest digest) => AtomicFile.Write(Name(relative), stream =>
    {
        using var digesting = new DigestingStream(content.OpenStream(), digest.Algorithm);
        digesting.CopyTo(stream);
        if (digesting.Finish() != digest) throw new ComposerException(LocalFailure.Other, "changed while it was copied", new SourceLocation(Name(relative)));
    });

    /// <summary>Copies folders, files and links with the permissions that count in an image.</summary>
    public void CopyTree(string relative, IReadOnlyList<RootNode> nodes)
    {
        try
        {
            Directory.CreateDirectory(Name(relative));
            foreach (RootNode node in nodes) Copy($"{relative}/{Encoding.UTF8.GetString(node.Path.Bytes)}", node.Inode.Body);

            // A folder's own permissions come last, from the leaves up: they may forbid to write into it.
            foreach (RootNode node in nodes.Where(node => node.Inode.Body is not FileBody.SymbolicLink).OrderByDescending(node => node.Path))
            {
                Durable.SetMode(Name($"{relative}/{Encoding.UTF8.GetString(node.Path.Bytes)}"), node.Inode.Metadata.Mode);
            }
        }
        catch (Exception exception) when (LocalFailure.IsLocal(exception))
        {
            throw LocalFailure.Of(Name(relative), "copy a tree", exception);
        }
    }

    /// <summary>Removes what an earlier lock or recipe had.</summary>
    public void RemoveOthers()
    {
        try
        {
            foreach (string folder in Own.Select(name => System.IO.Path.Combine(Path, name)).Where(Directory.Exists))
            {
                foreach (FileSystemInfo entry in new DirectoryInfo(folder).EnumerateFileSystemInfos("*", Everything).OrderByDescending(entry => entry.FullName, StringComparer.Ordinal))
                {
                    if (entry is DirectoryInfo { LinkTarget: null } directory ? !_named.Contains(entry.FullName) && !directory.EnumerateFileSystemInfos().Any() : !_named.Contains(entry.FullName)) entry.Delete();
                }
            }
        }
        catch (Exception exception) when (LocalFailure.IsLocal(exception))
        {
            throw LocalFailure.Of(Path, "remove what is no longer needed", exception);
        }
    }

    private static EnumerationOptions Everything { get; } = new() { AttributesToSkip = FileAttributes.None, RecurseSubdirectories = true };

    private void Copy(string relative, FileBody body)
    {
        string path = Name(relative);
        switch (body)
        {
            case FileBody.Directory:
                Directory.CreateDirectory(path);
                break;
            case FileBody.SymbolicLink link:
                string target = Encoding.UTF8.GetString(link.Target.Bytes);
                if (new FileInfo(path).LinkTarget == target) break;
                File.Delete(path);
                File.CreateSymbolicLink(path, target);
                break;
            case FileBody.Regular { Content: FileContent.Host content } when !Holds(relative, content.Digest):
                using (FileSource file = FileSource.Open(content.Path)) Copy(relative, file, content.Digest);
                break;
        }
    }

    /// <summary>A path of the bundle, remembered as its own.</summary>
    private string Name(string relative)
    {
        string path = System.IO.Path.Combine(Path, relative);
        lock (_naming) _named.Add(path);
        return path;
    }
}
