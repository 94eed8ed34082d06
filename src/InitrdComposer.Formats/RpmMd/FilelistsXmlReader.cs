using InitrdComposer.Formats.IO;
using InitrdComposer.Formats.Xml;

namespace InitrdComposer.Formats.RpmMd;

/// <summary>Takes what filelists metadata says; spans are valid during the call.</summary>
public interface IFilelistsSink
{
    /// <param name="pkgid">The package file's checksum in hex, as primary metadata has it.</param>
    /// <param name="place">For errors about this package.</param>
    void Package(ReadOnlySpan<byte> pkgid, IDataPlace place);

    /// <summary>A path of that package: called for every file of a distribution, so a sink filters first.</summary>
    void File(ReadOnlySpan<byte> path);
}

/// <summary>Streams filelists.xml into a sink. Nothing of it is kept: a distribution has fifty million paths.</summary>
public static class FilelistsXmlReader
{
    private const int Filelists = 0;

    /// <exception cref="MalformedDataException">Not well-formed, not filelists, or a package without pkgid.</exception>
    public static void Read(Stream xml, IFilelistsSink sink)
    {
        var reader = new Utf8XmlReader(xml, "filelists", "http://linux.duke.edu/metadata/filelists");
        reader.ReadRoot(Filelists, "filelists"u8);
        while (reader.ReadChild(1))
        {
            if (reader.IsElement(Filelists, "package"u8)) ReadPackage(reader, sink);
            else reader.Skip();
        }

        reader.ReadToEnd();
    }

    private static void ReadPackage(Utf8XmlReader reader, IFilelistsSink sink)
    {
        if (!reader.TryGetAttribute(Utf8XmlReader.NoNamespace, "pkgid"u8, out ReadOnlySpan<byte> pkgid) || pkgid.IsEmpty)
        {
            throw reader.Malformed("package/@pkgid", "none", "the package's checksum");
        }

        sink.Package(pkgid, reader);
        while (reader.ReadChild(2))
        {
            if (reader.IsElement(Filelists, "file"u8)) sink.File(reader.ReadText());
            else reader.Skip();
        }
    }
}
