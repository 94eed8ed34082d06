using System.Collections.Immutable;

namespace InitrdComposer.Formats.Yaml;

/// <summary>A node of a YAML document. Nothing is said of types: "10" and 10 are the same text.</summary>
/// <param name="Position">Where it begins.</param>
public abstract record YamlNode(DataPosition Position);

/// <summary>A plain or quoted scalar, folded and unescaped; empty where a document has nothing at all.</summary>
/// <param name="IsBlock">A literal or folded block ("|", "&gt;"), whose text is prose.</param>
public sealed record YamlScalar(DataPosition Position, string Text, bool IsBlock = false) : YamlNode(Position);

/// <summary>"- a" or "[a]".</summary>
public sealed record YamlSequence(DataPosition Position, ImmutableArray<YamlNode> Items) : YamlNode(Position);

/// <summary>"a: b" or "{a: b}".</summary>
/// <param name="Entries">No key twice.</param>
public sealed record YamlMapping(DataPosition Position, ImmutableDictionary<string, YamlNode> Entries) : YamlNode(Position)
{
    /// <summary>The value of a key, or null.</summary>
    public YamlNode? Find(string key) => Entries.GetValueOrDefault(key);
}
