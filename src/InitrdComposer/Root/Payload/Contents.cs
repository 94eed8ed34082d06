using System.Collections.Concurrent;
using InitrdComposer.Diagnostics;
using InitrdComposer.Fetch;
using InitrdComposer.Files;
using InitrdComposer.Formats;
using InitrdComposer.Formats.Compression;
using InitrdComposer.Formats.IO;
using InitrdComposer.Lock;
using InitrdComposer.Tree;

namespace InitrdComposer.Root.Payload;

/// <summary>
/// The bytes that trees promise. A package is unpacked when the first of its files is asked for: once, only the files of the trees are kept, and each
/// is checked against its promised digest while it passes. Memory stays flat: bodies go straight to the spool. Thread-safe.
/// </summary>
public sealed class Contents : IContents
{
    /// <summary>Files that a message names.</summary>
    private const int MaxNamed = 10;

    private readonly Disk _disk;
    private readonly IPackageStore _store;
    private readonly Spool _spool;
    private readonly Dictionary<Digest, LockedPackage> _packages;
    private readonly ILookup<Digest, (FileContent.Packaged Content, RootPath Path)> _wanted;
    private readonly ConcurrentDictionary<ContentKey, Lazy<PositionalSource>> _others = new();
    private readonly ConcurrentDictionary<Digest, Lazy<bool>> _unpacked = new();

    /// <param name="disk">Where the files of the host are.</param>
    /// <param name="trees">Whose regular files are wanted.</param>
    /// <param name="store">Of the packages.</param>
    /// <param name="packages">The lock's.</param>
    /// <param name="spool">Takes the bodies; to be disposed after the last reader.</param>
    public Contents(Disk disk, IReadOnlyList<RootTree> trees, IPackageStore store, IReadOnlyList<LockedPackage> packages, Spool spool)
    {
        _disk = disk;
        _store = store;
        _spool = spool;
        _packages = packages.DistinctBy(package => package.Digest).ToDictionary(package => package.Digest);
        _wanted =
            (from tree in trees
             from node in tree
             let content = Innermost((node.Inode.Body as FileBody.Regular)?.Content)
             where content is not null
             select (Content: content, node.Path)).ToLookup(file => file.Content.Package);
    }

    /// <inheritdoc/>
    /// <exception cref="ComposerException">A body is not what its header promises, or is missing; a host file changed; no space.</exception>
    /// <exception cref="InvalidOperationException">The content is not among those of the trees.</exception>
    public PositionalSource Open(FileContent content)
    {
        if (content is FileContent.Generated generated) return PositionalSource.OfBytes(generated.Bytes);
        if (content.Length == 0) return PositionalSource.OfBytes(ReadOnlyMemory<byte>.Empty);
        if (content is not FileContent.Packaged packaged) return _others.GetOrAdd(ContentKey.Of(content), _ => new(() => StoreOther(content))).Value;
        if (_spool.Find(content) is PositionalSource stored) return stored;
        Unpack(packaged.Package);
        return _spool.Find(content) ?? throw (Exception?)ChangedFiles() ?? new InvalidOperationException($"{content} is of no tree");
    }

    /// <summary>Unpacks packages ahead, several at a time, the biggest first: what runs alone at the end should be short.</summary>
    /// <param name="packages">Those that no tree wants anything of are left alone.</param>
    /// <exception cref="ComposerException">As for <see cref="Open"/>.</exception>
    public void Prefetch(IEnumerable<LockedPackage> packages) => ParallelWork.Run(
        Environment.ProcessorCount,
        [
            .. packages.DistinctBy(package => package.Digest).Where(package => _wanted.Contains(package.Digest))
                .OrderByDescending(package => package.Size).ThenBy(package => package.Location, StringComparer.Ordinal),
        ],
        package => Unpack(package.Digest));

    private void Unpack(Digest package) => _ = _unpacked.GetOrAdd(package, _ => new(() =>
    {
        if (!_packages.TryGetValue(package, out LockedPackage? locked)) throw new InvalidOperationException($"package {package} is not among the lock's");
        PackageBodies.Store(_store, locked, [.. _wanted[package]], _spool);
        return true;
    })).Value;

    /// <summary>Names all files of the trees that are not as their packages had them, for whoever mends one mends the others as well.</summary>
    private ComposerException? ChangedFiles()
    {
        ChangedFile[] changed =
        [
            .. from package in _packages.Values
               where _wanted.Contains(package.Digest)
               from file in _store.FindChanged(package, _wanted[package.Digest].Select(file => file.Content).Distinct())
               orderby file.Path
               select file,
        ];
        if (changed.Length == 0) return null;
        string files = string.Concat(changed.Take(MaxNamed).Select(file => $"\n    {file.Path} of {file.Package}: {file.Problem}{(file.IsConfiguration ? " (configuration)" : "")}"));
        string more = changed.Length > MaxNamed ? $"\n    and {changed.Length - MaxNamed} more" : "";
        return new(
            RootErrors.InstalledFiles, $"{changed.Length} files of installed packages are not as their packages had them:{files}{more}",
            hint: "reinstall these packages, or put the package files into a folder and name that in the recipe; changes belong into [[extra-trees]]");
    }

    private PositionalSource StoreOther(FileContent content)
    {
        string? found = content switch
        {
            FileContent.Host host => StoreHost(host),
            FileContent.Decompressed decompressed => StoreDecompressed(decompressed),
            _ => throw new ArgumentException($"{content} has no bytes to store", nameof(content)),
        };
        return found is null ? _spool.Find(content)! : throw new ComposerException(
            RootErrors.ExtraFileChanged, $"changed while the image was built from it: got {found}, expected {content.Digest}",
            content is FileContent.Host changed ? new SourceLocation(changed.Path) : null);
    }

    private string? StoreHost(FileContent.Host host)
    {
        using FileSource file = FileSource.Open(_disk, host.Path);
        using Stream body = file.OpenStream();
        return _spool.Store(host, body);
    }

    private string? StoreDecompressed(FileContent.Decompressed content)
    {
        using Stream body = Decompressor.Open(Open(content.Packed).OpenStream(), content.Format);
        return _spool.Store(content, body);
    }

    private static FileContent.Packaged? Innermost(FileContent? content) => content switch
    {
        FileContent.Packaged packaged => packaged,
        FileContent.Decompressed decompressed => Innermost(decompressed.Packed),
        _ => null,
    };
}
