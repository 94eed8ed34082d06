using System.Buffers.Binary;
using InitrdComposer.Diagnostics;
using InitrdComposer.Files;
using InitrdComposer.Formats.Rpm;
using InitrdComposer.Formats.RpmDb;
using InitrdComposer.Repository;
using InitrdComposer.Testing;
using Xunit;

namespace InitrdComposer.Tests.Repository;

/// <summary>Databases that rpm itself writes (sqlite; Debian's rpm has no other backend), and one in ndb's layout around the same headers.</summary>
public sealed class InstalledDatabaseTests : IDisposable
{
    private readonly TempFolder _folder = new();

    private string Database => _folder["rpmdb.sqlite"];

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void HeadersAreThoseOfTheInstalledPackages()
    {
        string[] packages = Install("feat-1.0-1.wufdio", "empty-1", "bigfile-1");
        RpmPackageReader[] files = [.. packages.Select(Header)];
        Assert.Equal(
            files.Select(file => (file.Name, RpmDigests.Of(file).Single(digest => digest.Tag == RpmTag.Sha256Header).Digest, Convert.ToHexString(file.Header.Bytes.Span))).Order(),
            Read().Select(package => (package.Description.Name, package.HeaderDigest, Convert.ToHexString(package.Description.Header.Bytes.Span))).Order());
        Assert.All(Read(), package => Assert.Equal(package.HeaderDigest, package.RecordedDigest));
    }

    [Fact]
    public void KeysAreNoPackages()
    {
        Install("feat-1.0-1.wufdio");
        Rpm("--import", Directory.GetFiles(Path.Combine(DistroFixture.Require().Folder, "keys"), "*.asc")[0]);
        Assert.Contains("gpg-pubkey", Rpm("-qa"), StringComparison.Ordinal);
        Assert.Equal(["feat"], Read().Select(package => package.Description.Name));
    }

    [Fact]
    public void WhatIsInTheWriteAheadLogCounts()
    {
        Install("feat-1.0-1.wufdio", "empty-1");
        string[] installed = [.. Read().Select(package => package.Description.Name)];
        Sqlite(".dbconfig no_ckpt_on_close on", "PRAGMA journal_mode=WAL;", "DELETE FROM Packages WHERE hnum = (SELECT min(hnum) FROM Packages);");
        Assert.True(new FileInfo(Database + "-wal").Length > 0);
        byte[] before = File.ReadAllBytes(Database);
        Assert.Equal(installed[1..], Read().Select(package => package.Description.Name));
        Assert.Equal(before, File.ReadAllBytes(Database));
        Assert.True(new FileInfo(Database + "-wal").Length > 0);
    }

    [Theory]
    [InlineData("CREATE TRIGGER t AFTER DELETE ON Packages BEGIN DELETE FROM Name; END;")]
    [InlineData("CREATE VIEW v AS SELECT 1;")]
    [InlineData("ALTER TABLE Packages ADD COLUMN more;")]
    public void AnythingElseInTheSchemaIsRefused(string sql)
    {
        Install("empty-1");
        Sqlite(sql);
        Assert.Equal(("IC-SRC04", FailureKind.Malformed), Refusal());
    }

    [Fact]
    public void AHeaderThatIsNotTheInstalledOneIsRefused()
    {
        Install("feat-1.0-1.wufdio");
        byte[] bytes = File.ReadAllBytes(Database);
        int summary = bytes.AsSpan().IndexOf("Feature test package"u8);
        Assert.True(summary > 0);
        bytes[summary] ^= 1;
        File.WriteAllBytes(Database, bytes);
        Assert.Equal(("IC-SRC06", FailureKind.Verification), Refusal());
    }

    [Fact]
    public void ADamagedDatabaseIsRefused()
    {
        Install("empty-1");
        byte[] bytes = File.ReadAllBytes(Database);
        File.WriteAllBytes(Database, bytes[..(bytes.Length / 2)]);
        Assert.Equal(("IC-SRC04", FailureKind.Malformed), Refusal());
    }

    [Fact]
    public void ABerkeleyDatabaseIsRefusedWithAWayOut()
    {
        File.WriteAllText(_folder["Packages"], "");
        ComposerException exception = Assert.Throws<ComposerException>(Read);
        Assert.Equal("IC-SRC03", exception.Id.ToString());
        Assert.Contains("rpm --rebuilddb", exception.Hint, StringComparison.Ordinal);
    }

    [Fact]
    public void NoDatabaseIsTheRecipesMistake() => Assert.Equal(("IC-SRC03", FailureKind.Usage), Refusal());

