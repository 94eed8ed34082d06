namespace InitrdComposer.Formats.Compression;

/// <summary>The levels of an encoder, all of which the kernel unpacks.</summary>
/// <param name="Default">What the format's own tool takes.</param>
public readonly record struct CompressionLevels(int Minimum, int Default, int Maximum)
{
    public bool Contains(int level) => level >= Minimum && level <= Maximum;

    public override string ToString() => $"{Minimum} to {Maximum}";
}
