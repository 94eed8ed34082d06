using System.IO.Compression;
using System.Xml.Linq;
using InitrdComposer.Formats;
using InitrdComposer.Testing;

namespace InitrdComposer.EndToEnd.Tests.Reproducibility;

/// <summary>The same packages, told of in another way.</summary>
/// <param name="Write">Changes the metadata of the repository in a folder.</param>
internal sealed record RepositoryForm(string Name, Func<string, IDisposable?> Write);

/// <summary>Ways to offer the small product's packages.</summary>
internal static class RepositoryForms
{
    private static readonly XNamespace Repomd = "http://linux.duke.edu/metadata/repo";
    private static readonly string[] Parts = ["primary", "filelists"];

    public static IEnumerable<RepositoryForm> Encodings { get; } =
    [
        new("plain", folder => Encode(folder, "", bytes => bytes)),
        new("gzip", folder => Encode(folder, ".gz", Compressed.Gzip)),
        new("xz", folder => Encode(folder, ".xz", Compressed.Xz)),
        new("zstd", folder => Encode(folder, ".zst", Compressed.Zstd)),
        new("bzip2", folder => Encode(folder, ".bz2", Compressed.Bzip2)),
        new("databases", folder => Keep(folder, type => type.EndsWith("_db", StringComparison.Ordinal))),
    ];

    public static IEnumerable<RepositoryForm> Orders { get; } =
        [new("backwards", folder => Reorder(folder, packages => packages.Reverse())), .. Enumerable.Range(1, 3).Select(seed => new RepositoryForm($"order {seed}", folder => Reorder(folder, packages => Shuffled(packages, seed))))];

    /// <summary>Starts a server of the folder.</summary>
    /// <param name="folder">Its recipe is changed.</param>
    /// <param name="baseUrl">What the recipe says, of the server's URL and one where nobody is.</param>
    public static IDisposable Serve(string folder, Func<string, string, string> baseUrl)
    {
        var server = new FileServer(folder);
        string recipe = Path.Combine(folder, SmallProduct.Recipe);
        File.WriteAllText(recipe, File.ReadAllText(recipe).Replace($"\"{SmallProduct.Repository}\"", baseUrl(server.Url, "http://127.0.0.1:1/repo"), StringComparison.Ordinal));
        return server;
    }

    /// <summary>The same order for the same seed.</summary>
    public static T[] Shuffled<T>(IEnumerable<T> items, int seed) => [.. items.Select((item, i) => (Item: item, Key: Digest.Sha256Of([(byte)seed, (byte)i]).Hex)).OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => pair.Item)];

    private static IDisposable? Encode(string folder, string extension, Func<byte[], byte[]> encode)
    {
        Write(folder, extension, encode, part => part);
        return null;
    }

    private static IDisposable? Reorder(string folder, Func<IEnumerable<XElement>, IEnumerable<XElement>> order)
    {
        Write(folder, ".gz", Compressed.Gzip, part =>
        {
            XElement[] packages = [.. order([.. part.Root!.Elements().Where(element => element.Name.LocalName == "package")])];
            part.Root.ReplaceNodes(packages.Cast<object>().ToArray());
            return part;
        });
        return null;
    }

    private static void Write(string folder, string extension, Func<byte[], byte[]> encode, Func<XDocument, XDocument> change)
    {
        string repodata = Path.Combine(folder, SmallProduct.Repository, "repodata");
        var repomd = new XElement(Repomd + "repomd", new XElement(Repomd + "revision", 1));
        foreach (string part in Parts)
        {
            using var unpacked = new MemoryStream();
            using (var packed = new GZipStream(File.OpenRead(Path.Combine(repodata, $"{part}.xml.gz")), CompressionMode.Decompress)) change(XDocument.Load(packed)).Save(unpacked);
            byte[] open = unpacked.ToArray(), stored = encode(open);
            string file = $"{part}.other.xml{extension}";
            File.WriteAllBytes(Path.Combine(repodata, file), stored);
            repomd.Add(new XElement(
                Repomd + "data", new XAttribute("type", part), Checksum("checksum", stored), Checksum("open-checksum", open), new XElement(Repomd + "location", new XAttribute("href", $"repodata/{file}")),
                new XElement(Repomd + "size", stored.Length), new XElement(Repomd + "open-size", open.Length)));
        }

        new XDocument(repomd).Save(Path.Combine(repodata, "repomd.xml"));
    }

    private static XElement Checksum(string name, byte[] bytes) => new(Repomd + name, new XAttribute("type", "sha256"), Digest.Sha256Of(bytes).Hex);

    private static IDisposable? Keep(string folder, Func<string, bool> isKept)
    {
        string file = Path.Combine(folder, SmallProduct.Repository, "repodata", "repomd.xml");
        var repomd = XDocument.Load(file);
        repomd.Root!.Elements(Repomd + "data").Where(part => !isKept(part.Attribute("type")!.Value)).Remove();
        repomd.Save(file);
        return null;
    }
}
