using InitrdComposer.Formats.IO;

namespace InitrdComposer.Formats.RpmMd;

/// <summary>
/// Reads primary.sqlite into a sink, table after table in their natural order: no joins, no sorting, which the sink's counting sort does better.
/// </summary>
public static class PrimarySqliteReader
{
    private const string Format = "primary.sqlite";

    /// <param name="path">A private copy of the database, which sqlite opens itself.</param>
    /// <param name="file">The same file.</param>
    /// <param name="sink">Gets all packages, then the dependencies of each kind, then the files.</param>
    /// <returns>How many packages there are.</returns>
    /// <exception cref="MalformedDataException">Not a sound database of version 10, or a field breaks its rule.</exception>
    public static int Read(string path, PositionalSource file, IPrimarySink sink)
    {
        Span<byte> header = stackalloc byte[(int)Math.Min(SqliteHeader.Size, file.Length)];
        file.ReadExactlyAt(0, header);
        SqliteHeader.Check(header, file.Length);

        var tables = new HashSet<string>(StringComparer.Ordinal);
        using var database = SqliteDatabase.Open(path, Format, "createrepo_c's tables, indexes and trigger", (type, name, sql) =>
        {
            if (type == "table") tables.Add(name);
            return PrimarySqliteSchema.Objection(type, name, sql);
        });
        if (PrimarySqliteSchema.Required.FirstOrDefault(table => !tables.Contains(table)) is string missing)
        {
            throw new MalformedDataException(Format, default, "schema", $"no table {missing}", "createrepo_c's tables");
        }

        CheckVersion(database);
        Dictionary<long, int> numbers = ReadPackages(database, sink);
        foreach (string table in PrimarySqliteSchema.DependencyTables.Where(tables.Contains)) ReadDependencies(database, table, numbers, sink);
        database.Read("files", "SELECT rowid, pkgKey, name FROM files", row =>
        {
            ReadOnlySpan<byte> path = row.Text(2, isUtf8: false);
            if (!path.IsEmpty) sink.File(NumberOf(row, numbers), path);
        });
        return numbers.Count;
    }

    private static void CheckVersion(SqliteDatabase database)
    {
        int rows = 0;
        database.Read("db_info", "SELECT rowid, dbversion FROM db_info", row =>
        {
            rows++;
            if (row.Number(1) != PrimarySqliteSchema.Version) throw row.Malformed("dbversion", $"{row.Number(1)}", $"{PrimarySqliteSchema.Version}");
        });
        if (rows != 1) throw new MalformedDataException(Format, default, "db_info", $"{rows} rows", "one row");
    }

    private static Dictionary<long, int> ReadPackages(SqliteDatabase database, IPrimarySink sink)
    {
        const string Sql =
            "SELECT pkgKey, name, arch, epoch, version, release, checksum_type, pkgId, location_href, location_base,"
            + " size_package, size_installed, time_build, rpm_header_start, rpm_header_end FROM packages";
        var numbers = new Dictionary<long, int>();
        database.Read("packages", Sql, row =>
        {
            PrimaryRules.CheckName(row, "name", row.Text(1));
            PrimaryRules.CheckName(row, "arch", row.Text(2));
            PrimaryRules.CheckVersion(row, "version", row.Text(4));
            PrimaryRules.CheckVersion(row, "release", row.Text(5));
            if (row.Text(4).IsEmpty) throw row.Malformed("version", "nothing", "a version");
            if (row.Text(8).IsEmpty) throw row.Malformed("location_href", "nothing", "a path");
            if (row.IsNull(10)) throw row.Malformed("size_package", "nothing", "a number");
            PrimaryRules.CheckHeaderRange(row, row.Number(13), row.Number(14));
            numbers.Add(row.Number(0), numbers.Count);
            sink.Package(new PrimaryPackage
            {
                Place = row,
                Name = row.Text(1),
                Arch = row.Text(2),
                Epoch = PrimaryRules.ParseEpoch(row, "epoch", row.Text(3)),
                Version = row.Text(4),
                Release = row.Text(5),
                Checksum = MetadataXml.ParseChecksum(row, "pkgId", row.String(6), row.Text(7)),
                Location = row.Text(8),
                LocationBase = row.Text(9),
                PackageSize = row.Number(10),
                InstalledSize = row.Number(11),
                BuildTime = row.Number(12),
            });
        });
        return numbers;
    }

    private static void ReadDependencies(SqliteDatabase database, string table, Dictionary<long, int> numbers, IPrimarySink sink)
    {
        var list = (DependencyList)PrimarySqliteSchema.DependencyTables.IndexOf(table);
        database.Read(table, $"SELECT rowid, pkgKey, name, flags, epoch, version, release FROM {table}", row =>
        {
            var entry = new PrimaryEntry
            {
                Place = row,
                Name = row.Text(2),
                Flags = PrimaryRules.ParseFlags(row, "flags", row.Text(3)),
                Epoch = PrimaryRules.ParseEpoch(row, "epoch", row.Text(4)),
                Version = row.Text(5),
                Release = row.Text(6),
            };
            PrimaryRules.CheckEntry(entry);
            sink.Dependency(NumberOf(row, numbers), list, entry);
        });
    }

    private static int NumberOf(SqliteRow row, Dictionary<long, int> numbers) =>
        numbers.TryGetValue(row.Number(1), out int number) ? number : throw row.Malformed("pkgKey", $"{row.Number(1)}", "the key of a package");
}
