using InitrdComposer.Diagnostics;
using InitrdComposer.Formats.Toml;

namespace InitrdComposer.Config.Settings;

/// <summary>[profiles.NAME]: settings that apply where the profile is chosen.</summary>
internal sealed class ProfilesSetting() : Setting<Recipe>(
    ProfilesSetting.Name, "Settings that apply where the profile NAME is chosen, by use-profiles or --profile: any of this page but those about layers.")
{
    public const string Name = "profiles";

    public override bool IsRequired => false;

    public override IEnumerable<string> InnerKeys => [];

    public override string Header => "[profiles.NAME]";

    public override string Example => "[profiles.lvm]\npackages.install = [\"lvm2\"]\nmodules.include = [\"dm-snapshot\"]";

    /// <summary>Keeps the tables for later, and checks now, chosen or not, that each could be applied.</summary>
    public override Recipe Read(Recipe owner, TomlEntry entry, string path, SettingSource source)
    {
        if (entry.Value is not TomlTable profiles) throw source.Refuse(RecipeDiagnostics.WrongType, path, entry.Value, "a table", $"write {Header}; profiles are chosen by use-profiles");
        foreach (TomlEntry profile in profiles.Entries)
        {
            if (TextRules.Name.Refusal(profile.Key) is string expected)
            {
                throw new ComposerException(RecipeDiagnostics.Name, $"{path}: got {TomlText.Quote(profile.Key)}, expected {expected}", source.At(profile.KeyPosition));
            }

            if (profile.Value is not TomlTable settings) throw source.Refuse(RecipeDiagnostics.WrongType, $"{path}.{profile.Key}", profile.Value, "a table", $"write {Header}");
            foreach (TomlEntry setting in settings.Entries.Where(setting => setting.Key == "minimum-version" || LayerSettings.Has(setting.Key)))
            {
                throw new ComposerException(RecipeDiagnostics.UnknownKey, $"{path}.{profile.Key}: {setting.Key} cannot depend on a profile", source.At(setting.KeyPosition), $"{setting.Key} belongs above the first [table]");
            }

            var table = new ProfileTable(profile.Key, settings, source);
            Apply(table, Recipe.Blank(owner.Path), new SettingOrigins());
            owner = owner with { Layers = owner.Layers with { Profiles = owner.Layers.Profiles.Add(table) } };
        }

        return owner;
    }

    /// <param name="origins">Those of the recipe that the profile is laid over.</param>
    public static Recipe Apply(ProfileTable profile, Recipe recipe, SettingOrigins origins) =>
        SettingRows.Merge(RecipeSettings.All, recipe, profile.Settings, $"[profiles.{profile.Name}]", "", profile.Source.For(origins));

    public override Recipe Change(Recipe owner, ReadOnlySpan<string> rest, string path, SettingChange change, SettingSource source) =>
        throw new ComposerException(RecipeDiagnostics.Override, "profiles are defined in files only", source.At(default), "choose one with --profile");

    public override Recipe Complete(Recipe owner, string path, SettingOrigins origins, SettingPlace place) => owner;

    public override Recipe ReadDefault(Recipe owner) => owner;

    public override void Show(Recipe owner, string path, IEffectiveSettings text)
    {
        // What of them applies is part of the settings that they set.
    }

    public override void Document(ReferenceText text)
    {
        text.Section(Header, Description, whenUnset: null);
        text.Example(Example);
    }
}
