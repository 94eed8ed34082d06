using System.Text;
using InitrdComposer.Formats.IO;
using InitrdComposer.Formats.RpmMd;
using InitrdComposer.Testing;
using Xunit;

namespace InitrdComposer.Formats.Tests.RpmMd;

public sealed class FilelistsXmlReaderTests
{
    [Fact]
    public void EveryFileComesWithItsPackage()
    {
        byte[] document = Fixtures.Gunzip(Checkout.Fixture("repos", "azurelinux2", "gz", "repodata", "filelists.xml.gz"));
        var sink = new Collector();
        FilelistsXmlReader.Read(new MemoryStream(document), sink);

        // XDocument is the oracle.
        var xml = System.Xml.Linq.XDocument.Load(new MemoryStream(document));
        System.Xml.Linq.XNamespace ns = "http://linux.duke.edu/metadata/filelists";
        Assert.Equal(
            xml.Root!.Elements(ns + "package").SelectMany(package => package.Elements(ns + "file").Select(file => $"{package.Attribute("pkgid")!.Value} {file.Value}")),
            sink.Lines);
    }

    [Fact]
    public void APackageWithoutPkgidIsRefused()
    {
        const string Document = "<filelists xmlns='http://linux.duke.edu/metadata/filelists'><package name='a'/></filelists>";
        Assert.Equal("package/@pkgid", Assert.Throws<MalformedDataException>(() => FilelistsXmlReader.Read(new MemoryStream(Encoding.UTF8.GetBytes(Document)), new Collector())).Field);
    }

    private sealed class Collector : IFilelistsSink
    {
        private string _pkgid = "";

        public List<string> Lines { get; } = [];

        public void Package(ReadOnlySpan<byte> pkgid, IDataPlace place) => _pkgid = Encoding.UTF8.GetString(pkgid);

        public void File(ReadOnlySpan<byte> path) => Lines.Add($"{_pkgid} {Encoding.UTF8.GetString(path)}");
    }
}
