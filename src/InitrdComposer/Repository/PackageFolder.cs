using System.Collections.Immutable;
using System.Text;
using InitrdComposer.Config;
using InitrdComposer.Diagnostics;
using InitrdComposer.Files;
using InitrdComposer.Formats;
using InitrdComposer.Formats.Rpm;
using InitrdComposer.Packages;
using InitrdComposer.Repository.Signatures;
using InitrdComposer.Transport;

namespace InitrdComposer.Repository;

/// <summary>A folder of package files, its subfolders too. Links are not followed, so that what is read is the folder's own.</summary>
/// <param name="disk">Where it is.</param>
/// <param name="known">Keeps headers and digests of files that do not change; null: all are read each time.</param>
/// <param name="policy">Whose packages they must be; what was kept under another one is not found.</param>
internal sealed class PackageFolder(Disk disk, IKeyedStore? known, SignaturePolicy policy)
{
    private const int MaxDepth = 40;

    private readonly DiskView _view = new(disk);

    /// <summary>All binary packages, sorted by the bytes of their paths.</summary>
    /// <exception cref="ComposerException">The folder cannot be read, a link leads out of it, or a file is no package.</exception>
    public async Task<HeaderSnapshot> ReadAsync(RepositorySource source, Located<string> path, string recipeFolder, CancellationToken cancellation)
    {
        string folder = Path.GetFullPath(Places.Of(disk, recipeFolder).Repository(path.Value), Path.GetFullPath(recipeFolder));
        if (!_view.HasFolder(folder))
        {
            throw new ComposerException(RepositoryDiagnostics.NoFolder, $"packages: {folder}: no such folder", path.Location, "relative paths start at the recipe's folder");
        }

        var files = new List<string>();
        Walk(folder, folder, 0, files);
        var packages = new DescribedPackage?[files.Count];
        await Parallel.ForAsync(0, files.Count, cancellation, (index, _) =>
        {
            packages[index] = Read(folder, files[index]);
            return ValueTask.CompletedTask;
        });
        return new(source, folder, [.. packages.OfType<DescribedPackage>().OrderBy(package => package.Location, Utf8Order.Instance)]);
    }

    private void Walk(string root, string folder, int depth, List<string> files)
    {
        if (depth > MaxDepth) throw new ComposerException(RepositoryDiagnostics.NoFolder, $"is more than {MaxDepth} folders deep", new SourceLocation(folder));
        foreach (string entry in _view.List(folder).Select(name => Path.Combine(folder, name)))
        {
            bool isPackage = entry.EndsWith(".rpm", StringComparison.Ordinal);
            FileStatus status = StatusOf(entry);
            if (status.IsFolder) Walk(root, entry, depth + 1, files);
            else if (status.IsSymbolicLink && (isPackage || _view.HasFolder(entry))) RequireInside(root, entry);
            else if (status.IsRegular && isPackage && !entry.EndsWith("src.rpm", StringComparison.Ordinal)) files.Add(entry);
        }
    }

    private FileStatus StatusOf(string path) => _view.Status(path) ?? throw new ComposerException(LocalFailure.NotFound, "is gone", new SourceLocation(path));

    /// <summary>What a link inside the folder leads to is found without it.</summary>
    private void RequireInside(string root, string link)
    {
        string target = _view.FinalPath(link) ?? link;
        if (target.StartsWith((_view.FinalPath(root) ?? root).TrimEnd('/') + "/", StringComparison.Ordinal)) return;
        throw new ComposerException(
            RepositoryDiagnostics.LinkOut, $"leads out of the folder, to {target}", new SourceLocation(link), "copy or hard-link the packages into the folder");
    }

    /// <summary>Null for a source package.</summary>
    private DescribedPackage? Read(string folder, string path)
    {
        // Appending a location to a folder decodes percent escapes once.
        string location = Path.GetRelativePath(folder, path).Replace("%", "%25", StringComparison.Ordinal);
        FileStatus status = StatusOf(path);
        var key = Digest.Sha256Of(Encoding.UTF8.GetBytes($"initrd-composer package header 4\n{path}\n{status.Version}\n{policy.Identity}\n"));
        try
        {
            if (known?.Find(key) is byte[] stored)
            {
                var kept = KeptHeader.Decode(stored);
                var header = RpmHeaderReader.Read(new MemoryStream(kept.Header.ToArray()), RpmTag.HeaderImmutable, 0);
                return new(new RpmDescription(header), location, kept.Digest, status.Size);
            }

            using VerifiedFile file = VerifiedFile.Open(disk, path, DigestAlgorithm.Sha256);
            using Stream stream = file.OpenStream();
            var package = RpmPackageReader.Read(stream);
            if (package.IsSource) return null;
            policy.Require(package, file, path);
            known?.Store(key, new KeptHeader(file.Digest, package.Header.Bytes).Encode());
            return new(new RpmDescription(package.Header), location, file.Digest, file.Length);
        }
        catch (MalformedDataException malformed)
        {
            throw RpmDiagnostics.Malformed(path, malformed);
        }
    }

    private sealed class Utf8Order : IComparer<string>
    {
        public static readonly Utf8Order Instance = new();

        public int Compare(string? x, string? y) => Encoding.UTF8.GetBytes(x!).AsSpan().SequenceCompareTo(Encoding.UTF8.GetBytes(y!));
    }
}
