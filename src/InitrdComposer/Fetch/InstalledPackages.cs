using System.Security.Cryptography;
using InitrdComposer.Diagnostics;
using InitrdComposer.Files;
using InitrdComposer.Formats;
using InitrdComposer.Formats.RpmDb;
using InitrdComposer.Lock;
using InitrdComposer.Packages;
using InitrdComposer.Repository;
using InitrdComposer.Tree;

namespace InitrdComposer.Fetch;

/// <summary>The installed packages of a machine, by the digests of their headers. The database is read when the first is asked for. Thread-safe.</summary>
internal sealed class InstalledPackages
{
    private readonly Lazy<Dictionary<Digest, InstalledRpm>> _byHeader;
    private readonly HostRoot _root;
    private readonly string _database;

    /// <param name="disk">Where the machine's files are.</param>
    /// <param name="repository">The machine.</param>
    /// <param name="folder">Where the repository's relative paths start.</param>
    /// <param name="temporary">Where the database is copied to; null: where the system has such things.</param>
    public InstalledPackages(Disk disk, LockedRepository.Installed repository, string folder, string? temporary)
    {
        _database = Path.GetFullPath(repository.Database, folder);
        _root = new(disk, Path.GetFullPath(repository.Root, folder));
        _byHeader = new(() => InstalledDatabase.Read(disk, _database, null, temporary).DistinctBy(package => package.HeaderDigest).ToDictionary(package => package.HeaderDigest));
    }

    /// <exception cref="ComposerException">The locked package is not installed any more, or its header is malformed.</exception>
    public IPackage Open(LockedPackage package)
    {
        if (!_byHeader.Value.TryGetValue(package.Digest, out InstalledRpm? installed))
        {
            throw new ComposerException(
                FetchDiagnostics.NotInstalled, $"package {package.Nevra}: not installed any more, or another build of it", new SourceLocation(_database),
                "the packages have changed since the lock was made: run initrd-composer lock RECIPE");
        }

        string name = $"{_database}: {package.Location}";
        try
        {
            return new InstalledPackage(RpmPackageHeader.Of(installed.Description, installed.HeaderDigest, name), installed.Description, _root);
        }
        catch (MalformedDataException malformed)
        {
            throw RpmDiagnostics.Malformed(name, malformed);
        }
    }

    /// <summary>Those of some files that are not as the package had them.</summary>
    public IEnumerable<ChangedFile> FindChanged(LockedPackage package, IEnumerable<FileContent.Packaged> files)
    {
        IPackage opened = Open(package);
        foreach (FileContent.Packaged content in files.Where(content => content.Length > 0))
        {
            PackageFile file = opened.Header.Files[content.FileIndex];
            if (ProblemOf(file.Path, content) is string problem) yield return new(file.Path, package.Nevra, problem, file.Flags.HasFlag(PackageFileFlags.Config));
        }
    }

    private string? ProblemOf(RootPath path, FileContent.Packaged content)
    {
        using Stream? stream = _root.TryOpen(path, out string? problem);
        if (stream is null) return problem;
        using IncrementalHash hash = content.Digest.Algorithm.CreateHash();
        var buffer = new byte[1 << 16];
        for (int read; (read = stream.Read(buffer)) > 0;) hash.AppendData(buffer, 0, read);
        return Digest.Finish(content.Digest.Algorithm, hash) == content.Digest ? null : "changed";
    }
}
