using InitrdComposer.Formats;

namespace InitrdComposer.Diagnostics;

/// <summary>A place that a user can open: a file (or URL) and where in it. Written "recipe.toml:3:5" or "a.rpm: offset 0x60".</summary>
public readonly record struct SourceLocation(string File, DataPosition? Position = null)
{
    public override string ToString() => Position switch
    {
        null => File,
        { Line: int line, Column: int column } => $"{File}:{line}:{column}",
        DataPosition position => $"{File}: {position}",
    };
}
