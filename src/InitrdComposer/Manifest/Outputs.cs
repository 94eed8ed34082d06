using System.Collections.Immutable;
using InitrdComposer.Files;
using InitrdComposer.Formats.IO;
using InitrdComposer.Tree;

namespace InitrdComposer.Manifest;

/// <summary>The files of one build, staged beside the output folder until all are there.</summary>
/// <param name="folder">The output folder, which appears or changes in one step.</param>
public sealed class Outputs(string folder) : IDisposable
{
    private readonly OutputFolder _folder = OutputFolder.Create(folder, ImageManifest.FileName);
    private readonly List<BuiltFile> _files = [];

    /// <summary>What was written so far, in order.</summary>
    public ImmutableArray<BuiltFile> Files => [.. _files];

    /// <summary>Writes a file and takes its size and digest on the way.</summary>
    /// <exception cref="Diagnostics.ComposerException">The disk is full, or whatever else the system refuses.</exception>
    public T Write<T>(string kind, string file, Func<Stream, T> write)
    {
        T result = default!;
        AtomicFile.Write(PathOf(file), stream =>
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
    public FileSource Open(string file) => FileSource.Open(PathOf(file));

    /// <summary>Writes the manifest and puts everything in place.</summary>
    /// <exception cref="Diagnostics.ComposerException">The system refuses; the old outputs stay.</exception>
    public void Commit(ImageManifest manifest, IContents contents)
    {
        AtomicFile.Write(PathOf(ImageManifest.FileName), stream => ManifestJson.Write(manifest, contents, stream));
        _folder.Commit();
    }

    public void Dispose() => _folder.Dispose();

    private string PathOf(string file) => Path.Combine(_folder.Path, file);
}
