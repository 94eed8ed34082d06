using System.Collections.Immutable;
using System.Globalization;
using InitrdComposer.Formats.Yaml;

namespace InitrdComposer.Formats.RpmMd;

/// <summary>Reads modules.yaml. Documents of other kinds (translations, obsoletes, modulemd-packager) say nothing of which packages are seen, and are passed over.</summary>
public static class ModuleMetadataReader
{
    private const string Format = "modules";

    /// <exception cref="MalformedDataException">No YAML of the kind that <see cref="YamlReader"/> reads, or a document without what it must have.</exception>
    public static ModuleMetadata Read(Stream yaml)
    {
        var builds = ImmutableArray.CreateBuilder<ModuleBuild>();
        var defaults = ImmutableArray.CreateBuilder<ModuleDefault>();
        foreach (YamlNode node in YamlReader.Read(yaml, Format))
        {
            var document = Mapping(node, "document");
            string kind = Text(document, "document");
            if (kind == "modulemd") builds.Add(ReadBuild(DataOf(document, kind, version: 2)));
            else if (kind == "modulemd-defaults") defaults.Add(ReadDefault(DataOf(document, kind, version: 1)));
        }

        return new(builds.DrainToImmutable(), defaults.DrainToImmutable());
    }

    private static YamlMapping DataOf(YamlMapping document, string kind, ulong version)
    {
        ulong got = Number(document, "version");
        if (got != version) throw Malformed(document.Find("version")!, "version", $"{got}", $"{version} of {kind}");
        return Mapping(document.Find("data") ?? throw Malformed(document, "data", "none", "a mapping"), "data");
    }

    private static ModuleBuild ReadBuild(YamlMapping data)
    {
        string name = Text(data, "name");
        string stream = Text(data, "stream");
        YamlMapping? artifacts = data.Find("artifacts") is YamlNode node && !IsNothing(node) ? Mapping(node, "data/artifacts") : null;
        return new(
            name, stream, Number(data, "version"), Text(data, "context", isOptional: true), Text(data, "arch", isOptional: true),
            [.. Items(data.Find("dependencies"), "data/dependencies").Select(ReadRequires)],
            [.. Items(artifacts?.Find("rpms"), "data/artifacts/rpms").Select(rpm => Text(rpm, "data/artifacts/rpms"))]);
    }

    private static ModuleRequires ReadRequires(YamlNode dependency)
    {
        const string Field = "data/dependencies/requires";
        YamlNode? requires = Mapping(dependency, "data/dependencies").Find("requires");
        if (requires is null || IsNothing(requires)) return new(ImmutableSortedDictionary<string, ImmutableArray<string>>.Empty);
        return new(Mapping(requires, Field).Entries.ToImmutableSortedDictionary(
            entry => entry.Key,
            entry => Items(entry.Value, Field).Select(stream => Text(stream, Field)).ToImmutableArray(),
            StringComparer.Ordinal));
    }

    private static ModuleDefault ReadDefault(YamlMapping data)
    {
        string stream = Text(data, "stream", isOptional: true);
        return new(Text(data, "module"), stream.Length > 0 ? stream : null, data.Find("modified") is null ? 0 : Number(data, "modified"));
    }

    private static ImmutableArray<YamlNode> Items(YamlNode? node, string field) => node switch
    {
        null => [],
        YamlSequence sequence => sequence.Items,
        _ when IsNothing(node) => [],
        _ => throw Malformed(node, field, KindOf(node), "a sequence"),
    };

    private static YamlMapping Mapping(YamlNode node, string field) => node as YamlMapping ?? throw Malformed(node, field, KindOf(node), "a mapping");

    private static string Text(YamlMapping mapping, string key, bool isOptional = false) => mapping.Find(key) is YamlNode node
        ? Text(node, key, isOptional)
        : isOptional ? "" : throw Malformed(mapping, key, "none", "a scalar");

    private static string Text(YamlNode node, string field, bool isOptional = false) => node is YamlScalar { IsBlock: false, Text: var text } && (text.Length > 0 || isOptional)
        ? text
        : throw Malformed(node, field, KindOf(node), "a scalar");

    private static ulong Number(YamlMapping mapping, string key)
    {
        string text = Text(mapping, key);
        return ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out ulong number)
            ? number
            : throw Malformed(mapping.Find(key)!, key, $"\"{Printable.Escape(text)}\"", "a number of 64 bits");
    }

    private static bool IsNothing(YamlNode node) => node is YamlScalar { IsBlock: false, Text: "" or "~" or "null" };

    private static string KindOf(YamlNode node) => node switch
    {
        YamlMapping => "a mapping",
        YamlSequence => "a sequence",
        YamlScalar { IsBlock: true } => "a block scalar",
        _ when IsNothing(node) => "nothing",
        _ => "a scalar",
    };

    private static MalformedDataException Malformed(YamlNode node, string field, string got, string expected) => new(Format, node.Position, field, got, expected);
}
