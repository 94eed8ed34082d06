using System.Collections.Immutable;
using InitrdComposer.Config.Settings;
using InitrdComposer.Diagnostics;
using InitrdComposer.Formats.Toml;

namespace InitrdComposer.Config;

/// <summary>What makes up a recipe besides its own file.</summary>
/// <param name="Include">Files whose settings come before; globs in their names.</param>
/// <param name="DropIns">Files and folders in mkosi's format that come after; null: mkosi.conf.d beside the recipe, if it is there.</param>
/// <param name="UseProfiles">Names of profiles that apply.</param>
/// <param name="Profiles">Those that files define, in order; one name may be there several times.</param>
internal sealed record RecipeLayers(
    ImmutableArray<Located<string>> Include, ImmutableArray<Located<string>>? DropIns, ImmutableArray<Located<string>> UseProfiles, ImmutableArray<ProfileTable> Profiles)
{
    public static RecipeLayers None { get; } = new([], null, [], []);

    /// <summary>What of the drop-ins is left out: files, and options.</summary>
    public ImmutableArray<Located<string>> IgnoredInDropIns { get; init; } = [];

    /// <summary>Patterns of drop-ins may match nothing, as in mkosi.</summary>
    public bool HasOptionalDropInPatterns { get; init; }

    /// <summary>dnf's .repo files, whose repositories follow those of the recipe; globs in their names.</summary>
    public ImmutableArray<Located<string>> RepositoryFiles { get; init; } = [];

    /// <summary>What variables of .repo files stand for.</summary>
    public ImmutableArray<RepositoryVariable> Variables { get; init; } = [];

    /// <summary>In the order they were read: files, "profile NAME", "command line".</summary>
    public ImmutableArray<string> Names { get; init; } = [];

    /// <summary>Of an effective recipe: there is nothing else to read.</summary>
    public static RecipeLayers Consumed(ImmutableArray<string> names) => new([], [], [], []) { Names = names };
}

/// <summary>A [profiles.NAME] of some file.</summary>
/// <param name="Source">The file.</param>
internal sealed record ProfileTable(string Name, TomlTable Settings, SettingSource Source);

/// <param name="Name">Without '$'.</param>
internal sealed record RepositoryVariable(string Name, string Value);
