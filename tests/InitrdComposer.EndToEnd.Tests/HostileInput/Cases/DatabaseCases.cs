using System.Buffers.Binary;
using InitrdComposer.Formats;
using InitrdComposer.Formats.RpmMd;
using InitrdComposer.Testing;
using Microsoft.Data.Sqlite;
using Xunit;

namespace InitrdComposer.EndToEnd.Tests.HostileInput.Cases;

/// <summary>primary.sqlite: what is no database, is another one, or would run something.</summary>
internal static class DatabaseCases
{
    private const string Schema = """
        CREATE TABLE db_info (dbversion INTEGER, checksum TEXT);
        CREATE TABLE packages (pkgKey INTEGER PRIMARY KEY, pkgId TEXT, name TEXT, arch TEXT, version TEXT, epoch TEXT, release TEXT, summary TEXT, description TEXT,
          url TEXT, time_file INTEGER, time_build INTEGER, rpm_license TEXT, rpm_vendor TEXT, rpm_group TEXT, rpm_buildhost TEXT, rpm_sourcerpm TEXT,
          rpm_header_start INTEGER, rpm_header_end INTEGER, rpm_packager TEXT, size_package INTEGER, size_installed INTEGER, size_archive INTEGER,
          location_href TEXT, location_base TEXT, checksum_type TEXT);
        CREATE TABLE files (name TEXT, type TEXT, pkgKey INTEGER);
        CREATE TABLE requires (name TEXT, flags TEXT, epoch TEXT, version TEXT, release TEXT, pkgKey INTEGER, pre BOOLEAN DEFAULT FALSE);
        CREATE TABLE provides (name TEXT, flags TEXT, epoch TEXT, version TEXT, release TEXT, pkgKey INTEGER);
        CREATE TABLE conflicts (name TEXT, flags TEXT, epoch TEXT, version TEXT, release TEXT, pkgKey INTEGER);
        CREATE TABLE obsoletes (name TEXT, flags TEXT, epoch TEXT, version TEXT, release TEXT, pkgKey INTEGER);
        CREATE INDEX packagename ON packages (name);
        INSERT INTO db_info VALUES (10, 'x');
        INSERT INTO provides VALUES ('base', 'EQ', '0', '1', '1', 1);
        INSERT INTO files VALUES ('/usr/bin/x', 'file', 1);
        """;

    private static readonly Verdict.Accepted Sound = new(SoundInitrd.IsSame);

    public static IReadOnlyList<HostileCase> All { get; } =
    [
        new("SQL-01", "text", Bytes(_ => System.Text.Encoding.ASCII.GetBytes(new string('x', 4096))), Refused(1, "magic: got 'xxxx")),
        new("SQL-01", "nothing", Bytes(_ => []), Refused(1)),
        new("SQL-02", "pages of 0 bytes", Bytes(Number(16, 0)), Refused(2, "offset 0x10: page size")),
        new("SQL-02", "pages of 513 bytes", Bytes(Number(16, 513)), Refused(2)),
        new("SQL-02", "a page more than there is", Bytes(bytes => [.. bytes, .. new byte[4096]]), Refused(2, "database size in pages")),
        new("SQL-03", "a view called packages that fills the memory", Database("DROP TABLE packages; CREATE VIEW packages AS SELECT 1 AS pkgKey, randomblob(1000000000) AS name"), Refused(3, "view packages")),
        new("SQL-03", "a view called packages that loads a library", Database("DROP TABLE packages; CREATE VIEW packages AS SELECT 1 AS pkgKey, load_extension('./evil.so') AS name"), Refused(3, "view packages")),
        new("SQL-04", "a trigger", Database("CREATE TRIGGER t AFTER DELETE ON files BEGIN DELETE FROM packages; END"), Refused(4, "trigger t")),
        new("SQL-04", "a virtual table", Database("CREATE VIRTUAL TABLE t USING fts3(x)"), Refused(4)),
        new("SQL-04", "a generated column", Database("DROP TABLE files; CREATE TABLE files (name TEXT, type TEXT, pkgKey INTEGER, x TEXT AS (hex(name)))"), Refused(4, "table files")),
        new("SQL-04", "a check that calls a function", Database("DROP TABLE files; CREATE TABLE files (name TEXT CHECK (length(name) > 0), type TEXT, pkgKey INTEGER)"), Refused(4)),
        new("SQL-04", "an index of an expression", Database("CREATE INDEX i ON packages (length(name))"), Refused(4)),
        new("SQL-04", "a default that calls a function", Database("DROP TABLE files; CREATE TABLE files (name TEXT DEFAULT (randomblob(9)), type TEXT, pkgKey INTEGER)"), Refused(4)),
        new("SQL-05", "pages that are their own children", Bytes(Cycle), Refused(5)),
        new("SQL-05", "cells that lie outside of their page", Bytes(Cells), Refused(5)),
        new("SQL-06", "a name of 65 MiB", Database("UPDATE packages SET name = printf('%.68157440c', 'x')"), Refused(7)),
        new("SQL-06", "a name of 1 MiB", Database("UPDATE packages SET name = printf('%.1048576c', 'x')"), Refused(7, "packages, row 1: name: got 1048576 bytes")),
        new("SQL-07", "a name that is a blob", Database("UPDATE packages SET name = x'62617365'"), Refused(7, "packages, row 1: name: got no text")),
        new("SQL-07", "an epoch that is no number", Database("UPDATE packages SET epoch = 'abc'"), Refused(7, "packages, row 1: epoch")),
        new("SQL-07", "no checksum", Database("UPDATE packages SET pkgId = NULL"), Refused(7, "packages, row 1: pkgId")),
        new("SQL-07", "a size that is text", Database("UPDATE packages SET size_package = 'much'"), Refused(7, "packages, row 1: size_package")),
        new("SQL-07", "a NUL in a name", Database("UPDATE packages SET name = 'base' || char(0) || 'x'"), Refused(7)),
        new("SQL-08", "a header that asks for a write-ahead log", Bytes(bytes =>
        {
            (bytes[18], bytes[19]) = (2, 2);
            return bytes;
        }), Refused(8, "no write-ahead log")),
        new("SQL-08", "a journal and a log beside it, which are never looked at", folder =>
        {
            Make(folder, "", bytes => bytes);
            foreach (string suffix in (string[])["-journal", "-wal"]) File.WriteAllBytes(Path.Combine(folder.Repository, "repodata", "primary.sqlite" + suffix), [0xD9, 0xD5, 0x05, 0xF9, 0x20, 0xA1, 0x63, 0xD7, 0xFF, 0xFF]);
        }, Sound),
        new("SQL-09", "another version", Database("UPDATE db_info SET dbversion = 11"), Refused(9, "got 11, expected 10")),
        new("SQL-09", "no version", Database("DELETE FROM db_info"), Refused(9)),
        new("SQL-10", "a database in UTF-16", folder => Make(folder, "", bytes => bytes, "PRAGMA encoding='UTF-16le';"), Refused(10, "text encoding")),
        new("SQL-11", "requirements of a package that is not there", Database("INSERT INTO requires VALUES ('x', NULL, NULL, NULL, NULL, 4711, 0)"), Refused(11, "requires, row 1: pkgKey: got 4711")),
        new("SQL-12", "a view that never ends", Database("DROP TABLE files; CREATE VIEW files AS WITH RECURSIVE r(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM r) SELECT x AS name, x AS type, x AS pkgKey FROM r"), Refused(3, "view files")),
        new("SQL-12", "a view that joins everything with everything", Database("DROP TABLE files; CREATE VIEW files AS SELECT a.name, a.name AS type, 1 AS pkgKey FROM packages a, packages b, packages c, packages d"), Refused(3)),
        new("SQL-13", "statistics for the planner", Database("ANALYZE"), Refused(4, "sqlite_stat1")),
        new("SQL-13", "a table more", Database("CREATE TABLE more (x)"), Refused(4, "table more")),
        new("SQL-14", "a sound database, by a library that is named", folder => Make(folder, "", bytes => bytes), new Verdict.Accepted((folder, result) =>
        {
            SoundInitrd.IsSame(folder, result);
            Assert.True(System.Version.Parse(SqliteLibrary.Version) >= new System.Version(3, 35), SqliteLibrary.Version);
        })),
    ];

