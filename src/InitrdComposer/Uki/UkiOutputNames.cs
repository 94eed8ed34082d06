using System.Text.RegularExpressions;
using InitrdComposer.Config;
using InitrdComposer.Diagnostics;

namespace InitrdComposer.Uki;

/// <summary>Where a recipe's UKIs and addons stand below the output folder.</summary>
public static partial class UkiOutputNames
{
    private const string AddonFolder = ".extra.d";
    private const int Milliseconds = 1000;

    private static readonly DiagnosticId ReadAsCounter = new("UKI", 3, FailureKind.Usage);

    /// <param name="recipe">Its [uki] says which layout.</param>
    /// <param name="name">Of the image's files, before the dot: unique in the build.</param>
    /// <param name="version">Kernel release.</param>
    /// <param name="variant">Of the recipe; null: its own initrd.</param>
    /// <exception cref="ComposerException">The boot loader would take a part of the name for something else.</exception>
    public static string Uki(Recipe recipe, string name, string version, string? variant)
    {
        string path = WithoutCounter(recipe, name, version, variant);
        if (recipe.Uki!.Layout != UkiLayoutKind.Esp) return path + ".efi";
        if (recipe.Uki.Tries is string tries) return $"{path}+{tries}.efi";
        return Counter().IsMatch(path)
            ? throw new ComposerException(
                ReadAsCounter, $"{Path.GetFileName(path)}.efi: its end would be read as a boot counter", recipe.Uki.CommandLine.Location, "set uki.tries, or another layout")
            : path + ".efi";
    }

    /// <summary>An addon: in the folder that the stub looks into, whose name has no counter.</summary>
    /// <inheritdoc cref="Uki"/>
    public static string Addon(Recipe recipe, string name, string version, string? variant, string addon) =>
        $"{WithoutCounter(recipe, name, version, variant)}.efi{AddonFolder}/{addon}.addon.efi";

    private static string WithoutCounter(Recipe recipe, string name, string version, string? variant)
    {
        string own = recipe.Name + (variant is null ? "" : $"-{variant}");
        return recipe.Uki!.Layout switch
        {
            UkiLayoutKind.Flat => name,

            // UAPI.1: entries of one system that tie in version are sorted by their names, so that the release comes last.
            UkiLayoutKind.Esp => $"EFI/Linux/{own}-{version}",
            UkiLayoutKind.KernelPackage => $"lib/modules/{version}/{own}",
            _ => throw new ArgumentOutOfRangeException(nameof(recipe), recipe.Uki.Layout, null),
        };
    }

    [GeneratedRegex(@"\+[0-9]+(-[0-9]+)?\z", RegexOptions.ExplicitCapture, Milliseconds)]
    private static partial Regex Counter();
}