    [Fact]
    public void TheOtherBackendHoldsTheSameHeaders()
    {
        Install("feat-1.0-1.wufdio", "empty-1");
        InstalledRpm[] sqlite = [.. Read()];
        WriteNdb();
        File.Delete(Database);
        Assert.Equal(
            sqlite.Select(package => (package.Description.Name, package.HeaderDigest, package.HeaderSize, package.RecordedDigest)),
            Read().Select(package => (package.Description.Name, package.HeaderDigest, package.HeaderSize, package.RecordedDigest)));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(4)]
    [InlineData(12)]
    [InlineData(32)]
    [InlineData(40)]
    [InlineData(4096)]
    [InlineData(4104)]
    [InlineData(4108)]
    [InlineData(5000)]
    [InlineData(-1)]
    public void EachFieldOfTheOtherBackendIsChecked(int offset)
    {
        Install("empty-1");
        WriteNdb();
        File.Delete(Database);
        byte[] bytes = File.ReadAllBytes(_folder["Packages.db"]);
        bytes[offset < 0 ? bytes.Length + offset : offset] ^= 0x41;
        File.WriteAllBytes(_folder["Packages.db"], bytes);
        Assert.Equal(("IC-SRC04", FailureKind.Malformed), Refusal());
    }

    private static RpmPackageReader Header(string file)
    {
        using FileStream stream = File.OpenRead(file);
        return RpmPackageReader.Read(stream);
    }

    private (string Id, FailureKind Kind) Refusal()
    {
        ComposerException exception = Assert.Throws<ComposerException>(Read);
        return (exception.Id.ToString(), exception.Id.Kind);
    }

    private InstalledRpm[] Read() => [.. InstalledDatabase.Read(Disk.Host, _folder.Path, null)];

    /// <summary>Into the database only: no file is written anywhere.</summary>
    private string[] Install(params string[] prefixes)
    {
        string[] packages = [.. prefixes.Select(prefix => Assert.Single(Directory.GetFiles(Checkout.Fixture("rpms", "own"), prefix + "*.rpm")))];
        Rpm(["--justdb", "--nodeps", "--noscripts", "--notriggers", "--nosignature", "-i", .. packages]);
        return packages;
    }

    private string Rpm(params IEnumerable<string> arguments) =>
        Tool.Require("rpm", "rpm").Run(["--define", "_db_backend sqlite", "--dbpath", _folder.Path, .. arguments]);

    private string Sqlite(params IEnumerable<string> commands) => Tool.Require("sqlite3", "sqlite3").Run([Database, .. commands]);

    /// <summary>A page of slots, then each header in its blocks (rpm, lib/backend/ndb/rpmpkg.c).</summary>
    private void WriteNdb()
    {
        string[] rows = Sqlite("SELECT hnum || ' ' || hex(blob) FROM Packages;").Split('\n', StringSplitOptions.RemoveEmptyEntries);
        var page = new byte[4096];
        for (int slot = 0; slot < page.Length; slot += 16) "Slot"u8.CopyTo(page.AsSpan(slot));
        page.AsSpan(0, 32).Clear();
        "RpmP"u8.CopyTo(page);
        Put(page, 8, 3);
        Put(page, 12, 1);
        Put(page, 16, rows.Length + 1);
        using FileStream file = File.Create(_folder["Packages.db"]);
        file.Position = page.Length;
        for (int i = 0; i < rows.Length; i++)
        {
            int number = int.Parse(rows[i].Split(' ')[0], System.Globalization.CultureInfo.InvariantCulture);
            byte[] header = Convert.FromHexString(rows[i].Split(' ')[1]);
            var blob = new byte[(16 + header.Length + 12 + 15) / 16 * 16];
            "BlbS"u8.CopyTo(blob);
            Put(blob, 4, number);
            Put(blob, 12, header.Length);
            header.CopyTo(blob, 16);
            Put(blob, blob.Length - 12, (int)Adler32(blob.AsSpan(0, blob.Length - 12)));
            Put(blob, blob.Length - 8, header.Length);
            "BlbE"u8.CopyTo(blob.AsSpan(blob.Length - 4));
            Put(page, 32 + (i * 16) + 4, number);
            Put(page, 32 + (i * 16) + 8, (int)(file.Position / 16));
            Put(page, 32 + (i * 16) + 12, blob.Length / 16);
            file.Write(blob);
        }

        file.Position = 0;
        file.Write(page);
    }

    private static void Put(byte[] into, int offset, int value) => BinaryPrimitives.WriteInt32LittleEndian(into.AsSpan(offset), value);

    private static uint Adler32(ReadOnlySpan<byte> bytes)
    {
        (uint low, uint high) = (1, 0);
        foreach (byte value in bytes)
        {
            low = (low + value) % 65521;
            high = (high + low) % 65521;
        }

        return (high << 16) | low;
    }
}
