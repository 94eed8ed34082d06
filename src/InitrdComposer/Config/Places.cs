using InitrdComposer.Diagnostics;
using InitrdComposer.Files;
using InitrdComposer.Formats;
using InitrdComposer.Formats.Toml;

namespace InitrdComposer.Config;

/// <summary>
/// Where the things are that a recipe names: in a bundle, where its index says; else where the recipe says. The recipe and its lock stay as they are,
/// byte for byte, wherever their things are.
/// </summary>
public sealed class Places
{
    /// <summary>The index's file name; by it a folder is known as a bundle.</summary>
    public const string FileName = "bundle.index";

    private const int Schema = 1;

    private static readonly DiagnosticId Malformed = new("BND", 1, FailureKind.Malformed);

    private readonly string _folder;
    private readonly Dictionary<string, string> _repositories;
    private readonly Dictionary<string, string> _trees;
    private readonly Dictionary<string, string> _keyFiles;
    private readonly Dictionary<string, Digest> _repomds;

    private Places(
        string folder, string? recipe, Dictionary<string, string> repositories, Dictionary<string, string> trees, Dictionary<string, string> keyFiles, Dictionary<string, Digest> repomds) =>
        (_folder, Recipe, _repositories, _trees, _keyFiles, _repomds) = (folder, recipe, repositories, trees, keyFiles, repomds);

    /// <summary>The bundle's recipe; null where the folder is no bundle.</summary>
    public string? Recipe { get; }

    /// <param name="disk">Where the folder is.</param>
    /// <param name="folder">The recipe's.</param>
    /// <exception cref="ComposerException">It has an index that is none, or that cannot be read.</exception>
    public static Places Of(Disk disk, string folder)
    {
        string path = Path.Combine(folder, FileName);
        try
        {
            TomlTable index = TomlReader.Read(TomlFile.Read(disk, path, TomlLimits.Default));
            if (index.Find("schema")?.Value is not TomlInteger { Value: Schema }) throw Refuse(path, "schema", $"{Schema}");
            string recipe = Text(index, "recipe", path);
            return new(folder, Path.Combine(folder, Inside(recipe, path)), Table(index, "repository", "baseurl", path), Table(index, "tree", "source", path),
                Table(index, "key", "file", path), Repomds(index, path));
        }
        catch (MalformedDataException cause)
        {
            throw ComposerException.Malformed(Malformed, path, cause);
        }
        catch (ComposerException missing) when (missing.Id == LocalFailure.NotFound)
        {
            return new(folder, null, [], [], [], []);
        }
    }

    /// <summary>The index of a bundle.</summary>
    /// <param name="repositories">A base URL as the recipe writes it, and the path below the bundle.</param>
    /// <param name="trees">An extra tree's source likewise.</param>
    /// <param name="keyFiles">A file of keys or certificates likewise.</param>
    /// <param name="repomds">Of a base URL what its repomd.xml is.</param>
    public static string Text(
        string recipe, IEnumerable<KeyValuePair<string, string>> repositories, IEnumerable<KeyValuePair<string, string>> trees, IEnumerable<KeyValuePair<string, string>> keyFiles,
        IReadOnlyDictionary<string, Digest> repomds)
    {
        string Entry(string table, string key, KeyValuePair<string, string> place) =>
            $"\n[[{table}]]\n{key} = {TomlText.Quote(place.Key)}\nhere = {TomlText.Quote(place.Value)}\n"
            + (table == "repository" && repomds.TryGetValue(place.Key, out Digest repomd) ? $"repomd = \"{repomd}\"\n" : "");

        return $"# Where this folder keeps what its recipe names.\nschema = {Schema}\nrecipe = {TomlText.Quote(recipe)}\n"
            + string.Concat(repositories.Select(place => Entry("repository", "baseurl", place)))
            + string.Concat(trees.Select(place => Entry("tree", "source", place)))
            + string.Concat(keyFiles.Select(place => Entry("key", "file", place)));
    }

    /// <summary>A repository's base URL: a URL, or a path that may start from the recipe's folder.</summary>
    public string Repository(string baseUrl) => _repositories.TryGetValue(baseUrl, out string? here) ? Path.GetFullPath(here, Path.GetFullPath(_folder)) : baseUrl;

    /// <summary>What the repomd.xml of a base URL is, if this is a bundle that knows it; nobody else is asked then.</summary>
    public Digest? RepomdOf(string baseUrl) => _repomds.TryGetValue(baseUrl, out Digest repomd) ? repomd : null;

    /// <summary>A file of keys or certificates, absolute.</summary>
    public string KeyFile(string path) => Path.GetFullPath(_keyFiles.GetValueOrDefault(path, path), Path.GetFullPath(_folder));

    /// <summary>An extra tree's folder, absolute.</summary>
    public string Tree(string source) => Path.GetFullPath(_trees.GetValueOrDefault(source, source), Path.GetFullPath(_folder));

    private static Dictionary<string, string> Table(TomlTable index, string name, string key, string path)
    {
        var places = new Dictionary<string, string>(StringComparer.Ordinal);
        if (index.Find(name)?.Value is not TomlValue value) return places;
        if (value is not TomlArray tables) throw Refuse(path, name, "tables");
        foreach (TomlValue item in tables.Items)
        {
            if (item is not TomlTable table) throw Refuse(path, name, "tables");
            places[Text(table, key, path)] = Inside(Text(table, "here", path), path);
        }

        return places;
    }

    private static Dictionary<string, Digest> Repomds(TomlTable index, string path)
    {
        var repomds = new Dictionary<string, Digest>(StringComparer.Ordinal);
        foreach (TomlTable table in (index.Find("repository")?.Value as TomlArray)?.Items.OfType<TomlTable>() ?? [])
        {
            if (table.Find("repomd") is null) continue;
            repomds[Text(table, "baseurl", path)] = Digest.TryParse(Text(table, "repomd", path), out Digest repomd) ? repomd : throw Refuse(path, "repomd", "a digest");
        }

        return repomds;
    }

    private static string Text(TomlTable table, string key, string path) => table.Find(key)?.Value is TomlString text ? text.Value : throw Refuse(path, key, "a string");

    /// <summary>A bundle comes from elsewhere: it must not point out of itself.</summary>
    private static string Inside(string here, string path) =>
        here.Length > 0 && here[0] != '/' && !here.Any(char.IsControl) && !here.Split('/').Contains("..") ? here : throw Refuse(path, TomlText.Quote(here), "a path below the bundle");

    private static ComposerException Refuse(string path, string key, string expected) => new(
        Malformed, $"{key}: expected {expected}", new SourceLocation(path), "make the bundle anew: initrd-composer fetch RECIPE --into DIR");
}
