using System.Collections.Immutable;

namespace InitrdComposer.Config;

/// <summary>What the command line adds to a recipe.</summary>
/// <param name="Profiles">Names of profiles that apply, after those that the recipe itself chooses.</param>
/// <param name="Settings">"initrd.level=19", "packages.install+=strace", "uki.cmdline-=quiet", "initrd.level=" for its default; they come last.</param>
public sealed record RecipeChoices(ImmutableArray<string> Profiles, ImmutableArray<string> Settings)
{
    public static RecipeChoices None { get; } = new([], []);

    /// <summary>Patterns of a machine's modules, from <see cref="Config.HostModules"/>; settings come behind them.</summary>
    public ImmutableArray<string> HostModules { get; init; } = [];

    /// <summary>What an extension's base is made of: the recipe's own where it does not say, and its profile of that name applies, if it has one.</summary>
    public string? Distribution { get; init; }

    /// <summary>Version or code name of <see cref="Distribution"/>.</summary>
    public string? Release { get; init; }
}
