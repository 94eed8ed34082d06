using System.Collections.Immutable;
using InitrdComposer.Diagnostics;

namespace InitrdComposer.Config.Settings;

/// <summary>Settings that say what else a recipe is made of.</summary>
internal static class LayerSettings
{
    public const string ProjectRoot = "project-root", UseProfiles = "use-profiles";

    public const string Include = "include";

    public static SettingType<ImmutableArray<Located<string>>> IncludeType { get; } = Paths();

    public static SettingType<string> ProjectRootType { get; } = new TextType(TextRules.ParentFolder);

    public static ImmutableArray<Setting<Recipe>> All { get; } =
    [
        new ValueSetting<Recipe, string>(
            ProjectRoot, ProjectRootType, ".", r => r.ProjectRoot, (r, v) => r with { ProjectRoot = v },
            "The folder that includes, drop-ins and extra trees do not leave: the recipe's own, or one above. Only the recipe itself says it.", "\"..\""),
        new ValueSetting<Recipe, ImmutableArray<Located<string>>>(
            Include, IncludeType, [], r => r.Layers.Include, (r, v) => r with { Layers = r.Layers with { Include = v } },
            "Files with settings that this one builds upon; in the last part of a path *, ? and [...] stand for names, which are taken in ordinal order.", "[\"common.toml\"]")
        { IsAboutLayers = true },
        new ValueSetting<Recipe, ImmutableArray<Located<string>>?>(
            "drop-ins", new OptionalType<ImmutableArray<Located<string>>, ImmutableArray<Located<string>>?>(Paths(), v => v, v => v!.Value), null,
            r => r.Layers.DropIns, (r, v) => r with { Layers = r.Layers with { DropIns = v } },
            "Files, and folders of files, in the format of mkosi.conf (drop-ins.md).", "[\"mkosi.conf.d\"]") { WhenUnset = "mkosi.conf.d beside the recipe, if there is one" },
        new ValueSetting<Recipe, ImmutableArray<Located<string>>>(
            "drop-ins-ignore", new ListType<Located<string>>(new LocatedType<string>(new TextType(TextRules.DropInPart))), [],
            r => r.Layers.IgnoredInDropIns, (r, v) => r with { Layers = r.Layers with { IgnoredInDropIns = v } },
            "What of the drop-ins is left out and would be an error: files by their path, options as \"Option=\", values as \"Option=value\", sections as \"[Section]\".",
            "[\"initrd/mkosi.postinst\", \"Incremental=\"]")
        { IsAboutLayers = true },
        new ValueSetting<Recipe, bool>(
            "drop-ins-optional-patterns", new FlagType(), false,
            r => r.Layers.HasOptionalDropInPatterns, (r, v) => r with { Layers = r.Layers with { HasOptionalDropInPatterns = v } },
            "Patterns of modules and firmware in drop-ins may match nothing, as in mkosi, with \"?\" in front or without.", "true")
        { IsAboutLayers = true },
        new ValueSetting<Recipe, ImmutableArray<Located<string>>>(
            UseProfiles, new ListType<Located<string>>(new LocatedType<string>(new TextType(TextRules.Name))), [],
            r => r.Layers.UseProfiles, (r, v) => r with { Layers = r.Layers with { UseProfiles = v } },
            "Profiles that apply, in this order; --profile adds to them.", "[\"lvm\"]") { IsAboutLayers = true },
        new ValueSetting<Recipe, ImmutableArray<Located<string>>>(
            "repository-files", Paths(), [], r => r.Layers.RepositoryFiles, (r, v) => r with { Layers = r.Layers with { RepositoryFiles = v } },
            "Files as dnf has them in /etc/yum.repos.d: their enabled repositories follow those of [[repositories]]. In the last part of a path *, ? and [...] stand "
            + "for names, which are taken in ordinal order.", "[\"repos/fedora.repo\"]")
        { IsAboutLayers = true, IsAlternative = true },
        new ValueSetting<Recipe, ImmutableArray<RepositoryVariable>>(
            "vars", new VariablesType(), [], r => r.Layers.Variables, (r, v) => r with { Layers = r.Layers with { Variables = v } },
            "What variables of repository files stand for, besides $releasever ($releasever_major, $releasever_minor: release), $basearch and $arch (architecture). "
            + "Those of the machine are not looked at.", "{ stream = \"10-stream\" }")
        { IsAboutLayers = true },
    ];

    /// <summary>Whether files alone say it, outside of profiles.</summary>
    public static bool Has(string key) => key == ProfilesSetting.Name || All.Any(row => row.Key == key);

    private static ListType<Located<string>> Paths() => new(new LocatedType<string>(new TextType(TextRules.HostPath)));
}
