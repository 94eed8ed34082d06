using System.Collections.Immutable;

namespace InitrdComposer.Import;

/// <summary>A recipe made of another program's configuration, and what became of each thing in that.</summary>
/// <param name="Text">TOML, with comments that say where values come from.</param>
/// <param name="Findings">In the order of the configuration.</param>
public sealed record ImportedRecipe(string Text, ImmutableArray<ImportFinding> Findings)
{
    /// <summary>Files that were read, in their order.</summary>
    public ImmutableArray<string> Files { get; init; } = [];

    public IEnumerable<ImportFinding> Losses => Findings.Where(finding => finding.IsLoss);
}
