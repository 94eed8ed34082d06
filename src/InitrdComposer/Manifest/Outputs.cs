using System.Collections.Immutable;
using InitrdComposer.Diagnostics;
using InitrdComposer.Files;
using InitrdComposer.Formats.IO;
using InitrdComposer.Tree;

namespace InitrdComposer.Manifest;

/// <summary>The files of one build, staged beside the output folder until all are there.</summary>
/// <param name="disk">Where.</param>
/// <param name="folder">The output folder, which appears or changes in one step.</param>
public sealed class Outputs(Disk disk, string folder) : IDisposable
{
    private readonly OutputFolder _folder = OutputFolder.Create(disk, folder, ImageManifest.FileName);
    private readonly List<BuiltFile> _files = [];

    /// <summary>What was written so far, in order.</summary>
    public ImmutableArray<BuiltFile> Files => [.. _files];

    /// <summary>Writes a file and takes its size and digest on the way.</summary>
    /// <exception cref="ComposerException">The disk is full, or whatever else the system refuses.</exception>
    public T Write<T>(string kind, string file, Func<Stream, T> write)
    {
        T result = default!;
        AtomicFile.Write(disk, PathOf(file), stream =>
        {
            using var hashing = new HashingOutput(stream);
            result = write(hashing);
            _files.Add(new(kind, file, hashing.Length, hashing.Finish()));
        });
        return result;
    }

    /// <inheritdoc cref="Write{T}"/>
    public void Write(string kind, string file, ReadOnlyMemory<byte> content) => Write(kind, file, PositionalSource.OfBytes(content));

    /// <inheritdoc cref="Write{T}"/>
    public void Write(string kind, string file, PositionalSource content) => Write(kind, file, stream =>
    {
        using Stream bytes = content.OpenStream();
        bytes.CopyTo(stream);
        return true;
    });

    /// <summary>Reads what was written.</summary>
    public FileSource Open(string file) => FileSource.Open(disk, PathOf(file));

    /// <summary>Writes the manifest and puts everything in place.</summary>
    /// <exception cref="ComposerException">The system refuses; the old outputs stay.</exception>
    public void Commit(ImageManifest manifest, IContents contents)
    {
        RequireAll();
        AtomicFile.Write(disk, PathOf(ImageManifest.FileName), stream => ManifestJson.Write(manifest, contents, stream));
        _folder.Commit();
    }

    public void Dispose() => _folder.Dispose();

    /// <summary>Whoever cleans up temporary files may have taken some of these.</summary>
    private void RequireAll()
    {
        foreach (BuiltFile built in _files)
        {
            using FileSource file = Open(built.File);
            if (file.Length != built.Size) throw new ComposerException(LocalFailure.Vanished, $"got {file.Length} bytes, wrote {built.Size}", new SourceLocation(file.Path));
        }
    }

    private string PathOf(string file) => Path.Combine(_folder.Path, file);
}
