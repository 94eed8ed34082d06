using System.Collections.Immutable;
using InitrdComposer.Diagnostics;
using InitrdComposer.Formats.IO;

namespace InitrdComposer.Uki.Forecast;

/// <summary>The files of an EFI system partition, as boot loader and stub look for them: there, or planned. Names are found whatever their case, as FAT does.</summary>
public abstract class EspFiles
{
    /// <summary>Longest file name that the stub takes.</summary>
    public const int MaxName = 255;

    private readonly Dictionary<string, UkiImage> _images = new(StringComparer.Ordinal);

    /// <summary>Where the boot loader looks for UKIs.</summary>
    public static string UkiFolder => "EFI/Linux";

    /// <summary>Where the stub looks for what belongs to all UKIs: credentials.</summary>
    public static string CredentialFolder => "loader/credentials";

    /// <summary>The same of addons.</summary>
    public static string AddonFolder => "loader/addons";

    /// <summary>The same of extensions, from 258 on.</summary>
    public static string ExtensionFolder => "loader/extensions";

    /// <summary>Regular files in a folder by name, those left out that boot loader and stub do not look at; none where there is no folder.</summary>
    public abstract IEnumerable<string> Files(string folder);

    /// <summary>Opens a file.</summary>
    /// <exception cref="ComposerException">Missing or unreadable.</exception>
    public abstract NamedSource Open(string path);

    /// <summary>Opens an image, once: menus and what is started from them ask for the same.</summary>
    /// <exception cref="ComposerException">Missing, unreadable, or no image that firmware would load.</exception>
    public UkiImage OpenImage(string path)
    {
        if (!_images.TryGetValue(path, out UkiImage? image)) _images.Add(path, image = UkiImage.Open(Open(path)));
        return image;
    }

    /// <summary>The folder of what belongs to one UKI alone.</summary>
    /// <param name="uki">The UKI's path, with its boot counter if it has one: the folder is named without.</param>
    public static string OwnFolder(string uki)
    {
        string folder = Path.GetDirectoryName(uki) is { Length: > 0 } parent ? $"{parent}/" : "";
        return $"{folder}{BootCounter.Of(Path.GetFileName(uki)).Name}.extra.d";
    }

    /// <summary>What lies beside a UKI.</summary>
    /// <param name="uki">The UKI's path, with its boot counter if it has one.</param>
    /// <exception cref="ComposerException">An addon is malformed.</exception>
    public virtual Companions CompanionsOf(string uki) => new(SetOf(AddonFolder, CredentialFolder, ExtensionFolder), OwnCompanionsOf(uki));

    /// <summary>The same without what belongs to all UKIs.</summary>
    /// <inheritdoc cref="CompanionsOf"/>
    public CompanionSet OwnCompanionsOf(string uki) => SetOf(OwnFolder(uki), OwnFolder(uki), OwnFolder(uki));

    /// <summary>Whether boot loader and stub look at a file of this name.</summary>
    public static bool IsSeen(string name) => name[0] != '.' && name.Length <= MaxName && name.All(char.IsAscii);

    private CompanionSet SetOf(string addons, string credentials, string extensions) => new(
        [.. Sorted(addons, ".addon.efi").Select(path => Addon.Of(OpenImage(path), Path.GetFileName(path)))],
        Companions(credentials, ".cred"),
        Companions(extensions, ".raw", ".confext.raw"),
        Companions(extensions, ".confext.raw"));

    private ImmutableArray<CompanionFile> Companions(string folder, string suffix, string? except = null) =>
        [.. Sorted(folder, suffix, except).Select(path => new CompanionFile(Path.GetFileName(path), path, Open(path).Bytes))];

    /// <summary>By UTF-16 units, upper-case before lower-case, as the stub sorts.</summary>
    private IEnumerable<string> Sorted(string folder, string suffix, string? except = null) =>
        Files(folder)
            .Where(path => Has(path, suffix) && (except is null || !Has(path, except)))
            .OrderBy(path => Path.GetFileName(path), StringComparer.Ordinal);

    private static bool Has(string path, string suffix) => path.EndsWith(suffix, StringComparison.OrdinalIgnoreCase);
}
