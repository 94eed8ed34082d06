using System.Text;
using InitrdComposer.Config;
using InitrdComposer.Diagnostics;
using InitrdComposer.Files;
using InitrdComposer.Formats;
using InitrdComposer.Formats.IO;
using InitrdComposer.Tree;

namespace InitrdComposer.Bundle;

/// <summary>The folder of a bundle while it is filled: each file appears whole, what is right already stays, what is not named any more goes at the end.</summary>
internal sealed class BundleFolder : IDisposable
{
    /// <summary>Folders that hold nothing but the bundle's own.</summary>
    private static readonly string[] Own = ["repositories", "trees", "keys"];

    private readonly Disk _disk;
    private readonly FileLock _lock;
    private readonly HashSet<string> _named = new(StringComparer.Ordinal);
    private readonly System.Threading.Lock _naming = new();

    private BundleFolder(Disk disk, string path, FileLock @lock) => (_disk, Path, _lock) = (disk, path, @lock);

    public string Path { get; }

    /// <exception cref="ComposerException">It is somebody's own folder, another run fills it, or the system refuses.</exception>
    public static BundleFolder Open(Disk disk, string path)
    {
        string folder = System.IO.Path.GetFullPath(path);
        try
        {
            disk.MakeFolders(folder);
            string index = System.IO.Path.Combine(folder, BundleIndex.FileName);
            Leftovers.RemoveAbandoned(disk, index);
            if (!disk.Has(index) && disk.List(folder).Count > 0)
            {
                throw new ComposerException(LocalFailure.NotOurs, $"is not empty and has no {BundleIndex.FileName}: it is no bundle", new SourceLocation(folder), "choose a new folder");
            }
        }
        catch (IOException exception)
        {
            throw LocalFailure.Of(folder, "create", exception);
        }

        return FileLock.TryAcquire(disk, folder, out FileLock? taken)
            ? new(disk, folder, taken)
            : throw new ComposerException(FileLock.Busy, "another run fills this bundle", new SourceLocation(folder), "wait for it");
    }

    public void Dispose() => _lock.Dispose();

    /// <summary>Whether a file is there and right.</summary>
    public bool Holds(string relative, Digest digest)
    {
        string path = Name(relative);
        if (new DiskView(_disk).Status(path) is not { IsRegular: true }) return false;
        using FileSource file = FileSource.Open(_disk, path);
        using Stream content = file.OpenStream();
        using var digesting = new DigestingStream(content, digest.Algorithm);
        digesting.CopyTo(Stream.Null);
        return digesting.Finish() == digest;
    }

    public void Write(string relative, string text) => Write(relative, Encoding.UTF8.GetBytes(text));

    /// <summary>Writes a file unless it is there and right.</summary>
    public void Write(string relative, ReadOnlyMemory<byte> content)
    {
        if (!Holds(relative, Digest.Sha256Of(content.Span))) AtomicFile.Write(_disk, Name(relative), content);
    }

    /// <exception cref="ComposerException">What was copied is not what was verified before.</exception>
    public void Copy(string relative, PositionalSource content, Digest digest) => AtomicFile.Write(_disk, Name(relative), stream =>
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
            _disk.MakeFolders(Name(relative));
            foreach (RootNode node in nodes) Copy($"{relative}/{Encoding.UTF8.GetString(node.Path.Bytes)}", node.Inode.Body);

            // A folder's own permissions come last, from the leaves up: they may forbid to write into it.
            foreach (RootNode node in nodes.Where(node => node.Inode.Body is not FileBody.SymbolicLink).OrderByDescending(node => node.Path))
            {
                _disk.SetMode(Name($"{relative}/{Encoding.UTF8.GetString(node.Path.Bytes)}"), node.Inode.Metadata.Mode);
            }
        }
        catch (IOException exception)
        {
            throw LocalFailure.Of(Name(relative), "copy a tree", exception);
        }
    }

    /// <summary>Removes what an earlier lock or recipe had.</summary>
    public void RemoveOthers()
    {
        try
        {
            foreach (string folder in Own.Select(name => System.IO.Path.Combine(Path, name)).Where(_disk.HasFolder))
            {
                // From the leaves up: a folder may be empty by then.
                foreach ((string path, FileStatus status) in _disk.Below(folder).Reverse().ToList())
                {
                    if (_named.Contains(path)) continue;
                    if (!status.IsFolder) _disk.Remove(path);
                    else if (_disk.List(path).Count == 0) _disk.RemoveFolder(path);
                }
            }
        }
        catch (IOException exception)
        {
            throw LocalFailure.Of(Path, "remove what is no longer needed", exception);
        }
    }

    private void Copy(string relative, FileBody body)
    {
        string path = Name(relative);
        switch (body)
        {
            case FileBody.Directory:
                _disk.MakeFolders(path);
                break;
            case FileBody.SymbolicLink link:
                string target = Encoding.UTF8.GetString(link.Target.Bytes);
                if (_disk.Status(path) is FileStatus there)
                {
                    if (there.IsSymbolicLink && _disk.ReadLink(path) == target) break;
                    _disk.RemoveTree(path);
                }

                _disk.MakeLink(path, target);
                break;
            case FileBody.Regular { Content: FileContent.Host content } when !Holds(relative, content.Digest):
                using (FileSource file = FileSource.Open(_disk, content.Path)) Copy(relative, file, content.Digest);
                break;
        }
    }

    /// <summary>A path of the bundle, remembered as its own; locations of metadata may hold "." and "//".</summary>
    private string Name(string relative)
    {
        string path = System.IO.Path.GetFullPath(System.IO.Path.Combine(Path, relative));
        lock (_naming) _named.Add(path);
        return path;
    }
}
