using InitrdComposer.Diagnostics;
using InitrdComposer.Files;
using InitrdComposer.Formats;

namespace InitrdComposer.Config;

/// <summary>
/// Where the things are that a recipe names: in a bundle, where its index says; else where the recipe says. The recipe and its lock stay as they are,
/// byte for byte, wherever their things are.
/// </summary>
public sealed class Places
{
    private readonly string _folder;
    private readonly BundleIndex? _index;

    private Places(string folder, BundleIndex? index) => (_folder, _index) = (folder, index);

    /// <summary>The bundle's recipe; null where the folder is no bundle.</summary>
    public string? Recipe => _index is null ? null : Path.Combine(_folder, _index.Recipe);

    /// <param name="disk">Where the folder is.</param>
    /// <param name="folder">The recipe's.</param>
    /// <exception cref="ComposerException">It has an index that is none, or that cannot be read.</exception>
    public static Places Of(Disk disk, string folder) => new(folder, BundleIndex.Read(disk, folder));

    /// <summary>A repository's base URL: a URL, or a path that may start from the recipe's folder.</summary>
    public string Repository(string baseUrl) => _index?.Repositories.GetValueOrDefault(baseUrl) is string here ? Absolute(here) : baseUrl;

    /// <summary>What the repomd.xml of a base URL is, if this is a bundle that knows it; nobody else is asked then.</summary>
    public Digest? RepomdOf(string baseUrl) => _index is not null && _index.Repomds.TryGetValue(baseUrl, out Digest repomd) ? repomd : null;

    /// <summary>A file of keys or certificates, absolute.</summary>
    public string KeyFile(string path) => Absolute(_index?.KeyFiles.GetValueOrDefault(path) ?? path);

    /// <summary>An extra tree's folder, absolute.</summary>
    public string Tree(string source) => Absolute(_index?.Trees.GetValueOrDefault(source) ?? source);

    private string Absolute(string path) => Path.GetFullPath(path, Path.GetFullPath(_folder));
}
