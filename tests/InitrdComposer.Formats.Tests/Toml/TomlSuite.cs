using System.Formats.Tar;
using System.IO.Compression;
using System.Text;
using InitrdComposer.Testing;

namespace InitrdComposer.Formats.Tests.Toml;

/// <summary>The cases of toml-test for TOML 1.0.0; see tests/fixtures/toml/README.md.</summary>
internal static class TomlSuite
{
    private static readonly Dictionary<string, byte[]> Files = Unpack();

    /// <summary>Names of the list that begin with a prefix and are documents.</summary>
    public static IEnumerable<string> Documents(string prefix) => Encoding.UTF8.GetString(Files["files-toml-1.0.0"]).Split('\n')
        .Where(name => name.StartsWith(prefix, StringComparison.Ordinal) && name.EndsWith(".toml", StringComparison.Ordinal));

    public static byte[] Content(string name) => Files[name];

    private static Dictionary<string, byte[]> Unpack()
    {
        using FileStream file = File.OpenRead(Checkout.Fixture("toml", "toml-test-1.0.0.tar.gz"));
        using var gzip = new GZipStream(file, CompressionMode.Decompress);
        using var tar = new TarReader(gzip);
        var files = new Dictionary<string, byte[]>(StringComparer.Ordinal);
        while (tar.GetNextEntry() is TarEntry entry)
        {
            if (entry.EntryType is TarEntryType.Directory) continue;
            using var content = new MemoryStream();
            entry.DataStream?.CopyTo(content);
            files.Add(entry.Name, content.ToArray());
        }

        return files;
    }
}
