using System.Globalization;
using System.Security;
using System.Text;
using InitrdComposer.Formats;

namespace InitrdComposer.Testing.Rpm;

/// <summary>
/// Repositories kept as text in the manner of libsolv's "testtags" (tests/fixtures/resolver/README.md), written as the metadata that resolvers read.
/// </summary>
public static class TagsRepository
{
    private static readonly (string Tag, string Element)[] Lists =
    [
        ("Prv", "provides"), ("Req", "requires"), ("Con", "conflicts"), ("Obs", "obsoletes"), ("Rec", "recommends"), ("Sug", "suggests"), ("Sup", "supplements"), ("Enh", "enhances"),
    ];

    private static readonly Dictionary<string, string> Flags = new(StringComparer.Ordinal)
    {
        ["="] = "EQ",
        ["<"] = "LT",
        ["<="] = "LE",
        [">"] = "GT",
        [">="] = "GE",
    };

    /// <summary>Writes repodata with primary.xml; the packages themselves do not exist.</summary>
    /// <param name="folder">Gets the folder repodata.</param>
    /// <param name="tags">Lines.</param>
    /// <param name="modules">modules.yaml, or null for none.</param>
    public static void Write(string folder, IEnumerable<string> tags, string? modules = null)
    {
        List<List<string>> blocks = [];
        foreach (string line in tags.Where(line => line.Length > 0))
        {
            if (line.StartsWith("=Pkg:", StringComparison.Ordinal)) blocks.Add([]);
            blocks[^1].Add(line);
        }

        Directory.CreateDirectory(Path.Combine(folder, "repodata"));
        string primary = Path.Combine(folder, "repodata", "primary.xml");
        using (var writer = new StreamWriter(primary))
        {
            writer.Write(string.Create(
                CultureInfo.InvariantCulture,
                $"<metadata xmlns=\"http://linux.duke.edu/metadata/common\" xmlns:rpm=\"http://linux.duke.edu/metadata/rpm\" packages=\"{blocks.Count}\">\n"));
            foreach (List<string> block in blocks) Write(writer, block);
            writer.Write("</metadata>\n");
        }

        if (modules is not null) File.WriteAllText(Path.Combine(folder, "repodata", "modules.yaml"), modules);
        File.WriteAllText(Path.Combine(folder, "repodata", "repomd.xml"), $"""
            <repomd xmlns="http://linux.duke.edu/metadata/repo"><revision>1</revision>
            {Data(folder, "primary", "primary.xml")}
            {(modules is null ? "" : Data(folder, "modules", "modules.yaml"))}
            </repomd>
            """);
    }

    private static string Data(string folder, string type, string file)
    {
        byte[] bytes = File.ReadAllBytes(Path.Combine(folder, "repodata", file));
        return $"<data type=\"{type}\"><checksum type=\"sha256\">{Digest.Sha256Of(bytes).Hex}</checksum><location href=\"repodata/{file}\"/><size>{bytes.Length}</size></data>";
    }

    private static void Write(StreamWriter writer, List<string> block)
    {
        string[] words = block[0]["=Pkg: ".Length..].Split(' ');
        string own = $"{words[1]}-{words[2]}";
        string digest = Digest.Sha256Of(Encoding.UTF8.GetBytes(string.Join('\n', block))).Hex;
        writer.Write($"<package type=\"rpm\"><name>{words[0]}</name><arch>{words[3]}</arch><version {Evr(own)}/><checksum type=\"sha256\" pkgid=\"YES\">{digest}</checksum>");
        writer.Write($"<time file=\"1\" build=\"1\"/><size package=\"1\" installed=\"1\" archive=\"1\"/><location href=\"{words[0]}-{own.Replace(':', '_')}.{words[3]}.rpm\"/><format>");
        foreach ((string tag, string element) in Lists)
        {
            string[] entries = [.. block.Where(line => line.StartsWith($"={tag}: ", StringComparison.Ordinal)).Select(line => line[6..])];
            if (tag == "Prv") entries = [.. entries, $"{words[0]} = {own}"];
            if (entries.Length > 0) writer.Write($"<rpm:{element}>{string.Concat(entries.Select(Entry))}</rpm:{element}>");
        }

        foreach (string line in block.Where(line => line.StartsWith("=Fil: ", StringComparison.Ordinal))) writer.Write($"<file>{SecurityElement.Escape(line[6..])}</file>");
        writer.Write("</format></package>\n");
    }

    private static string Entry(string dependency)
    {
        string[] words = dependency.Split(' ');
        return !dependency.StartsWith('(') && words.Length == 3
            ? $"<rpm:entry name=\"{SecurityElement.Escape(words[0])}\" flags=\"{Flags[words[1]]}\" {Evr(words[2])}/>"
            : $"<rpm:entry name=\"{SecurityElement.Escape(dependency)}\"/>";
    }

    private static string Evr(string evr)
    {
        string[] epoch = evr.Split(':', 2);
        string[] version = epoch[^1].Split('-', 2);
        string release = version.Length == 2 ? $" rel=\"{version[1]}\"" : "";
        return $"epoch=\"{(epoch.Length == 2 ? epoch[0] : "0")}\" ver=\"{version[0]}\"{release}";
    }
}
