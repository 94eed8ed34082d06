using InitrdComposer.Config;
using InitrdComposer.Diagnostics;
using InitrdComposer.Files;
using InitrdComposer.Manifest;

namespace InitrdComposer.Cli.Verbs;

/// <summary>One of the images of an output folder, which its manifest lists: a kernel's, a variant's.</summary>
/// <param name="Name">As manifest.json has it: of its files, before the dot.</param>
/// <param name="Variant">The recipe's variant; null: its own initrd.</param>
/// <param name="UkiFile">Its UKI, by its path in the folder; null: it has none.</param>
internal sealed record OutputImage(string Name, string? Variant, string? UkiFile)
{
    private const string InitrdSuffix = ".initrd";

    /// <summary>No such image, or several and none was chosen.</summary>
    private static readonly DiagnosticId NoSuchImage = new("BOT", 6, FailureKind.Usage);

    /// <summary>Its UKI's name in the folder, whether or not it is there.</summary>
    public string UkiName => UkiFile ?? Name + ".efi";

    /// <summary>Its UKI. Null: it has none, or it is not in the folder.</summary>
    public string? UkiIn(Disk disk, string folder) => FileIn(disk, folder, UkiName, "");

    /// <summary>The file that has its initrd: the initrd, or the UKI, if the recipe told it to be in that alone.</summary>
    /// <param name="missing">What a folder is told that has neither.</param>
    /// <exception cref="ComposerException">The folder has neither.</exception>
    public string InitrdIn(Disk disk, string folder, Func<string, ComposerException> missing) =>
        FileIn(disk, folder, Name, InitrdSuffix) ?? UkiIn(disk, folder) ?? throw missing($"there is neither {Name}{InitrdSuffix} nor {UkiName}");

    /// <summary>Before the dot: all variants boot the same kernel.</summary>
    public string KernelName => Variant is null ? Name : Name[..^(Variant.Length + 1)];

    /// <summary>The image of this name, or the only one.</summary>
    /// <param name="name">Null: there is only one.</param>
    /// <param name="missing">What a folder is told that has no manifest.</param>
    /// <exception cref="ComposerException">The folder is not what a build wrote, has no such image, or has several and none is named.</exception>
    public static OutputImage Choose(Disk disk, string folder, string? name, Func<string, ComposerException> missing)
    {
        WrittenManifest manifest = WrittenManifest.Find(disk, folder) ?? throw missing($"there is no {ImageManifest.FileName}");
        OutputImage[] images = [.. (manifest.Images ?? throw missing("got what `sysext build` writes")).Select(image => new OutputImage(image.Name, image.Variant, image.Uki))];
        if (name is null && images.Length == 1) return images[0];
        string[] names = [.. images.Select(image => image.Name)];
        string listed = string.Join(", ", names);
        if (name is null) throw new ComposerException(NoSuchImage, $"got {names.Length} images, expected one: {listed}", new SourceLocation(folder), "name one of them with --image");
        string? meant = Spelling.Closest(name, names);
        return Array.Find(images, image => image.Name == name) ?? throw new ComposerException(
            NoSuchImage, $"no image is called \"{name}\"; there is: {listed}", new SourceLocation(folder), meant is null ? null : $"did you mean \"{meant}\"?");
    }

    /// <summary>One of its files. Null: it is not in the folder.</summary>
    /// <param name="name"><see cref="Name"/>, <see cref="KernelName"/> or <see cref="UkiName"/>: the manifest's, which lead nowhere else.</param>
    public static string? FileIn(Disk disk, string folder, string name, string suffix)
    {
        string path = Path.Combine(folder, name + suffix);
        return new DiskView(disk).HasFile(path) ? path : null;
    }
}
