namespace InitrdComposer.Formats.Ini;

/// <summary>What a file may ask for.</summary>
/// <param name="MaxBytes">Length of the file.</param>
/// <param name="MaxLines">Lines of it.</param>
public sealed record IniLimits(int MaxBytes = 1 << 20, int MaxLines = 20_000)
{
    public static IniLimits Default { get; } = new();
}
