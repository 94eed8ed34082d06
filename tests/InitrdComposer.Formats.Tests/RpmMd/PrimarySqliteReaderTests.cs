using InitrdComposer.Formats.IO;
using InitrdComposer.Formats.RpmMd;
using InitrdComposer.Testing;
using Microsoft.Data.Sqlite;
using Xunit;

namespace InitrdComposer.Formats.Tests.RpmMd;

public sealed class PrimarySqliteReaderTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public PrimarySqliteReaderTests() =>
        File.WriteAllBytes(Database, Fixtures.Gunzip(Checkout.Fixture("repos", "azurelinux2", "gz", "repodata", "primary.sqlite.gz")));

    private string Database => _folder["primary.sqlite"];

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void ItSaysWhatTheXmlBesideItSays()
    {
        var xml = new PrimaryDump();
        PrimaryXmlReader.Read(new MemoryStream(Fixtures.Gunzip(Checkout.Fixture("repos", "azurelinux2", "gz", "repodata", "primary.xml.gz"))), xml);
        var sqlite = new PrimaryDump();
        Assert.Equal(129, Read(sqlite));
        Assert.Equal(xml.ToString(), sqlite.ToString());
    }

    [Fact]
    public void ADatabaseWithoutWeakDependenciesIsTaken()
    {
        Execute(
            "DROP TABLE suggests; DROP TABLE enhances; DROP TABLE recommends; DROP TABLE supplements; DROP TRIGGER removals;"
            + "CREATE TRIGGER removals AFTER DELETE ON packages BEGIN DELETE FROM files WHERE pkgKey = old.pkgKey; DELETE FROM requires WHERE pkgKey = old.pkgKey;"
            + "DELETE FROM provides WHERE pkgKey = old.pkgKey; DELETE FROM conflicts WHERE pkgKey = old.pkgKey; DELETE FROM obsoletes WHERE pkgKey = old.pkgKey; END");
        Assert.Equal(129, Read(new PrimaryDump()));
    }

    [Theory]
    [InlineData("ALTER TABLE packages RENAME TO p; CREATE VIEW packages AS SELECT *, randomblob(1000000000) FROM p", "schema")]
    [InlineData("CREATE TRIGGER t AFTER DELETE ON files BEGIN DELETE FROM packages; END", "schema")]
    [InlineData("DROP TRIGGER removals; CREATE TRIGGER removals AFTER DELETE ON packages BEGIN DELETE FROM files WHERE pkgKey = old.pkgKey; DELETE FROM db_info; END", "schema")]
    [InlineData("CREATE VIRTUAL TABLE t USING fts3(x)", "schema")]
    [InlineData("CREATE TABLE t (x)", "schema")]
    [InlineData("CREATE INDEX i ON packages (length(name))", "schema")]
    [InlineData("DROP TABLE requires; CREATE TABLE requires (name TEXT CHECK (length(name) > 0))", "schema")]
    [InlineData("ANALYZE", "schema")]
    [InlineData("DROP TABLE provides", "schema")]
    [InlineData("UPDATE db_info SET dbversion = 11", "dbversion")]
    [InlineData("DELETE FROM db_info", "db_info")]
    [InlineData("UPDATE packages SET name = x'6162' WHERE pkgKey = 3", "packages, row 3: name")]
    [InlineData("UPDATE packages SET name = NULL WHERE pkgKey = 3", "packages, row 3: name")]
    [InlineData("UPDATE packages SET epoch = 'abc' WHERE pkgKey = 3", "packages, row 3: epoch")]
    [InlineData("UPDATE packages SET pkgId = NULL WHERE pkgKey = 3", "packages, row 3: pkgId")]
    [InlineData("UPDATE packages SET size_package = 'much' WHERE pkgKey = 3", "packages, row 3: size_package")]
    [InlineData("UPDATE packages SET time_build = -1 WHERE pkgKey = 3", "packages, row 3: time_build")]
    [InlineData("UPDATE packages SET name = 'a' || char(0) || 'b' WHERE pkgKey = 3", "packages, row 3: name")]
    [InlineData("UPDATE packages SET version = CAST(x'ff41' AS TEXT) WHERE pkgKey = 3", "packages, row 3: version")]
    [InlineData("UPDATE requires SET flags = 'XX' WHERE rowid = 5", "requires, row 5: flags")]
    [InlineData("UPDATE requires SET pkgKey = 4711 WHERE rowid = 5", "requires, row 5: pkgKey")]
    [InlineData("UPDATE files SET pkgKey = NULL WHERE rowid = 5", "files, row 5: pkgKey")]
    [InlineData("PRAGMA journal_mode=WAL", "file format version")]
    public void WhatCreaterepoDoesNotWriteIsRefused(string sql, string field)
    {
        Execute(sql);
        Assert.EndsWith(field, Refusal().Field, StringComparison.Ordinal);
    }

    [Fact]
    public void AnotherEncodingIsRefused()
    {
        File.Delete(Database);
        Execute("PRAGMA encoding='UTF-16le'; CREATE TABLE db_info (dbversion INTEGER, checksum TEXT)");
        Assert.Equal("text encoding", Refusal().Field);
    }

    [Fact]
    public void TextIsNoDatabase()
    {
        File.WriteAllText(Database, new string('x', 4096));
        Assert.Equal("magic", Refusal().Field);
        File.WriteAllText(Database, "");
        Assert.Equal("header", Refusal().Field);
    }

    [Fact]
    public void TruncationsAreRefused()
    {
        byte[] whole = File.ReadAllBytes(Database);
        foreach (int length in new[] { 1, 99, 100, 4096, whole.Length / 2, whole.Length - 4096, whole.Length - 1 })
        {
            File.WriteAllBytes(Database, whole[..length]);
            Refusal();
        }
    }

    [Fact]
    public void DamagedBytesAreRefusedOrReadButNeverCrash()
    {
        byte[] whole = File.ReadAllBytes(Database);
        int refused = 0;
        for (int i = 0; i < 60; i++)
        {
            byte[] damaged = [.. whole];
            damaged[i < 30 ? i * 2 : (int)((long)i * whole.Length / 60)] ^= (byte)(1 << (i % 8));
            File.WriteAllBytes(Database, damaged);
            try
            {
                Read(new PrimaryDump());
            }
            catch (MalformedDataException)
            {
                refused++;
            }
        }

        Assert.InRange(refused, 10, 60);
    }

    private int Read(PrimaryDump dump) => PrimarySqliteReader.Read(Database, PositionalSource.OfBytes(File.ReadAllBytes(Database)), dump);

    private MalformedDataException Refusal() => Assert.Throws<MalformedDataException>(() => Read(new PrimaryDump()));

    private void Execute(string sql)
    {
        using SqliteConnection connection = Fixtures.OpenDatabase(Database);
        using var command = new SqliteCommand($"PRAGMA legacy_alter_table=ON; {sql}", connection);
        command.ExecuteNonQuery();
    }
}
