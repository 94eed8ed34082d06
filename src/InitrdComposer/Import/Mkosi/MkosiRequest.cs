using System.Collections.Immutable;

namespace InitrdComposer.Import.Mkosi;

/// <summary>What the recipe is for, which a tree for many distributions does not say.</summary>
/// <param name="Distribution">ID= of os-release.</param>
/// <param name="Folder">Of the recipe: its paths start there.</param>
public sealed record MkosiRequest(string Distribution, string Folder)
{
    public string? Release { get; init; }

    /// <summary>Base URLs or folders of packages.</summary>
    public ImmutableArray<string> Repositories { get; init; } = [];

    /// <summary>Profiles that the recipe uses.</summary>
    public ImmutableArray<string> Profiles { get; init; } = [];

    /// <summary>As mkosi's --format=uki.</summary>
    public bool Uki { get; init; }
}
