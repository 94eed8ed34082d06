using System.Collections.Immutable;
using System.Text;
using InitrdComposer.Diagnostics;
using InitrdComposer.Files;
using InitrdComposer.Formats;
using InitrdComposer.Formats.IO;
using InitrdComposer.Lock;
using InitrdComposer.Tree;

namespace InitrdComposer.Manifest;

/// <summary>The files of one build, staged beside the output folder until all are there.</summary>
/// <param name="disk">Where.</param>
/// <param name="folder">The output folder, which appears or changes in one step.</param>
public sealed class Outputs(Disk disk, string folder) : IDisposable
{
    private readonly OutputFolder _folder = OutputFolder.Create(disk, folder, ImageManifest.FileName);
    /// <summary>Without setuid, setgid and the sticky bit: they would be somebody else's.</summary>
    private const int PermissionsOfAnybody = 0b111_111_111;

    /// <summary>What the owner of an output has in any case.</summary>
    private const int OwnFolder = 0b111_000_000, OwnFile = 0b110_000_000;

    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly List<BuiltFile> _files = [];

    /// <summary>What was written so far, in order.</summary>
    public ImmutableArray<BuiltFile> Files => [.. _files];

    /// <summary>Writes files side by side and takes their sizes and digests on the way.</summary>
    /// <param name="files">In the order in which the manifest has them.</param>
    /// <returns>What their writers return.</returns>
    /// <exception cref="ComposerException">The disk is full, or whatever else the system refuses.</exception>
    public ImmutableArray<T> WriteAll<T>(IReadOnlyList<OutputFile<T>> files)
    {
        var results = new T[files.Count];
        var built = new BuiltFile[files.Count];
        ParallelWork.Run(Environment.ProcessorCount, [.. Enumerable.Range(0, files.Count)], i => (built[i], results[i]) = Write(files[i]));
        _files.AddRange(built);
        return [.. results];
    }

    /// <summary>Writes a small file.</summary>
    /// <inheritdoc cref="WriteAll{T}"/>
    public void Write(string kind, string file, ReadOnlyMemory<byte> content) => WriteAll<bool>([new(kind, file, stream =>
    {
        stream.Write(content.Span);
        return true;
    })]);

    /// <summary>Writes a lock, and its signature if it has one.</summary>
    /// <param name="name">Of its recipe.</param>
    /// <param name="locked">What was built.</param>
    /// <returns>The lock's file.</returns>
    /// <inheritdoc cref="WriteAll{T}"/>
    public BuiltFile WriteLock(string name, LockDocument locked)
    {
        Write("lock", $"{name}.lock", locked.Text);
        BuiltFile written = _files[^1];
        if (locked.Signature is { } signature) Write("lock-signature", LockSignature.PathOf($"{name}.lock"), signature);
        return written;
    }

    /// <summary>
    /// Writes a tree as a folder: with the permissions of its files, as far as whoever writes can read and remove them afterwards, and with neither owners nor extended
    /// attributes, which only root can give.
    /// </summary>
    /// <param name="kind">What the manifest calls its files.</param>
    /// <param name="folder">In the output folder.</param>
    /// <exception cref="ComposerException">A name is no UTF-8, something is neither folder, file nor link, or the system refuses.</exception>
    public void WriteTree(string kind, string folder, RootTree tree, IContents contents)
    {
        try
        {
            disk.MakeFolders(PathOf(folder));
            foreach (RootNode node in tree) Write(kind, $"{folder}/{TextOf(node.Path.Bytes, node.Path)}", node, contents);

            // A folder's own permissions come last, from the leaves up: they may forbid to write into it.
            foreach (RootNode node in tree.Where(node => node.Inode.Body is FileBody.Directory).Reverse()) disk.SetMode(PathOf($"{folder}/{TextOf(node.Path.Bytes, node.Path)}"), PermissionsOf(node, OwnFolder));
        }
        catch (IOException exception)
        {
            throw LocalFailure.Of(PathOf(folder), "write a tree", exception);
        }
    }

    /// <summary>Opens a file that was written.</summary>
    /// <exception cref="ComposerException">It is gone.</exception>
    public FileSource Open(string file) => FileSource.Open(disk, PathOf(file));

