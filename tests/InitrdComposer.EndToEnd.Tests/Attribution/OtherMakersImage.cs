using InitrdComposer.Files;
using InitrdComposer.Images;
using InitrdComposer.Testing;

namespace InitrdComposer.EndToEnd.Tests.Attribution;

/// <summary>An initrd that another maker made of the test distribution's packages (tests/makers/build).</summary>
internal static class OtherMakersImage
{
    /// <param name="maker">"dracut" or "initramfs-tools".</param>
    public static OpenedImage Require(string maker)
    {
        DistroFixture.Require();
        Tool.Require("dracut", "dracut-core");
        Tool.Require("mkinitramfs", "initramfs-tools-core");
        Tool.Require("dnf", "dnf");
        string folder = Tool.Require(Path.Combine(Checkout.Root, "tests", "makers", "build"), "none: it is part of the tests").Run().Trim();
        return ImageReader.Open(Disk.Host, Path.Combine(folder, $"{maker}.initrd"));
    }
}
