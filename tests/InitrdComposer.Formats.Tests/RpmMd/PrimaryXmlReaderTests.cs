using System.Text;
using InitrdComposer.Formats.RpmMd;
using InitrdComposer.Testing;
using Microsoft.Data.Sqlite;
using Xunit;

namespace InitrdComposer.Formats.Tests.RpmMd;

public sealed class PrimaryXmlReaderTests
{
    private const string Good = """
        <package type="rpm"><name>a</name><arch>x86_64</arch><version epoch="1" ver="2~rc" rel="3"/>
        <checksum type="sha256" pkgid="YES">3b3dceee8882cd418956a64471c9fb6ebdfb0470638336ab8637526887b6f897</checksum>
        <time file="5" build="6"/><size package="7" installed="8" archive="9"/><location href="a.rpm"/>
        <format><rpm:header-range start="1" end="2"/><rpm:requires><rpm:entry name="b" flags="GE" epoch="0" ver="1" rel="2" pre="1"/><rpm:entry name="(c or d)"/></rpm:requires>
        <file type="dir">/etc/a&amp;b</file></format></package>
        """;

    /// <summary>Both were written by createrepo_c from the same packages.</summary>
    [Fact]
    public void CountsAreThoseOfTheDatabaseBesideIt()
    {
        var dump = new PrimaryDump();
        (int packages, long? declared) = PrimaryXmlReader.Read(new MemoryStream(RealXml()), dump);
        using var folder = new TempFolder();
        File.WriteAllBytes(folder["db"], Fixtures.Gunzip(Checkout.Fixture("repos", "azurelinux2", "gz", "repodata", "primary.sqlite.gz")));
        using SqliteConnection database = Fixtures.OpenDatabase(folder["db"]);
        long Rows(string table) => (long)new SqliteCommand($"SELECT count(*) FROM {table}", database).ExecuteScalar()!;
        Assert.Equal(129, packages);
        Assert.Equal(129, declared);
        Assert.Equal(Rows("packages"), dump.PackageCount);
        Assert.All(Enum.GetValues<DependencyList>(), list => Assert.Equal(Rows(list.ToString().ToLowerInvariant()), dump.Count(list)));
        Assert.Equal(Rows("files"), dump.FileCount);
    }

    [Fact]
    public void EveryFieldIsRead() => Assert.Equal(
        """
        a 1:2~rc-3 x86_64 sha256:3b3dceee8882cd418956a64471c9fb6ebdfb0470638336ab8637526887b6f897 a.rpm 7 8 6 []
        Requires: b GE 0:1-2
        Requires: (c or d) None 0:-
        /etc/a&b
        """,
        Dump(Document(Good)));

    [Fact]
    public void PrefixesAndOrderMeanNothing()
    {
        string other = Document(Good)
            .Replace("rpm:", "q:", StringComparison.Ordinal).Replace("xmlns:rpm", "xmlns:q", StringComparison.Ordinal)
            .Replace("<location href=\"a.rpm\"/>", "", StringComparison.Ordinal)
            .Replace("</format>", "</format><!-- late --><location href='a.rpm'/><unknown xmlns='urn:x'><name>z</name></unknown>", StringComparison.Ordinal);
        Assert.Equal(Dump(Document(Good)), Dump(other));
    }

    [Theory]
    [InlineData("epoch=\"1\"", "epoch=\"x\"", "version/@epoch")]
    [InlineData("epoch=\"1\"", "epoch=\"-1\"", "version/@epoch")]
    [InlineData("epoch=\"1\"", "epoch=\"2147483648\"", "version/@epoch")]
    [InlineData("ver=\"2~rc\"", "", "version/@ver")]
    [InlineData("<name>a</name>", "<name></name>", "name")]
    [InlineData("<name>a</name>", "<name>a/b</name>", "name")]
    [InlineData("<name>a</name>", "<name>a\n</name>", "name")]
    [InlineData("<name>a</name>", "<name>a<b/></name>", "content")]
    [InlineData("<name>a</name>", "", "package")]
    [InlineData("<arch>x86_64</arch>", "<arch>x86_64</arch><arch>i686</arch>", "arch")]
    [InlineData("<arch>x86_64</arch>", "<arch/>", "arch")]
    [InlineData("type=\"sha256\"", "type=\"sha512\"", "checksum")]
    [InlineData("package=\"7\"", "package=\"-7\"", "size/@package")]
    [InlineData("package=\"7\"", "", "size/@package")]
    [InlineData("href=\"a.rpm\"", "href=\"\"", "location/@href")]
    [InlineData("flags=\"GE\"", "flags=\"XX\"", "entry/@flags")]
    [InlineData("flags=\"GE\"", "", "entry/@flags")]
    [InlineData("ver=\"1\"", "", "entry/@flags")]
    [InlineData("name=\"b\"", "name=\"\"", "entry/@name")]
    [InlineData("start=\"1\"", "start=\"3\"", "header-range")]
    [InlineData("packages=\"1\"", "packages=\"many\"", "metadata/@packages")]
    [InlineData("<metadata ", "<filelists ", "root element")]
    public void WhatBreaksARuleIsRefusedByField(string from, string to, string field)
    {
        string document = Document(Good).Replace(from, to, StringComparison.Ordinal);
        Assert.Equal(field, Assert.Throws<MalformedDataException>(() => Dump(document)).Field);
    }

    [Fact]
    public void ATooLongNameIsRefused()
    {
        string document = Document(Good.Replace("<name>a</name>", $"<name>{new string('a', 1 << 20)}</name>", StringComparison.Ordinal));
        Assert.Equal("name", Assert.Throws<MalformedDataException>(() => Dump(document)).Field);
    }

    [Fact]
    public void AWrongPackageCountIsForTheCallerToJudge()
    {
        string document = Document(Good).Replace("packages=\"1\"", "packages=\"9223372036854775807\"", StringComparison.Ordinal);
        Assert.Equal((1, long.MaxValue), PrimaryXmlReader.Read(new MemoryStream(Encoding.UTF8.GetBytes(document)), new PrimaryDump()));
    }

    [Fact]
    public void TruncationsAreRefusedWithLineAndOffset()
    {
        byte[] document = RealXml();
        int last = document.AsSpan().LastIndexOf((byte)'>');
        Assert.All(Enumerable.Range(0, 60).Select(i => (int)((long)i * last / 60)), length =>
        {
            DataPosition position = Assert.Throws<MalformedDataException>(() => PrimaryXmlReader.Read(new MemoryStream(document[..length]), new PrimaryDump())).Position;
            Assert.InRange(position.Offset!.Value, 0, length);
            Assert.NotNull(position.Line);
        });
    }

    private static byte[] RealXml() => Fixtures.Gunzip(Checkout.Fixture("repos", "azurelinux2", "gz", "repodata", "primary.xml.gz"));

    private static string Document(string package) =>
        $"<metadata xmlns=\"http://linux.duke.edu/metadata/common\" xmlns:rpm=\"http://linux.duke.edu/metadata/rpm\" packages=\"1\">{package}</metadata>";

    private static string Dump(string document)
    {
        var dump = new PrimaryDump();
        PrimaryXmlReader.Read(new MemoryStream(Encoding.UTF8.GetBytes(document)), dump);
        return dump.ToString();
    }
}
