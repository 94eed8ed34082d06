using System.Collections.Concurrent;
using InitrdComposer.Files;
using InitrdComposer.Formats;
using InitrdComposer.Formats.IO;
using InitrdComposer.Tree;

namespace InitrdComposer.Root.Payload;

/// <summary>
/// Contents of which single files are asked for, as kernel images are: kept from build to build, so that their packages are not unpacked again.
/// Thread-safe.
/// </summary>
/// <param name="inner">Has all files.</param>
/// <param name="store">By the file's SHA-256.</param>
public sealed class KeptFiles(IContents inner, BlobStore store) : IContents
{
    private readonly ConcurrentDictionary<Digest, Lazy<PositionalSource>> _open = new();

    /// <inheritdoc/>
    public PositionalSource Open(FileContent content) => content is FileContent.Packaged { Length: > 0, Digest.Algorithm: DigestAlgorithm.Sha256 }
        ? _open.GetOrAdd(content.Digest, _ => new(() => store.Find(content.Digest) ?? Keep(content))).Value
        : inner.Open(content);

    private PositionalSource Keep(FileContent content) => store.Store(content.Digest, output =>
    {
        using Stream bytes = inner.Open(content).OpenStream();
        bytes.CopyTo(output);
    });
}
