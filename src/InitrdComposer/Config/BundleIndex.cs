using System.Collections.Immutable;
using InitrdComposer.Diagnostics;
using InitrdComposer.Files;
using InitrdComposer.Formats;
using InitrdComposer.Formats.Toml;

namespace InitrdComposer.Config;

/// <summary>The index of a bundle: where below it the things are that its recipe names, each as the recipe writes it.</summary>
/// <param name="Recipe">The recipe's file, a path below the bundle as all others.</param>
public sealed record BundleIndex(string Recipe)
{
    /// <summary>By it a folder is known as a bundle.</summary>
    public const string FileName = "bundle.index";

    private const int Schema = 1;

    private static readonly DiagnosticId Malformed = new("BND", 1, FailureKind.Malformed);

    /// <summary>Folders of repositories, by their base URLs.</summary>
    public IReadOnlyDictionary<string, string> Repositories { get; init; } = ImmutableDictionary<string, string>.Empty;

    /// <summary>Of some of these base URLs, what their repomd.xml is.</summary>
    public IReadOnlyDictionary<string, Digest> Repomds { get; init; } = ImmutableDictionary<string, Digest>.Empty;

    /// <summary>Folders of extra trees, by their sources.</summary>
    public IReadOnlyDictionary<string, string> Trees { get; init; } = ImmutableDictionary<string, string>.Empty;

    /// <summary>Files of keys or certificates.</summary>
    public IReadOnlyDictionary<string, string> KeyFiles { get; init; } = ImmutableDictionary<string, string>.Empty;

    /// <summary>Null where the folder is no bundle.</summary>
    /// <exception cref="ComposerException">It has an index that is none, or that cannot be read.</exception>
    public static BundleIndex? Read(Disk disk, string folder)
    {
        string path = Path.Combine(folder, FileName);
        try
        {
            TomlTable index = TomlReader.Read(TomlFile.Read(disk, path, TomlLimits.Default));
            if (index.Find("schema")?.Value is not TomlInteger { Value: Schema }) throw Refuse(path, "schema", $"{Schema}");
            TomlTable[] repositories = Tables(index, "repository", path);
            return new(Inside(String(index, "recipe", path), path))
            {
                Repositories = Kept(repositories, "baseurl", path),
                Repomds = repositories.Where(table => table.Find("repomd") is not null).ToDictionary(table => String(table, "baseurl", path), table => RepomdOf(table, path)),
                Trees = Kept(Tables(index, "tree", path), "source", path),
                KeyFiles = Kept(Tables(index, "key", path), "file", path),
            };
        }
        catch (MalformedDataException cause)
        {
            throw ComposerException.Malformed(Malformed, path, cause);
        }
        catch (ComposerException missing) when (missing.Id == LocalFailure.NotFound)
        {
            return null;
        }
    }

    /// <summary>As the file has it.</summary>
    public string Write() =>
        $"# Where this folder keeps what its recipe names.\nschema = {Schema}\nrecipe = {TomlText.Quote(Recipe)}\n"
        + string.Concat(Repositories.Select(kept => Entry("repository", "baseurl", kept) + (Repomds.TryGetValue(kept.Key, out Digest repomd) ? $"repomd = \"{repomd}\"\n" : "")))
        + string.Concat(Trees.Select(kept => Entry("tree", "source", kept)))
        + string.Concat(KeyFiles.Select(kept => Entry("key", "file", kept)));

    private static string Entry(string table, string key, KeyValuePair<string, string> kept) =>
        $"\n[[{table}]]\n{key} = {TomlText.Quote(kept.Key)}\nhere = {TomlText.Quote(kept.Value)}\n";

    private static TomlTable[] Tables(TomlTable index, string name, string path) => index.Find(name)?.Value switch
    {
        null => [],
        TomlArray array => [.. array.Items.Select(item => item as TomlTable ?? throw Refuse(path, name, "tables"))],
        _ => throw Refuse(path, name, "tables"),
    };

    private static Dictionary<string, string> Kept(TomlTable[] tables, string key, string path)
    {
        var kept = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (TomlTable table in tables)
        {
            string name = String(table, key, path);
            if (!kept.TryAdd(name, Inside(String(table, "here", path), path))) throw Refuse(path, TomlText.Quote(name), "one place");
        }

        return kept;
    }

    private static Digest RepomdOf(TomlTable table, string path) => Digest.TryParse(String(table, "repomd", path), out Digest repomd) ? repomd : throw Refuse(path, "repomd", "a digest");

    private static string String(TomlTable table, string key, string path) => table.Find(key)?.Value is TomlString text ? text.Value : throw Refuse(path, key, "a string");

    /// <summary>A bundle comes from elsewhere: it must not point out of itself.</summary>
    private static string Inside(string here, string path) =>
        here.Length > 0 && here[0] != '/' && !here.Any(char.IsControl) && !here.Split('/').Contains("..") ? here : throw Refuse(path, TomlText.Quote(here), "a path below the bundle");

    private static ComposerException Refuse(string path, string key, string expected) => new(
        Malformed, $"{key}: expected {expected}", new SourceLocation(path), "make the bundle anew: initrd-composer fetch RECIPE --into DIR");
}
