using InitrdComposer.Config;
using InitrdComposer.Diagnostics;
using InitrdComposer.Testing;
using InitrdComposer.Tree;
using Xunit;

namespace InitrdComposer.Tests.Config;

/// <summary>Recipes of extensions, which a base completes.</summary>
public sealed class ExtensionRecipeTests
{
    public static TheoryData<string> Shipped => [.. Directory.EnumerateFiles(Path.Combine(Checkout.Root, "sysext"), "*.toml").Select(path => Path.GetFileName(path)!)];

    [Fact]
    public void NothingNeedsToBeSaid()
    {
        ExtensionSettings settings = Recipes.Parse("[extension]\n").Extension!;
        Assert.Equal((ExtensionKind.Sysext, ExtensionFormat.Ddi, 128), (settings.Kind, settings.Format, settings.BlockSize));
        Assert.Equal(["initrd"], settings.Scope);
        Assert.Null(settings.VerityKey);
    }

    [Theory]
    [InlineData("[extension]\n[roles]\nkernel = \"k\"", "roles: an extension has its base's")]
    [InlineData("[extension]\n[uki]\ncmdline = \"x\"", "uki: an extension has its base's")]
    [InlineData("architecture = \"x86_64\"\n[extension]", "architecture: an extension has its base's")]
    [InlineData("[extension]\n[modules]\nstorage = \"uncompressed\"", "modules.storage: an extension has its base's")]
    [InlineData("[extension]\n[finalize]\npresets = [\"enable x.service\"]", "finalize.presets: only an initrd as a whole can have it")]
    [InlineData("[extension]\nscope = []", "extension.scope: an extension that goes nowhere")]
    [InlineData("[extension]\nblock-size = 100", "extension.block-size: got 100, expected a power of two")]
    [InlineData("[extension]\ncompression = \"gzip\"\nlevel = 19", "extension.level: got 19, expected 1 to 9 for gzip")]
    [InlineData("[extension]\nverity-certificate = \"x.crt\"", "extension.verity-certificate: nobody signs the root hash")]
    [InlineData("[extension]\nformat = \"squashfs\"\nverity-key = \"x.key\"", "extension.verity-key: only a disk image has a place for the signature")]
    public void AContradictionIsRefused(string text, string message)
    {
        ComposerException refused = Assert.Throws<ComposerException>(() => Recipes.Parse(text));
        Assert.Equal(("IC-CFG27", message), (refused.Id.ToString(), refused.Message));
    }

    [Theory]
    [MemberData(nameof(Shipped))]
    public void AShippedRecipeIsOneForEachDistribution(string name)
    {
        string path = Path.Combine(Checkout.Root, "sysext", name);
        foreach (string distribution in (string[])["debian", "fedora", "centos", "opensuse"])
        {
            Recipe recipe = RecipeReader.Read(path, RecipeChoices.None with { Distribution = distribution });
            Assert.Equal(Path.GetFileNameWithoutExtension(name), recipe.Name);
            Assert.NotNull(recipe.Extension);
            Assert.True(recipe.Packages.Install.Length + recipe.Modules.Include.Length > 0);
            Assert.Equal(distribution, recipe.Distribution);
        }
    }

    [Fact]
    public void TheProfileOfTheBasesDistributionApplies()
    {
        const string Text = "[extension]\n[profiles.debian.packages]\ninstall = [\"nfs-common\"]\n[profiles.fedora.packages]\ninstall = [\"nfs-utils\"]\n";
        string[] Installed(RecipeChoices choices) => [.. RecipeReader.Parse(System.Text.Encoding.UTF8.GetBytes(Text), "nfs.toml", choices).Packages.Install.Select(spec => spec.Value)];
        Assert.Equal(["nfs-utils"], Installed(RecipeChoices.None with { Distribution = "fedora" }));
        Assert.Empty(Installed(RecipeChoices.None with { Distribution = "arch" }));
        Assert.Empty(Installed(RecipeChoices.None));
    }
}
