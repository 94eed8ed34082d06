using System.Collections.Immutable;
using InitrdComposer.Formats;
using InitrdComposer.Packages;

namespace InitrdComposer.Repository;

/// <summary>
/// All packages of all repositories of a run, as columns of ints over one string table. Immutable once built; what is looked up by name is indexed
/// by whoever needs it.
/// </summary>
public sealed class Pool
{
    private readonly ImmutableArray<Rows<ExpressionId>> _dependencies;
    private readonly Rows<StringId> _files;
    private readonly Rows<byte> _checksums;

    internal Pool(
        StringTable strings, ImmutableArray<Expression> expressions, ImmutableArray<PackageColumns> packages, Rows<byte> checksums,
        ImmutableArray<Rows<ExpressionId>> dependencies, Rows<StringId> files)
    {
        (Strings, Expressions, Packages) = (strings, expressions, packages);
        (_checksums, _dependencies, _files) = (checksums, dependencies, files);
    }

    public StringTable Strings { get; }

    internal Rows<byte> Checksums => _checksums;

    /// <summary>By <see cref="DependencyKind"/>.</summary>
    internal ImmutableArray<Rows<ExpressionId>> DependencyRows => _dependencies;

    internal Rows<StringId> FileRows => _files;

    public ImmutableArray<Expression> Expressions { get; }

    /// <summary>One row a package, in order of repository and then of the metadata.</summary>
    public ImmutableArray<PackageColumns> Packages { get; }

    public PackageColumns this[PackageId package] => Packages[package.Index];

    public Expression this[ExpressionId expression] => Expressions[expression.Index];

    /// <summary>Of the package file.</summary>
    public Digest ChecksumOf(PackageId package)
    {
        ReadOnlySpan<byte> row = _checksums[package];
        return Digest.FromBytes((DigestAlgorithm)row[0], row[1..]);
    }

    /// <summary>An order of package files' checksums, by their bytes.</summary>
    internal int CompareChecksums(PackageId left, PackageId right) => _checksums[left][1..].SequenceCompareTo(_checksums[right][1..]);

    /// <summary>A package's dependencies of one kind, in the metadata's order.</summary>
    public ReadOnlySpan<ExpressionId> Dependencies(PackageId package, DependencyKind kind) => _dependencies[(int)kind][package];

    /// <summary>The files of a package that the metadata read so far names (primary lists only some; see <see cref="PoolBuilder"/>).</summary>
    public ReadOnlySpan<StringId> Files(PackageId package) => _files[package];

    /// <summary>The same pool that knows of more files; string ids of the old one stay valid.</summary>
    internal Pool WithFiles(IEnumerable<(PackageId Package, StringId Path)> found)
    {
        var files = new List<(PackageId Package, StringId Id)>();
        for (int i = 0; i < Packages.Length; i++)
        {
            foreach (StringId path in Files(new(i))) files.Add((new(i), path));
        }

        files.AddRange(found.Except(files));
        return new(Strings, Expressions, Packages, _checksums, _dependencies, new Rows<StringId>(Packages.Length, files));
    }

    public Nevra Nevra(PackageId package)
    {
        PackageColumns row = this[package];
        string release = Strings.Text(row.Release);
        return new(Strings.Text(row.Name), new Evr(row.Epoch, Strings.Text(row.Version), release), Strings.Text(row.Arch));
    }
}

/// <summary>What is known of a package before its header is read; its checksum is <see cref="Pool.ChecksumOf"/>.</summary>
/// <param name="Repository">Index of the repository in the run's list.</param>
/// <param name="Name">Package name.</param>
/// <param name="Epoch">0 when the package has none.</param>
/// <param name="Version">Version.</param>
/// <param name="Release">Release.</param>
/// <param name="Arch">Architecture, "noarch" among them.</param>
/// <param name="Evr">"[epoch:]version-release", as dependencies write it (epoch 0 left out).</param>
/// <param name="Location">Path of the file below the repository's base URL.</param>
/// <param name="PackageSize">Size of the package file in bytes.</param>
/// <param name="InstalledSize">Sum of its files' sizes in bytes, as the package claims.</param>
/// <param name="BuildTime">Seconds since 1970.</param>
public readonly record struct PackageColumns(
    int Repository, StringId Name, uint Epoch, StringId Version, StringId Release, StringId Arch, StringId Evr, StringId Location,
    long PackageSize, long InstalledSize, long BuildTime);