    private static Verdict.Refused Refused(int number, params string[] fragments) => new(3, $"SQL{number:00}", ["repodata/primary.sqlite: ", .. fragments]);

    private static Action<HostileFolder> Database(string sql) => folder => Make(folder, sql, bytes => bytes);

    private static Action<HostileFolder> Bytes(Func<byte[], byte[]> change) => folder => Make(folder, "", change);

    /// <summary>The sound sample, described by a database alone.</summary>
    private static void Make(HostileFolder folder, string sql, Func<byte[], byte[]> change, string before = "")
    {
        folder.WritePackages(SamplePackages.Sample());
        byte[] package = File.ReadAllBytes(Path.Combine(folder.Repository, "0.rpm"));
        using var made = new TempFolder();
        Assert.NotEmpty(SqliteLibrary.Version);
        using (var connection = new SqliteConnection($"Data Source={made["database"]};Pooling=False"))
        {
            connection.Open();
            string row = $"INSERT INTO packages (pkgKey, pkgId, name, arch, version, epoch, release, time_build, size_package, size_installed, location_href, checksum_type) "
                + $"VALUES (1, '{Digest.Sha256Of(package).Hex}', 'base', 'noarch', '1', '0', '1', 1000000000, {package.Length}, 1, '0.rpm', 'sha256');";
            using var command = new SqliteCommand($"PRAGMA legacy_alter_table=ON; {before} {Schema} {row} {sql}", connection);
            command.ExecuteNonQuery();
        }

        byte[] bytes = change(File.ReadAllBytes(made["database"]));
        MetadataPart.Write(folder, new MetadataPart("primary_db", "primary.sqlite", bytes, bytes));
    }

    private static Func<byte[], byte[]> Number(int offset, ushort value) => bytes =>
    {
        BinaryPrimitives.WriteUInt16BigEndian(bytes.AsSpan(offset), value);
        return bytes;
    };

    /// <summary>The table of packages, page 3, as an inner page whose only child is itself (sqlite.org/fileformat2.html, "B-tree Pages").</summary>
    private static byte[] Cycle(byte[] bytes)
    {
        Span<byte> page = Page(bytes, 3);
        page[..12].Clear();
        page[0] = 5;
        BinaryPrimitives.WriteUInt16BigEndian(page[5..], (ushort)page.Length);
        BinaryPrimitives.WriteUInt32BigEndian(page[8..], 3);
        return bytes;
    }

    private static byte[] Cells(byte[] bytes)
    {
        BinaryPrimitives.WriteUInt16BigEndian(Page(bytes, 3)[8..], 0xFFF0);
        return bytes;
    }

    private static Span<byte> Page(byte[] bytes, int number)
    {
        int size = BinaryPrimitives.ReadUInt16BigEndian(bytes.AsSpan(16));
        return bytes.AsSpan((number - 1) * size, size);
    }
}
