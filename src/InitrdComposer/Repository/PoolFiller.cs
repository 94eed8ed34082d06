using System.Buffers.Text;
using InitrdComposer.Config;
using InitrdComposer.Diagnostics;
using InitrdComposer.Formats;
using InitrdComposer.Formats.IO;
using InitrdComposer.Formats.RpmMd;
using InitrdComposer.Packages;

namespace InitrdComposer.Repository;

/// <summary>Takes a repository's primary metadata into the pool, refusing locations that climb and checksums that prove nothing.</summary>
/// <param name="builder">Gets the packages behind those that it has.</param>
/// <param name="repository">Index of the repository.</param>
/// <param name="file">The metadata's URL, for errors.</param>
/// <param name="trust">Which checksums count.</param>
internal sealed class PoolFiller(PoolBuilder builder, int repository, string file, RepositoryTrust trust) : IPrimarySink
{
    private readonly int _first = builder.PackageCount;
    private readonly HashSet<(StringId Name, StringId Evr, StringId Arch)> _names = [];
    private readonly Dictionary<StringId, ExpressionId> _rich = [];
    private readonly byte[] _evr = new byte[(2 * PrimaryRules.MaxNameLength) + 16];

    /// <summary>Packages whose name, version and architecture another one has too; the first of them.</summary>
    public (int Count, PackageId First) Duplicates { get; private set; }

    public void Package(in PrimaryPackage package)
    {
        StringTable strings = builder.Strings;
        CheckLocation(package);
        if (!trust.Accepts(package.Checksum.Algorithm))
        {
            throw Refused(RepositoryDiagnostics.WeakPackageChecksum, package, "checksum/@type", package.Checksum.Algorithm.Name(), "sha256, sha384 or sha512");
        }

        var row = new PackageColumns(
            repository, strings.Intern(package.Name), package.Epoch, strings.Intern(package.Version), strings.Intern(package.Release), strings.Intern(package.Arch),
            InternEvr(package.Epoch, package.Version, package.Release), strings.Intern(package.Location), package.PackageSize,
            package.InstalledSize, package.BuildTime);
        PackageId id = builder.Add(row, package.Checksum);
        if (!_names.Add((row.Name, row.Evr, row.Arch))) Duplicates = (Duplicates.Count + 1, Duplicates.Count == 0 ? id : Duplicates.First);
    }

    public void Dependency(int package, DependencyList list, in PrimaryEntry entry)
    {
        StringId name = builder.Strings.Intern(entry.Name);
        ExpressionId expression = entry.Name[0] == '('
            ? InternRich(name, entry)
            : builder.InternName(
                name, (VersionRelation)entry.Flags, entry.Flags == EntryFlags.None ? StringTable.Empty : InternEvr(entry.Epoch, entry.Version, entry.Release));
        builder.AddDependency(new(_first + package), (DependencyKind)list, expression);
    }

    public void File(int package, ReadOnlySpan<byte> path) => builder.AddFile(new(_first + package), builder.Strings.Intern(path));

    private ExpressionId InternRich(StringId text, in PrimaryEntry entry)
    {
        if (entry.Flags != EntryFlags.None) throw Wrong(entry.Place, "a boolean dependency with flags", "one without");
        if (_rich.TryGetValue(text, out ExpressionId known)) return known;
        try
        {
            return _rich[text] = builder.Intern(Packages.Dependency.Parse(builder.Strings.Text(text)));
        }
        catch (MalformedDataException malformed)
        {
            throw Wrong(entry.Place, malformed.Got, malformed.Expected);
        }
    }

    private ComposerException Wrong(IDataPlace place, string got, string expected) =>
        ComposerException.Malformed(RepositoryDiagnostics.BadDependency, file, place.Malformed("entry/@name", got, expected));

    /// <summary>"[epoch:]version[-release]", epoch 0 left out.</summary>
    private StringId InternEvr(uint epoch, ReadOnlySpan<byte> version, ReadOnlySpan<byte> release)
    {
        int length = 0;
        if (epoch != 0)
        {
            Utf8Formatter.TryFormat(epoch, _evr, out length);
            _evr[length++] = (byte)':';
        }

        version.CopyTo(_evr.AsSpan(length));
        length += version.Length;
        if (release.Length > 0)
        {
            _evr[length++] = (byte)'-';
            release.CopyTo(_evr.AsSpan(length));
            length += release.Length;
        }

        return builder.Strings.Intern(_evr.AsSpan(0, length));
    }

    private void CheckLocation(in PrimaryPackage package)
    {
        string location = System.Text.Encoding.UTF8.GetString(package.Location);
        if (!MetadataPath.IsSafe(location))
        {
            throw Refused(RepositoryDiagnostics.BadPackageLocation, package, "location/@href", Printable.Escape(package.Location), MetadataPath.Rule);
        }

        if (!package.LocationBase.IsEmpty)
        {
            throw Refused(RepositoryDiagnostics.ForeignBase, package, "location/@xml:base", Printable.Escape(package.LocationBase), "none: packages below the base URL");
        }
    }

    private ComposerException Refused(DiagnosticId id, in PrimaryPackage package, string field, string got, string expected)
    {
        DataPosition position = package.Place.Position;
        return new(
            id, $"package {Printable.Escape(package.Name)}: {field}: got {got}, expected {expected}", new SourceLocation(file, position == default ? null : position));
    }
}
