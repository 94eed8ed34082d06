namespace InitrdComposer.Resolver.Modularity;

/// <summary>What somebody says of a module: "nodejs:20" enables a stream, "-nodejs" disables all of them.</summary>
/// <param name="Stream">Null: none.</param>
internal sealed record StreamSpec(string Module, string? Stream)
{
    /// <summary>Null when it is neither.</summary>
    public static StreamSpec? TryParse(string text)
    {
        if (text is ['-', _, ..]) return new(text[1..], null);
        int colon = text.IndexOf(':', StringComparison.Ordinal);
        return colon > 0 && colon < text.Length - 1 ? new(text[..colon], text[(colon + 1)..]) : null;
    }
}
