using InitrdComposer.Config;
using InitrdComposer.Testing;
using Xunit;

namespace InitrdComposer.Tests.Config.Layers;

/// <summary>Defaults, includes, the recipe, drop-ins, profiles, the command line: arrays add up, all else is replaced.</summary>
public sealed class LayerTests
{
    [Fact]
    public void EveryLayerLiesOverThoseBeforeIt()
    {
        using var folder = new RecipeFolder("""
            include = ["common.toml"]
            [packages]
            install = ["of-recipe"]
            [initrd]
            level = 2
            [profiles.p]
            packages.install = ["of-profile"]
            initrd.level = 4
            """);
        folder.Write("common.toml", """
            [[repositories]]
            id = "main"
            baseurl = "repo"
            [packages]
            install = ["of-include"]
            [initrd]
            level = 1
            """);
        folder.Write("mkosi.conf.d/1.conf", "[Content]\nPackages=of-drop-in\n[Output]\nCompressLevel=3\n");
        Recipe recipe = folder.Read(["p"], ["packages.install+=of-command-line", "initrd.level=5"]);
        Assert.Equal(["of-include", "of-recipe", "of-drop-in", "of-profile", "of-command-line"], recipe.Packages.Install.Select(spec => spec.Value));
        Assert.Equal(5, recipe.Initrd.Level);
        Assert.Equal(4, folder.Read(["p"]).Initrd.Level);
        Assert.Equal(3, folder.Read().Initrd.Level);
        Assert.Equal(["common.toml:5", "r.toml:3", "mkosi.conf.d/1.conf:2", "r.toml:7", "command line"], recipe.Packages.Install.Select(spec => LineOf(folder, spec.Location)));
        string shown = folder.Short(RecipeText.Show(recipe));
        Assert.Matches("\"of-drop-in\", +# mkosi.conf.d/1.conf:2\n", shown);
        Assert.Matches("level = 5 +# command line\n", shown);
        Assert.Contains("# made of: common.toml, r.toml, mkosi.conf.d/1.conf, profile p, command line\n", shown, StringComparison.Ordinal);
    }

    [Fact]
    public void CopyForOutputsIsTheSameInEveryFolderAndNeedsNoOtherFile()
    {
        byte[] Text()
        {
            using var folder = new RecipeFolder("include = [\"sub/*.toml\"]\n" + RecipeFolder.Recipe);
            folder.Write("sub/a.toml", "[[extra-trees]]\nsource = \"tree\"\n").Write("mkosi.conf.d/1.conf", "[Content]\nKernelModules=default\n");
            Recipe recipe = folder.Read();
            Assert.Equal("sub/tree", recipe.ExtraTrees[0].Source.Value);
            File.WriteAllText(folder["sub/a.toml"], "broken");
            Assert.Equal(recipe.Text.ToArray(), RecipeReader.Parse(recipe.Text.Span, folder["r.toml"]).Text.ToArray());
            return recipe.Text.ToArray();
        }

        Assert.Equal(Text(), Text());
    }

    [Fact]
    public void FirstLayerThatSpeaksOfAnArrayReplacesItsDefault()
    {
        using var folder = new RecipeFolder();
        Assert.Equal(["C", "de"], folder.Read(settings: ["finalize.locales+=de"]).Finalize.Locales);
        folder.Write("r.toml", RecipeFolder.Recipe + "[finalize]\nlocales = [\"de\"]\n");
        Assert.Equal(["de"], folder.Read().Finalize.Locales);
    }

    [Fact]
    public void KernelIsReplacedAsAWhole()
    {
        using var folder = new RecipeFolder(RecipeFolder.Recipe + "[profiles.rt.roles]\nkernel = [\"linux-rt\", { directory = \"build\" }]\n");
        Assert.Equal(["Package", "Directory"], folder.Read(["rt"]).Roles.Kernels.Select(kernel => kernel.GetType().Name));
        Assert.Equal(2, folder.Read(settings: ["roles.kernel+=linux-rt"]).Roles.Kernels.Length);
    }

    [Fact]
    public void DefaultModulesStandInTheEffectiveRecipeByName()
    {
        using var folder = new RecipeFolder(RecipeFolder.Recipe + "[modules]\ninclude = [\"default\", \"hv_vmbus\"]\n");
        Recipe recipe = folder.Read();
        Assert.Equal("hv_vmbus", recipe.Modules.Include[^1].Value);
        Assert.Equal(["?crypto/", "?-/drivers/crypto/", "?ccp_crypto"], recipe.Modules.Include.Select(pattern => pattern.Value).TakeLast(4).SkipLast(1));
        Assert.Matches("\"\\?virtio_blk\", +# r.toml:14\n", folder.Short(RecipeText.Show(recipe)));
        Assert.DoesNotContain("?brcmutil", recipe.Modules.Include.Select(pattern => pattern.Value));
        Assert.Contains("?brcmutil", folder.Read(settings: ["architecture=aarch64"]).Modules.Include.Select(pattern => pattern.Value));
    }

    /// <summary>As mkosi 27.1 lists them for an initrd that is not asked for any more.</summary>
    [Fact]
    public void DefaultModulesAreMkosis()
    {
        using var folder = new RecipeFolder(RecipeFolder.Recipe + "[modules]\ninclude = [\"default\"]\n");
        string listed = File.ReadLines(Checkout.Fixture("mkosi", "summary.txt")).First(line => line.StartsWith("fedora 42 - cpio KernelModules ", StringComparison.Ordinal));
        Assert.Equal(
            listed.Split(' ')[5..].Order(StringComparer.Ordinal), folder.Read().Modules.Include.Select(pattern => pattern.Value[1..]).Order(StringComparer.Ordinal));
    }

    private static string LineOf(RecipeFolder folder, Diagnostics.SourceLocation location) =>
        folder.Short(location.File) + (location.Position is { Line: int line } ? $":{line}" : "");
}
