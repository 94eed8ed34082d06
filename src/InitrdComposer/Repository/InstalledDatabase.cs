using System.Collections.Immutable;
using InitrdComposer.Config;
using InitrdComposer.Diagnostics;
using InitrdComposer.Files;
using InitrdComposer.Formats;
using InitrdComposer.Formats.Compression;
using InitrdComposer.Formats.RpmDb;
using InitrdComposer.Packages;

namespace InitrdComposer.Repository;

/// <summary>The packages that are installed on a machine, as rpm's database has them. It is read from a copy, so that rpm is not kept from its work.</summary>
public static class InstalledDatabase
{
    /// <summary>What it is called in each of rpm's backends.</summary>
    private const string Sqlite = "rpmdb.sqlite", Ndb = "Packages.db", BerkeleyDb = "Packages";

    /// <param name="disk">Where it is.</param>
    /// <param name="folder">Of the database.</param>
    /// <param name="location">What names it, for messages.</param>
    /// <param name="temporary">Where the copy is made; null: where the system has such things.</param>
    /// <returns>In the order of installation, without the keys that rpm keeps among them.</returns>
    /// <exception cref="ComposerException">There is none, it is not sound, or a header is not the one that was installed.</exception>
    public static ImmutableArray<InstalledRpm> Read(Disk disk, string folder, SourceLocation? location, string? temporary = null)
    {
        var view = new DiskView(disk);
        string database = Array.Find([Sqlite, Ndb], name => view.HasFile(Path.Combine(folder, name))) ?? throw NoneIn(view, folder, location);
        string path = Path.Combine(folder, database);
        using DatabaseCopy copy = DatabaseCopy.Of(disk, path, temporary ?? Path.GetTempPath());
        try
        {
            ImmutableArray<InstalledRpm> packages = [.. ReadAll(disk, database, copy.Path).Where(package => !package.IsKey)];
            foreach (InstalledRpm package in packages) RequireUnchanged(package, path);
            return packages;
        }
        catch (MalformedDataException malformed)
        {
            throw ComposerException.Malformed(RepositoryDiagnostics.BadDatabase, path, malformed, "run: rpm --rebuilddb");
        }
        catch (MissingLibraryException missing)
        {
            throw new ComposerException(RepositoryDiagnostics.MissingLibrary, missing.Message, new SourceLocation(path), cause: missing);
        }
    }

    internal static HeaderSnapshot Read(Disk disk, string temporary, RepositorySource source, Located<string> database, string recipeFolder)
    {
        string folder = Path.GetFullPath(database.Value, Path.GetFullPath(recipeFolder));
        return new(source, folder, [.. Read(disk, folder, database.Location, temporary).Select(Describe)]);
    }

    private static DescribedPackage Describe(InstalledRpm package) =>
        new(package.Description, $"{package.Description.Name}-{package.Description.Version}-{package.Description.Release}.{package.Description.Arch}", package.HeaderDigest, package.HeaderSize);

    private static IReadOnlyList<InstalledRpm> ReadAll(Disk disk, string database, string path)
    {
        if (database == Sqlite) return SqlitePackages.Read(path, () => FileSource.Open(disk, path));
        using FileSource file = FileSource.Open(disk, path);
        return NdbPackages.Read(file);
    }

    private static void RequireUnchanged(InstalledRpm package, string path)
    {
        if (package.RecordedDigest is null || package.RecordedDigest == package.HeaderDigest) return;
        throw new ComposerException(
            RepositoryDiagnostics.ChangedHeader,
            $"header of {package.Description.Name}: got {package.HeaderDigest}, expected {package.RecordedDigest}, which was recorded when it was installed", new SourceLocation(path));
    }

    private static ComposerException NoneIn(DiskView view, string folder, SourceLocation? location) => view.HasFile(Path.Combine(folder, BerkeleyDb))
        ? new(RepositoryDiagnostics.NoDatabase, $"installed: {folder} holds a database of rpm's Berkeley DB backend, expected {Sqlite} or {Ndb}", location, "convert it, as root: rpm --rebuilddb --define '_db_backend sqlite'")
        : new(RepositoryDiagnostics.NoDatabase, $"installed: {folder}: neither {Sqlite} nor {Ndb}", location, "rpm --eval %_dbpath says where a machine's database is");
}
