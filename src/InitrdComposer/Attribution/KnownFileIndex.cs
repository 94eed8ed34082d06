using InitrdComposer.Formats;
using InitrdComposer.Tree;

namespace InitrdComposer.Attribution;

/// <summary>A file that a source knows, and the source's name.</summary>
internal readonly record struct Candidate(KnownFile File, string Source);

/// <summary>Of all that the sources know the files that an image may have, by path and by content. Packages of a distribution have far more than an image.</summary>
internal sealed class KnownFileIndex
{
    private static readonly List<Candidate> None = [];

    private readonly Dictionary<RootPath, List<Candidate>> _byPath = [];
    private readonly Dictionary<Digest, List<Candidate>> _byContent = [];

    public KnownFileIndex(RootTree image, IReadOnlyList<KnownFiles> sources)
    {
        if (sources.Count == 0) return;
        HashSet<RootPath> paths = [.. image.Select(node => MergedPath.Of(node.Path))];
        HashSet<Digest> contents = [.. image.Select(node => node.Inode.Body).OfType<FileBody.Regular>().Where(file => file.Content.Length > 0).Select(file => file.Content.Digest)];
        foreach (KnownFiles source in sources)
        {
            foreach (KnownFile file in source.Files)
            {
                RootPath path = MergedPath.Of(file.Path);
                var candidate = new Candidate(file, source.Source);
                if (paths.Contains(path) || (CompressedNames.Plain(path) is RootPath plain && paths.Contains(plain))) Add(_byPath, path, candidate);
                if (file.Digest is Digest digest && contents.Contains(digest)) Add(_byContent, digest, candidate);
            }
        }
    }

    /// <summary>No source knows a file that the image may have.</summary>
    public bool IsEmpty => _byPath.Count == 0 && _byContent.Count == 0;

    /// <param name="merged">A <see cref="MergedPath"/>.</param>
    /// <returns>In the sources' order.</returns>
    public IReadOnlyList<Candidate> At(RootPath merged) => _byPath.GetValueOrDefault(merged, None);

    /// <inheritdoc cref="At"/>
    public IReadOnlyList<Candidate> With(Digest content) => _byContent.GetValueOrDefault(content, None);

    private static void Add<TKey>(Dictionary<TKey, List<Candidate>> index, TKey key, Candidate candidate)
        where TKey : notnull
    {
        if (!index.TryGetValue(key, out List<Candidate>? list)) index[key] = list = [];
        list.Add(candidate);
    }
}
