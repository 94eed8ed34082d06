using System.Text;
using InitrdComposer.Formats.RpmMd;
using InitrdComposer.Testing;
using Xunit;

namespace InitrdComposer.Formats.Tests.RpmMd;

public sealed class RepomdReaderTests
{
    private const string Sha256 = "3b3dceee8882cd418956a64471c9fb6ebdfb0470638336ab8637526887b6f897";

    [Fact]
    public void EveryFieldOfARealOneIsRead()
    {
        Repomd repomd = RepomdReader.Read(File.OpenRead(Checkout.Fixture("repos", "azurelinux2", "zst", "repodata", "repomd.xml")));
        Assert.Equal("1", repomd.Revision);
        Assert.Equal(["primary", "filelists", "primary_db"], repomd.Data.Select(data => data.Type));
        RepomdData primary = repomd.Find("primary")!;
        Assert.Equal("repodata/primary.xml.zst", primary.Location);
        Assert.Equal($"sha256:{Sha256}", primary.Checksum.ToString());
        Assert.Equal("sha256:6cb5f18b236cdb78d81a52ef21bcbf66f546b0c8af3ebe3bdaa3a49a9897514d", primary.OpenChecksum.ToString());
        Assert.Equal((39498L, 381459L, 1L), (primary.Size, primary.OpenSize, primary.Timestamp));
        Assert.Equal((7, 5), (primary.Position.Line, primary.Position.Column));
    }

    [Fact]
    public void OldCreaterepoAndUnknownElementsAreTaken()
    {
        Repomd repomd = Read($"""
            <m:repomd xmlns:m="http://linux.duke.edu/metadata/repo" xmlns:x="urn:x"><m:revision> 7 </m:revision><x:y><m:data/></x:y><m:tags><m:distro/></m:tags>
            <m:data type="primary"><m:checksum type="sha">{new string('A', 40)}</m:checksum><m:location href="p.xml" xml:base="http://e/"/>
            <m:timestamp>1347459931.88</m:timestamp><m:header-size>3</m:header-size></m:data></m:repomd>
            """);
        Assert.Equal("7", repomd.Revision);
        RepomdData primary = Assert.Single(repomd.Data);
        Assert.Equal((DigestAlgorithm.Sha1, new string('a', 40)), (primary.Checksum.Algorithm, primary.Checksum.Hex));
        Assert.Equal(("http://e/", 1347459931L, null, null), (primary.LocationBase, primary.Timestamp, primary.Size, primary.OpenChecksum));
    }

    [Theory]
    [InlineData("<html><body>Please log in</body></html>", "root element")]
    [InlineData("<repomd/>", "root element")]
    [InlineData("<repomd xmlns='http://linux.duke.edu/metadata/repo'><data/></repomd>", "data/@type")]
    [InlineData("<repomd xmlns='http://linux.duke.edu/metadata/repo'><data type='primary'/></repomd>", "data[primary]/location")]
    [InlineData("<repomd xmlns='http://linux.duke.edu/metadata/repo'><data type='primary'><location href='p'/></data></repomd>", "data[primary]/checksum")]
    [InlineData("<repomd xmlns='http://linux.duke.edu/metadata/repo'><data type='primary'><location/></data></repomd>", "location/@href")]
    [InlineData("<repomd xmlns='http://linux.duke.edu/metadata/repo'><data type='primary'><size>-1</size></data></repomd>", "size")]
    [InlineData("<repomd xmlns='http://linux.duke.edu/metadata/repo'><data type='primary'><size>9223372036854775808</size></data></repomd>", "size")]
    [InlineData("<repomd xmlns='http://linux.duke.edu/metadata/repo'><data type='primary'><open-size>1x</open-size></data></repomd>", "open-size")]
    [InlineData("<repomd xmlns='http://linux.duke.edu/metadata/repo'><data type='primary'><checksum type='crc'>00</checksum></data></repomd>", "checksum/@type")]
    [InlineData("<repomd xmlns='http://linux.duke.edu/metadata/repo'><data type='primary'><checksum type='sha512'>" + Sha256 + "</checksum></data></repomd>", "checksum")]
    [InlineData("<repomd xmlns='http://linux.duke.edu/metadata/repo'><data type='primary'><checksum type='md5'>zz</checksum></data></repomd>", "checksum")]
    public void WhatBreaksARuleIsRefusedByField(string xml, string field) => Assert.Equal(field, Assert.Throws<MalformedDataException>(() => Read(xml)).Field);

    [Fact]
    public void TwoPrimariesAreRefusedTwoOfAnotherKindAreNot()
    {
        const string Data = "<data type='{0}'><checksum type='sha256'>" + Sha256 + "</checksum><location href='x'/></data>";
        string Document(string type) => $"<repomd xmlns='http://linux.duke.edu/metadata/repo'>{string.Format(Data, type)}{string.Format(Data, type)}</repomd>";
        Assert.Equal("data/@type", Assert.Throws<MalformedDataException>(() => Read(Document("primary"))).Field);
        Assert.Equal(2, Read(Document("pkgorigins")).Data.Length);
    }

    [Fact]
    public void EveryTruncationIsRefusedWithLineAndOffset()
    {
        byte[] document = File.ReadAllBytes(Checkout.Fixture("repos", "azurelinux2", "zst", "repodata", "repomd.xml"));
        int last = document.AsSpan().LastIndexOf((byte)'>');
        Assert.All(Enumerable.Range(0, last), length =>
        {
            DataPosition position = Assert.Throws<MalformedDataException>(() => RepomdReader.Read(new MemoryStream(document[..length]))).Position;
            Assert.InRange(position.Offset!.Value, 0, length);
            Assert.NotNull(position.Line);
        });
    }

    [Fact]
    public void MoreThanTheLimitIsRefused()
    {
        string comment = $"<!-- {new string('x', RepomdReader.MaxLength)} -->";
        Assert.Equal("length", Assert.Throws<MalformedDataException>(() => Read(comment)).Field);
    }

    private static Repomd Read(string xml) => RepomdReader.Read(new MemoryStream(Encoding.UTF8.GetBytes(xml)));
}
