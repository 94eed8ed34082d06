using InitrdComposer.Diagnostics;
using InitrdComposer.Formats.IO;

namespace InitrdComposer.Uki.Forecast;

/// <summary>An image that firmware loads, by the digest that it measures.</summary>
/// <param name="Name">Path on the ESP, or of the file.</param>
/// <param name="Image">See <see cref="Measurable.Image"/>.</param>
public sealed record LoadedImage(string Name, Measurable Image);

/// <summary>A *.addon.efi: an image that brings parts to a UKI. Whatever it brings, firmware measures that it was loaded.</summary>
/// <param name="Image">By path and Authenticode digests.</param>
/// <param name="Name">Its file name.</param>
/// <param name="KernelVersion">Its .uname: the stub takes nothing from it for a UKI with another one; null: fits all.</param>
/// <param name="CommandLine">Its .cmdline, tidied; null: none.</param>
/// <param name="DeviceTree">Its .dtbauto, else its .dtb.</param>
/// <param name="Initrd">Its .initrd.</param>
/// <param name="Microcode">Its .ucode.</param>
public sealed record Addon(
    LoadedImage Image, string Name, string? KernelVersion, string? CommandLine, PositionalSource? DeviceTree, PositionalSource? Initrd, PositionalSource? Microcode)
{
    /// <param name="image">An opened image.</param>
    /// <param name="name">Its file name.</param>
    public static Addon Of(UkiImage image, string name)
    {
        var loaded = new LoadedImage(image.File.Name, Measurable.Image(image.Image));
        if (image.Base.ContentOf(UkiSectionNames.Linux) is not null) return new(loaded, name, null, null, null, null, null); // the stub takes nothing from a UKI
        return new(
            loaded, name, StubText.Of(image.Base.ContentOf(UkiSectionNames.KernelVersion)), StubText.CommandLine(image.Base.ContentOf(UkiSectionNames.CommandLine)),
            image.Base.ContentOf(UkiSectionNames.AutoDeviceTree) ?? image.Base.ContentOf(UkiSectionNames.DeviceTree),
            image.Base.ContentOf(UkiSectionNames.Initrd), image.Base.ContentOf(UkiSectionNames.Microcode));
    }

    /// <summary>Whether the stub of a UKI takes its parts.</summary>
    /// <param name="kernelVersion">The UKI's .uname; null: it has none.</param>
    public bool Fits(string? kernelVersion) => kernelVersion is null || KernelVersion is null || KernelVersion == kernelVersion;
}
