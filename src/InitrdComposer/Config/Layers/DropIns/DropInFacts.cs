using System.Collections.Immutable;
using InitrdComposer.Config.Settings;

namespace InitrdComposer.Config.Layers.DropIns;

/// <summary>
/// What a drop-in may ask of the recipe and name by a specifier: as the layers read so far have it, then the chosen profiles, the command line having the last word.
/// </summary>
/// <param name="Architecture">As mkosi writes it: x86-64, arm64.</param>
internal sealed record DropInFacts(
    string? Distribution, string? Release, string Architecture, ImmutableArray<string> Profiles, ImmutableArray<string> Repositories, bool HasUki)
{
    /// <summary>The settings that overrides may change before drop-ins ask for them.</summary>
    private static readonly ImmutableArray<string> Asked = ["distribution", "release", "architecture"];

    public static DropInFacts Of(Recipe recipe, SettingOrigins origins, ImmutableArray<Override> overrides)
    {
        ImmutableArray<string> profiles = [.. recipe.Layers.UseProfiles.Select(profile => profile.Value).Distinct()];
        IEnumerable<ProfileTable> chosen = profiles.SelectMany(name => recipe.Layers.Profiles.Where(table => table.Name == name));

        // A copy of the origins is not needed: what is changed here is thrown away.
        Recipe seen = chosen.Aggregate(recipe, (current, table) => ProfilesSetting.Apply(table, current, new SettingOrigins()));
        seen = overrides.Where(change => Asked.Contains(change.Keys[0])).Aggregate(seen, (current, change) => change.LayOver(current, new SettingOrigins()));
        return new(
            seen.Distribution, seen.Release, seen.Architecture is "aarch64" ? "arm64" : "x86-64", profiles, [.. seen.Repositories.Select(repository => repository.Id)],
            origins.IsGiven("uki"));
    }
}
