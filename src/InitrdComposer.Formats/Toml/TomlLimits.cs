namespace InitrdComposer.Formats.Toml;

/// <summary>What a document may ask for.</summary>
/// <param name="MaxBytes">Length of the document.</param>
/// <param name="MaxDepth">Tables and arrays inside one another, dotted keys counted by their parts: recursion follows this depth.</param>
public sealed record TomlLimits(int MaxBytes = 4 << 20, int MaxDepth = 64)
{
    public static TomlLimits Default { get; } = new();
}
