namespace InitrdComposer.Fuzz.Mutation;

/// <summary>What a text is made of.</summary>
internal enum TextForm
{
    /// <summary>It is none.</summary>
    None,
    /// <summary>Lines, of which many are KEY=VALUE or KEY: VALUE.</summary>
    Lines,
    /// <summary>Elements and attributes, and lines.</summary>
    Xml,
}
