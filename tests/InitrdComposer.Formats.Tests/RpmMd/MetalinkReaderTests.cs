using System.Text;
using InitrdComposer.Formats.RpmMd;
using Xunit;

namespace InitrdComposer.Formats.Tests.RpmMd;

public sealed class MetalinkReaderTests
{
    private static readonly string Sha256 = new('a', 64), Older = new('b', 64), Sha512 = new('c', 128);

    /// <summary>In the form that MirrorManager 2 writes.</summary>
    private static string Whole { get; } = $"""
        <?xml version="1.0" encoding="utf-8"?>
        <metalink version="3.0" xmlns="http://www.metalinker.org/" type="dynamic" pubdate="Fri, 20 Nov 2026 09:00:00 GMT" generator="mirrormanager" xmlns:mm0="http://fedorahosted.org/mirrormanager">
         <files>
          <file name="repomd.xml">
           <mm0:timestamp>1713805372</mm0:timestamp>
           <size>8485</size>
           <verification>
            <hash type="md5">{new string('1', 32)}</hash>
            <hash type="sha1">{new string('2', 40)}</hash>
            <hash type="sha256">{Sha256}</hash>
            <hash type="sha512">{Sha512}</hash>
            <hash type="whirlpool">not looked at</hash>
           </verification>
           <mm0:alternates>
            <mm0:alternate>
             <mm0:timestamp>1713700000</mm0:timestamp>
             <size>8484</size>
             <verification><hash type="sha256">{Older}</hash></verification>
            </mm0:alternate>
           </mm0:alternates>
           <resources maxconnections="1">
            <url protocol="rsync" type="rsync" location="DE" preference="100">rsync://a.example.org/fedora/repodata/repomd.xml</url>
            <url protocol="https" type="https" location="DE" preference="90">https://b.example.org/fedora/repodata/repomd.xml</url>
            <url protocol="http" type="http" location="DE" preference="100">http://c.example.org/fedora/repodata/repomd.xml</url>
           </resources>
          </file>
         </files>
        </metalink>
        """;

    [Fact]
    public void EveryFieldOfMirrorManagersFormIsRead()
    {
        Metalink link = Read(Whole);
        Assert.Equal(["md5", "sha1", "sha256", "sha512"], link.Current.Digests.Select(digest => digest.Algorithm.Name()));
        Assert.Equal((8485L, 1713805372L), (link.Current.Size, link.Current.Timestamp));
        MetalinkVersion older = Assert.Single(link.Alternates);
        Assert.Equal(($"sha256:{Older}", 8484L, 1713700000L), ($"{Assert.Single(older.Digests)}", older.Size, older.Timestamp));
    }

    [Fact]
    public void MirrorsComeByPreferenceAndThenInTheDocumentsOrder() =>
        Assert.Equal("acb", string.Concat(Read(Whole).Mirrors.Select(mirror => new Uri(mirror.Url).Host[0])));

    [Theory]
    [InlineData("<html/>", "root element")]
    [InlineData("""<metalink xmlns="http://www.metalinker.org/"><files/></metalink>""", "file")]
    [InlineData("""<metalink xmlns="http://www.metalinker.org/"><files><file name="repomd.xml"><size>1</size></file></files></metalink>""", "verification")]
    [InlineData("""<metalink xmlns="http://www.metalinker.org/"><files><file name="repomd.xml"><size>-1</size></file></files></metalink>""", "size")]
    [InlineData("""<metalink xmlns="http://www.metalinker.org/"><files><file name="repomd.xml"><verification><hash type="sha256">ab</hash></verification></file></files></metalink>""", "hash")]
    [InlineData("""<metalink xmlns="http://www.metalinker.org/"><files><file name="repomd.xml"><resources><url preference="101">http://e/</url></resources></file></files></metalink>""", "url/@preference")]
    public void WhatIsNoMetalinkOfARepositoryIsMalformed(string text, string field) =>
        Assert.Equal(field, Assert.Throws<MalformedDataException>(() => Read(text)).Field);

    [Fact]
    public void CutOffAnywhereItIsMalformed()
    {
        byte[] whole = Encoding.UTF8.GetBytes(Whole);
        for (int length = 0; length < whole.Length; length += 7) Assert.Throws<MalformedDataException>(() => MetalinkReader.Read(new MemoryStream(whole[..length])));
    }

    [Fact]
    public void MoreMirrorsThanThereAreInTheWorldAreRefused()
    {
        string urls = string.Concat(Enumerable.Repeat("<url preference=\"1\">http://e/repodata/repomd.xml</url>", MetalinkReader.MaxMirrors + 1));
        Assert.Equal("resources", Assert.Throws<MalformedDataException>(() => Read(Whole.Replace("</resources>", urls + "</resources>", StringComparison.Ordinal))).Field);
    }

    private static Metalink Read(string text) => MetalinkReader.Read(new MemoryStream(Encoding.UTF8.GetBytes(text)));
}