    /// <summary>Writes the manifest; what is written behind it is not in it.</summary>
    /// <exception cref="ComposerException">The disk is full, or whatever else the system refuses.</exception>
    public BuiltFile Write(ImageManifest manifest, IContents contents) => WriteManifest(stream => ManifestJson.Write(manifest, contents, stream));

    /// <inheritdoc cref="Write(ImageManifest, IContents)"/>
    public BuiltFile Write(ExtensionsManifest manifest, IContents contents) => WriteManifest(stream => ExtensionsJson.Write(manifest, contents, stream));

    /// <summary>A manifest as a file of its folder, which it does not name itself.</summary>
    public static BuiltFile ManifestOf(ReadOnlySpan<byte> manifest) => new("manifest", ImageManifest.FileName, manifest.Length, Digest.Sha256Of(manifest));

    /// <summary>Puts everything in place.</summary>
    /// <exception cref="ComposerException">The system refuses; the old outputs stay.</exception>
    public void Commit()
    {
        RequireAll();
        _folder.Commit();
    }

    public void Dispose() => _folder.Dispose();

    private void Write(string kind, string file, RootNode node, IContents contents)
    {
        switch (node.Inode.Body)
        {
            case FileBody.Directory:
                disk.MakeFolders(PathOf(file));
                break;
            case FileBody.SymbolicLink link:
                string target = TextOf(link.Target.Bytes, node.Path);
                disk.MakeLink(PathOf(file), target);
                _files.Add(BuiltFile.Link(kind, file, target));
                break;
            case FileBody.Regular regular:
                WriteAll<bool>([new(kind, file, stream =>
                {
                    using Stream bytes = contents.Open(regular.Content).OpenStream();
                    bytes.CopyTo(stream);
                    return true;
                })]);
                disk.SetMode(PathOf(file), PermissionsOf(node, OwnFile));
                break;
            default:
                throw new ComposerException(LocalFailure.WrongKind, "cannot be written by an ordinary user: choose another format than a plain folder", new SourceLocation(file));
        }
    }

    private static ushort PermissionsOf(RootNode node, int own) => (ushort)((node.Inode.Metadata.Mode & PermissionsOfAnybody) | own);

    private static string TextOf(ReadOnlySpan<byte> bytes, RootPath path)
    {
        try
        {
            return Strict.GetString(bytes);
        }
        catch (DecoderFallbackException)
        {
            throw new ComposerException(LocalFailure.WrongKind, "has a name or a target that is no UTF-8: choose another format than a plain folder", new SourceLocation($"{path}"));
        }
    }

    private BuiltFile WriteManifest(Action<Stream> write)
    {
        WriteAll<bool>([new("manifest", ImageManifest.FileName, stream =>
        {
            write(stream);
            return true;
        })]);
        return _files[^1];
    }

    private (BuiltFile Built, T Result) Write<T>(OutputFile<T> file)
    {
        BuiltFile built = null!;
        T result = default!;
        AtomicFile.Write(disk, PathOf(file.Name), stream =>
        {
            using var hashing = new HashingOutput(stream);
            result = file.Write(hashing);
            built = new(file.Kind, file.Name, hashing.Length, hashing.Finish());
        });
        return (built, result);
    }

    /// <summary>Whoever cleans up temporary files may have taken some of these.</summary>
    private void RequireAll()
    {
        foreach (BuiltFile built in _files.Where(built => built.Target is null))
        {
            using FileSource file = FileSource.Open(disk, PathOf(built.File));
            if (file.Length != built.Size) throw new ComposerException(LocalFailure.Vanished, $"got {file.Length} bytes, wrote {built.Size}", new SourceLocation(file.Path));
        }
    }

    private string PathOf(string file) => Path.Combine(_folder.Path, file);
}

/// <summary>A file that is to be written.</summary>
/// <param name="Kind">What the manifest calls it.</param>
/// <param name="Name">In the output folder.</param>
/// <param name="Write">Writes it whole; runs beside the others'.</param>
public sealed record OutputFile<T>(string Kind, string Name, Func<Stream, T> Write);
