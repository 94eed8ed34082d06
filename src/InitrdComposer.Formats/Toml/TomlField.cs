namespace InitrdComposer.Formats.Toml;

/// <summary>What <see cref="MalformedDataException.Field"/> says where the fault is no single syntax element.</summary>
public static class TomlField
{
    /// <summary>The bytes are no UTF-8.</summary>
    public const string Encoding = "encoding";

    /// <summary>Longer than <see cref="TomlLimits.MaxBytes"/>.</summary>
    public const string Size = "size";

    /// <summary>Deeper than <see cref="TomlLimits.MaxDepth"/>.</summary>
    public const string Depth = "nesting";

    /// <summary>A key or table that exists already.</summary>
    public const string Definition = "definition";
}
