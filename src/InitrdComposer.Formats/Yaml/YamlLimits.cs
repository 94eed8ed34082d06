namespace InitrdComposer.Formats.Yaml;

/// <summary>What a stream of documents may ask for.</summary>
/// <param name="MaxBytes">Length of the stream, in UTF-8.</param>
/// <param name="MaxDepth">Collections within each other.</param>
/// <param name="MaxNodes">Nodes of all documents.</param>
public sealed record YamlLimits(int MaxBytes = 32 << 20, int MaxDepth = 64, int MaxNodes = 4_000_000)
{
    public static YamlLimits Default { get; } = new();
}
