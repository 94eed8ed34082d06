using System.Collections.Immutable;
using InitrdComposer.Files;
using InitrdComposer.Formats;
using InitrdComposer.Formats.IO;
using InitrdComposer.Tree;

namespace InitrdComposer.Manifest;

/// <summary>The files of one build, NAME.initrd and so on, staged beside the output folder until all are there.</summary>
/// <param name="folder">The output folder, which appears or changes in one step.</param>
/// <param name="name">The recipe's.</param>
public sealed class Outputs(string folder, string name) : IDisposable
{
    private readonly OutputFolder _folder = OutputFolder.Create(folder, ImageManifest.FileName);
    private readonly List<BuiltFile> _files = [];

    /// <summary>What was written so far, in order.</summary>
    public ImmutableArray<BuiltFile> Files => [.. _files];

    /// <summary>Writes NAME plus suffix and takes its size and digest.</summary>
    /// <exception cref="Diagnostics.ComposerException">The disk is full, or whatever else the system refuses.</exception>
    public T Write<T>(string kind, string suffix, Func<Stream, T> write)
    {
        T result = default!;
        AtomicFile.Write(PathOf(suffix), stream => result = write(stream));
        using FileSource written = Open(suffix);
        using Stream content = written.OpenStream();
        _files.Add(new(kind, name + suffix, written.Length, Digest.Sha256Of(content)));
        return result;
    }

    /// <inheritdoc cref="Write{T}"/>
    public void Write(string kind, string suffix, ReadOnlyMemory<byte> content) => Write(kind, suffix, PositionalSource.OfBytes(content));

    /// <inheritdoc cref="Write{T}"/>
    public void Write(string kind, string suffix, PositionalSource content) => Write(kind, suffix, stream =>
    {
        using Stream bytes = content.OpenStream();
        bytes.CopyTo(stream);
        return true;
    });

    /// <summary>Reads what was written.</summary>
    public FileSource Open(string suffix) => FileSource.Open(PathOf(suffix));

    /// <summary>Writes the manifest and puts everything in place.</summary>
    /// <exception cref="Diagnostics.ComposerException">The system refuses; the old outputs stay.</exception>
    public void Commit(ImageManifest manifest, IContents contents)
    {
        AtomicFile.Write(Path.Combine(_folder.Path, ImageManifest.FileName), stream => ManifestJson.Write(manifest, contents, stream));
        _folder.Commit();
    }

    public void Dispose() => _folder.Dispose();

    private string PathOf(string suffix) => Path.Combine(_folder.Path, name + suffix);
}
