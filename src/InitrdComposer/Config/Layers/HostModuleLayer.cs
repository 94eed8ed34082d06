using System.Collections.Immutable;
using InitrdComposer.Config.Settings;
using InitrdComposer.Formats.Toml;

namespace InitrdComposer.Config.Layers;

/// <summary>The layer of `--host-modules`: modules of a machine, behind those of files.</summary>
internal static class HostModuleLayer
{
    /// <summary>What messages and `show` say instead of a file.</summary>
    public const string Place = "host modules";

    /// <param name="patterns">From <see cref="HostModules"/>.</param>
    public static Recipe LayOver(Recipe recipe, ImmutableArray<string> patterns, SettingOrigins origins) => patterns.IsEmpty
        ? recipe
        : SettingRows.Change(
            RecipeSettings.All, recipe, ["modules", "include"], "the recipe", "", new(ChangeKind.Append, $"[{string.Join(", ", patterns.Select(pattern => TomlText.Quote(pattern)))}]"),
            new SettingSource(Place, origins) { Place = new(Place) });
}
