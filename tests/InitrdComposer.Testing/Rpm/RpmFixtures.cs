using System.Text.Json;

namespace InitrdComposer.Testing.Rpm;

/// <summary>The packages of tests/fixtures/rpms with what rpm says of them.</summary>
public static class RpmFixtures
{
    /// <summary>A row of manifest.tsv, column by name.</summary>
    public static IReadOnlyList<IReadOnlyDictionary<string, string>> Manifest { get; } = ReadManifest();

    /// <summary>The header dump of each package that has a readable one, by file.</summary>
    public static IReadOnlyDictionary<string, JsonElement> Headers { get; } =
        File.ReadLines(Checkout.Fixture("rpms", "headers.jsonl"))
            .Select(line => JsonDocument.Parse(line).RootElement)
            .ToDictionary(header => header.GetProperty("file").GetString()!);

    public static string Path(string file) => Checkout.Fixture(["rpms", .. file.Split('/')]);

    public static byte[] Bytes(string file) => File.ReadAllBytes(Path(file));

    private static List<Dictionary<string, string>> ReadManifest()
    {
        string[] lines = File.ReadAllLines(Checkout.Fixture("rpms", "manifest.tsv"));
        string[] columns = lines[0].TrimStart('#').Split('\t');
        return [.. lines.Skip(1).Select(line => columns.Zip(line.Split('\t')).ToDictionary(cell => cell.First, cell => cell.Second))];
    }
}
