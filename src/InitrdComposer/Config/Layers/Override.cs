using System.Collections.Immutable;
using InitrdComposer.Config.Settings;
using InitrdComposer.Diagnostics;
using InitrdComposer.Formats.Toml;

namespace InitrdComposer.Config.Layers;

/// <summary>
/// A setting on the command line: "initrd.level=19", "packages.install+=strace", "uki.cmdline-=quiet"; "initrd.level=" takes back what layers said of it, as an
/// empty assignment of a drop-in does.
/// </summary>
/// <param name="Keys">The setting's name, part by part.</param>
internal sealed record Override(ImmutableArray<string> Keys, SettingChange Change)
{
    /// <summary>What messages and `show` say instead of a file.</summary>
    public const string Place = "command line";

    /// <exception cref="ComposerException">There is no '=', or no name in front of it.</exception>
    public static Override Parse(string text)
    {
        int equals = text.IndexOf('=', StringComparison.Ordinal);
        ChangeKind kind = equals <= 0 ? ChangeKind.Replace : text[equals - 1] switch
        {
            '+' => ChangeKind.Append,
            '-' => ChangeKind.Remove,
            _ => ChangeKind.Replace,
        };
        string name = equals < 0 ? "" : text[..(kind == ChangeKind.Replace ? equals : equals - 1)];
        ImmutableArray<string> keys = [.. name.Split('.')];
        if (keys.Any(key => key.Length == 0))
        {
            throw new ComposerException(RecipeDiagnostics.Override, $"got {TomlText.Quote(text)}, expected NAME=VALUE, NAME+=VALUE or NAME-=VALUE", new(Place), "for example: --set initrd.level=19");
        }

        if (LayerSettings.Has(keys[0]))
        {
            throw new ComposerException(RecipeDiagnostics.Override, $"{keys[0]} is said in files only: the command line comes after all of them", new(Place), "profiles are chosen by --profile NAME");
        }

        string value = text[(equals + 1)..];
        return new(keys, kind == ChangeKind.Replace && value.Length == 0 ? new(ChangeKind.Clear) : new(kind, value));
    }

    /// <exception cref="ComposerException">There is no such setting, or it does not take the value.</exception>
    public Recipe LayOver(Recipe recipe, SettingOrigins origins)
    {
        var source = new SettingSource(Place, origins) { Place = new(Place) };
        return SettingRows.Change(RecipeSettings.All, recipe, Keys.AsSpan(), "the recipe", "", Change, source);
    }
}
