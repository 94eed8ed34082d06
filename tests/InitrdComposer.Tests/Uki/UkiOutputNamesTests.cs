using InitrdComposer.Config;
using InitrdComposer.Diagnostics;
using InitrdComposer.Uki;
using Xunit;

namespace InitrdComposer.Tests.Uki;

public sealed class UkiOutputNamesTests
{
    [Theory]
    [InlineData(UkiLayoutKind.Flat, null, "demo-6.1-rescue.efi", "demo-6.1-rescue.efi.extra.d/a.addon.efi")]
    [InlineData(UkiLayoutKind.Esp, null, "EFI/Linux/demo-rescue-6.1.efi", "EFI/Linux/demo-rescue-6.1.efi.extra.d/a.addon.efi")]
    [InlineData(UkiLayoutKind.Esp, "3-0", "EFI/Linux/demo-rescue-6.1+3-0.efi", "EFI/Linux/demo-rescue-6.1.efi.extra.d/a.addon.efi")]
    [InlineData(UkiLayoutKind.KernelPackage, null, "lib/modules/6.1/demo-rescue.efi", "lib/modules/6.1/demo-rescue.efi.extra.d/a.addon.efi")]
    public void ReleaseVariantAndTriesHaveTheirPlaces(UkiLayoutKind layout, string? tries, string uki, string addon)
    {
        Recipe recipe = Recipe(layout, tries);
        Assert.Equal(uki, UkiOutputNames.Uki(recipe, "demo-6.1-rescue", "6.1", "rescue"));
        Assert.Equal(addon, UkiOutputNames.Addon(recipe, "demo-6.1-rescue", "6.1", "rescue", "a"));
    }

    /// <summary>systemd-boot takes "+3" before ".efi" for tries that are left, and renames the file.</summary>
    [Fact]
    public void AReleaseThatEndsAsACounterIsRefused()
    {
        var error = Assert.Throws<ComposerException>(() => UkiOutputNames.Uki(Recipe(UkiLayoutKind.Esp, null), "demo", "6.1+3", null));
        Assert.Equal("IC-UKI03", error.Id.ToString());
        Assert.Equal("EFI/Linux/demo-6.1+3+5.efi", UkiOutputNames.Uki(Recipe(UkiLayoutKind.Esp, "5"), "demo", "6.1+3", null));
        Assert.Equal("EFI/Linux/demo-6.12+deb13-amd64.efi", UkiOutputNames.Uki(Recipe(UkiLayoutKind.Esp, null), "demo", "6.12+deb13-amd64", null));
    }

    private static Recipe Recipe(UkiLayoutKind layout, string? tries) =>
        new("demo", "demo.toml", "x86_64", null, [], new([], [], WeakDependencies: false), new([], [], null, []), new([], []), new([], [], Documentation: false, [], []), [], [],
            new(InitrdComposer.Formats.Compression.CompressionFormat.Zstd, null), new UkiSettings(default, null) { Layout = layout, Tries = tries });
}
