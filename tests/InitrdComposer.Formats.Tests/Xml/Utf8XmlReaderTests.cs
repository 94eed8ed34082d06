using System.Text;
using InitrdComposer.Formats.IO;
using InitrdComposer.Formats.Xml;
using InitrdComposer.Testing;
using Xunit;

namespace InitrdComposer.Formats.Tests.Xml;

/// <summary>System.Xml is the oracle: what it accepts we read the same way, what it refuses we refuse.</summary>
public sealed class Utf8XmlReaderTests
{
    private const string Sample =
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<!-- c -->\n<r xmlns=\"urn:known\" xmlns:p='urn:known' a=\"1 &lt; 2\">\n"
        + "  <p:e a='x' p:b=\"y\"/>te&amp;xt<![CDATA[<raw>&]]>\r\n<n xmlns=\"\" a=\"t\tb\">&#x41;&#66;</n><?pi data?>\u00e9</r>\n";

    [Theory]
    [InlineData("<r/>")]
    [InlineData("<r></r >")]
    [InlineData("<r a='1' b=\"2\"/>")]
    [InlineData("\uFEFF<r/>")]
    [InlineData("<r>a]]b</r>")]
    [InlineData("<r>a]]&gt;b</r>")]
    [InlineData("<r>\r\n\r x\n</r>")]
    [InlineData("<r a='\r\n\t&#10;'/>")]
    [InlineData("<r xmlns:x='urn:known'><x:e x:b='1'/></r>")]
    [InlineData("<r xmlns='urn:known'><e xmlns='urn:other'><f xmlns='urn:known'/></e></r>")]
    [InlineData("<r><![CDATA[]]><![CDATA[a]b]]c]]></r>")]
    [InlineData("<r><!----><!-- - --></r><!-- after --><?x?>")]
    [InlineData("<r xml:lang='de' xml:space='preserve'> </r>")]
    [InlineData("<?xml version='1.0' standalone='yes'?><r/>")]
    [InlineData("<a.b-c_d:e xmlns:a.b-c_d='urn:known' a='1'/>")]
    public void WellFormedDocumentsReadAsSystemXmlReadsThem(string document)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(document);
        Assert.NotNull(XmlEvents.Theirs(bytes));
        Assert.Equal(XmlEvents.Theirs(bytes), XmlEvents.Ours(bytes));
    }

    [Theory]
    [InlineData("", "root element")]
    [InlineData("  ", "root element")]
    [InlineData("text", "content")]
    [InlineData("<r/><r/>", "content")]
    [InlineData("<r/>text", "content")]
    [InlineData("<r>", "end of data")]
    [InlineData("<r", "end of data")]
    [InlineData("<r></s>", "end tag")]
    [InlineData("</r>", "end tag")]
    [InlineData("<r a=1/>", "tag")]
    [InlineData("<r a='1'b='2'/>", "tag")]
    [InlineData("<r a='1' a='2'/>", "attribute")]
    [InlineData("<r a='<'/>", "tag")]
    [InlineData("<r xmlns:x='urn:u' xmlns:y='urn:known' xmlns:z='urn:known' y:b='' z:b=''/>", "attribute")]
    [InlineData("<x:r/>", "namespace")]
    [InlineData("<r x:a=''/>", "namespace")]
    [InlineData("<r xmlns:x=''/>", "namespace")]
    [InlineData("<r xmlns:xmlns='urn:u'/>", "namespace")]
    [InlineData("<r>&nbsp;</r>", "reference")]
    [InlineData("<r>&#0;</r>", "reference")]
    [InlineData("<r>&#xD800;</r>", "reference")]
    [InlineData("<r>&#x110000;</r>", "reference")]
    [InlineData("<r>&amp</r>", "reference")]
    [InlineData("<r a='&quot'/>", "reference")]
    [InlineData("<r>]]></r>", "text")]
    [InlineData("<r><!-- -- --></r>", "comment")]
    [InlineData("<r>\u0001</r>", "character")]
    [InlineData("<r>\uFFFE</r>", "character")]
    [InlineData("<!DOCTYPE r SYSTEM 'file:///etc/passwd'><r/>", "DOCTYPE")]
    [InlineData("<!DOCTYPE l [<!ENTITY a 'aaaa'><!ENTITY b '&a;&a;'>]><l>&b;</l>", "DOCTYPE")]
    [InlineData(" <?xml version='1.0'?><r/>", "XML declaration")]
    [InlineData("<?xml version='2.0'?><r/>", "XML declaration")]
    [InlineData("<?xml version='1.0' encoding='UTF-7'?><r/>", "encoding")]
    [InlineData("<?XML version='1.0'?><r/>", "processing instruction")]
    [InlineData("<1/>", "tag")]
    public void MalformedDocumentsAreRefusedByField(string document, string field)
    {
        MalformedDataException exception = Assert.Throws<MalformedDataException>(() => ReadAll(Encoding.UTF8.GetBytes(document)));
        Assert.Equal(field, exception.Field);
        Assert.NotNull(exception.Position.Offset);
    }

    [Fact]
    public void Utf16IsRefused() =>
        Assert.Equal("encoding", Assert.Throws<MalformedDataException>(() => ReadAll([0xFF, 0xFE, .. Encoding.Unicode.GetBytes("<r/>")])).Field);

    [Fact]
    public void EveryTruncationIsRefused()
    {
        byte[] document = Encoding.UTF8.GetBytes(Sample.TrimEnd());
        Assert.All(Enumerable.Range(0, document.Length), length => Assert.Null(XmlEvents.Ours(document[..length])));
    }

    [Fact]
    public void DamageIsTakenOrRefusedAsSystemXmlDoes()
    {
        Assert.Equal("", string.Join("\n", Damage(Encoding.UTF8.GetBytes(Sample))
            .Where(damaged => XmlEvents.Theirs(damaged) != XmlEvents.Ours(damaged))
            .Select(damaged => $"{(XmlEvents.Ours(damaged) is null ? "refused" : "read")}: {Encoding.Latin1.GetString(damaged)}")));
    }

    [Fact]
    public void HowTheStreamIsCutDoesNotMatter()
    {
        byte[] document = Encoding.UTF8.GetBytes(Sample);
        Assert.Equal(XmlEvents.Ours(document), XmlEvents.Ours(document, stream => new Drip(stream)));
    }

    [Fact]
    public void ALongDocumentKeepsLinesAndOffsets()
    {
        string filler = string.Concat(Enumerable.Repeat("<e a='1234567890'>x</e>\n", 100_000));
        byte[] document = Encoding.UTF8.GetBytes($"<r>\n{filler}  <e>&bad;</e></r>");
        MalformedDataException exception = Assert.Throws<MalformedDataException>(() => ReadAll(document));
        Assert.Equal(new DataPosition(4 + filler.Length + 5, 100_002, 6), exception.Position);
    }

    [Fact]
    public void DeepNestingIsRefusedBeforeItCosts()
    {
        byte[] document = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("<r>", 100_000)));
        Assert.Equal("depth", Assert.Throws<MalformedDataException>(() => ReadAll(document)).Field);
    }

    [Fact]
    public void EndlessTextIsRefusedAtTheLimit()
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        var reader = new Utf8XmlReader(new Endless("<r>"u8.ToArray(), (byte)'x'), "test");
        Assert.Equal("token length", Assert.Throws<MalformedDataException>(() => { while (reader.Read()) { } }).Field);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 5L * Utf8XmlReader.MaxTokenLength);
    }

    [Fact]
    public void RealMetadataReadsAsSystemXmlReadsIt()
    {
        byte[] primary = Fixtures.Gunzip(Checkout.Fixture("repos", "azurelinux2", "gz", "repodata", "primary.xml.gz"));
        Assert.Equal(XmlEvents.Theirs(primary), XmlEvents.Ours(primary));
    }

    private static void ReadAll(byte[] document)
    {
        var reader = new Utf8XmlReader(new MemoryStream(document), "test", XmlEvents.Known);
        while (reader.Read())
        {
        }
    }

    /// <summary>One byte changed, removed or added, at every place behind the XML declaration, of which .NET takes what no specification does.</summary>
    private static IEnumerable<byte[]> Damage(byte[] document)
    {
        for (int i = document.AsSpan().IndexOf("<!--"u8); i < document.Length; i++)
        {
            yield return [.. document[..i], .. document[(i + 1)..]];
            foreach (byte b in "<>&\"' /=!?-]:;x0\t\0"u8.ToArray())
            {
                yield return [.. document[..i], b, .. document[(i + 1)..]];
                yield return [.. document[..i], b, .. document[i..]];
            }
        }
    }

    /// <summary>One byte a read.</summary>
    private sealed class Drip(Stream inner) : ReadOnlyStream
    {
        public override int Read(Span<byte> buffer) => inner.Read(buffer[..Math.Min(1, buffer.Length)]);
    }

    private sealed class Endless(byte[] start, byte filler) : ReadOnlyStream
    {
        private int _position;

        public override int Read(Span<byte> buffer)
        {
            for (int i = 0; i < buffer.Length; i++) buffer[i] = _position < start.Length ? start[_position++] : filler;
            return buffer.Length;
        }
    }
}
