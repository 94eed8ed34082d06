using InitrdComposer.Config;
using Xunit;

namespace InitrdComposer.Tests.Config.Layers;

/// <summary>Include=, mkosi.profiles/ and what a recipe says to leave out: as ParseContext.parse_config_one and parse_new_includes of mkosi 27.1.</summary>
public sealed class DropInTreeTests
{
    private const string OfTree = "drop-ins = [\"tree\"]\n";

    [Fact]
    public void AnIncludedFileComesWhereItIsNamedAndOnce()
    {
        using RecipeFolder folder = Folder(OfTree);
        folder.Write("tree/mkosi.conf", "[Content]\nPackages=a\n[Include]\nInclude=x.conf, sub\n[Content]\nPackages=b\n[Include]\nInclude=x.conf\n");
        folder.Write("tree/x.conf", "[Content]\nPackages=x\n").Write("tree/sub/mkosi.conf", "[Include]\nInclude=../x.conf\n[Content]\nPackages=s\nExtraTrees=files\n").Write("tree/sub/files/a", "");
        Recipe recipe = folder.Read();
        Assert.Equal(["a", "x", "s", "b"], Added(recipe));
        Assert.Equal(["tree/sub/files"], recipe.ExtraTrees.Select(tree => tree.Source.Value));
    }

    [Fact]
    public void ProfilesOfATreeComeLastAndHaveConditionsOfTheirOwn()
    {
        using RecipeFolder folder = Folder(OfTree);
        folder.Write("tree/mkosi.conf.d/1.conf", "[Content]\nPackages=a\n").Write("tree/mkosi.profiles/one/mkosi.conf.d/1.conf", "[Match]\nDistribution=debian\n[Content]\nPackages=p\n")
            .Write("tree/mkosi.profiles/one/mkosi.extra/x", "").Write("tree/mkosi.profiles/two.conf", "[Match]\nDistribution=fedora\n[Content]\nPackages=q\n");
        Assert.Equal(["a"], Added(folder.Read()));
        Recipe recipe = folder.Read(["two", "one"]);
        Assert.Equal(["a", "p"], Added(recipe));
        Assert.Equal(["tree/mkosi.profiles/one/mkosi.extra"], recipe.ExtraTrees.Select(tree => tree.Source.Value));
        Assert.Equal("IC-CFG28", folder.Fault(["three"]).Id);
    }

    [Fact]
    public void WhatTheRecipeNamesIsLeftOut()
    {
        using RecipeFolder folder = Folder(OfTree + "drop-ins-ignore = [\"tree/mkosi.postinst\", \"tree/mkosi.conf.d/2.conf\", \"Incremental=\", \"Bootable=yes\", \"Packages=b\", \"[X]\", \"Include=mkosi-vm\"]\n");
        folder.Write("tree/mkosi.conf", "[Content]\nPackages=a, b\nBootable=yes\n[Build]\nIncremental=yes\n[X]\ny=1\n[Include]\nInclude=mkosi-vm\n").Write("tree/mkosi.postinst", "").Write("tree/mkosi.conf.d/2.conf", "nonsense");
        Assert.Equal(["a"], Added(folder.Read()));
        folder.Write("tree/mkosi.finalize", "");
        Assert.Equal(("IC-CFG12", "tree/mkosi.finalize"), (folder.Fault().Id, folder.Fault().Location));
    }

    [Fact]
    public void PatternsMayMatchNothingWhereTheRecipeSaysSo()
    {
        using RecipeFolder folder = Folder(OfTree + "drop-ins-optional-patterns = true\n");
        folder.Write("tree/mkosi.conf", "[Content]\nKernelModules=a, ?b, -c\nKernelModulesInclude=d.*\nFirmwareFiles=e\n");
        Recipe recipe = folder.Read();
        Assert.Equal(["?a", "?b", "?-c", "?re:d.*"], recipe.Modules.Include.Select(pattern => pattern.Value));
        Assert.Equal(["?e"], recipe.Modules.Firmware.Select(pattern => pattern.Value));
    }

    [Theory]
    [InlineData("Include=mkosi-initrd", "IC-CFG12", "2:9", "unsupported: Include=mkosi-initrd")]
    [InlineData("Include=none.conf", "IC-CFG04", "2:9", "Include=: no file or folder \"tree/none.conf\"")]
    [InlineData("Include=../../other", "IC-CFG04", "2:9", "got \"../other\", expected a path inside the project")]
    [InlineData("Include=~/x", "IC-CFG07", "2:9", "Include=: got \"~/x\", expected a path of the project: ~ and $VARIABLE differ from machine to machine")]
    public void WhatCannotBeIncludedIsSaidWithItsPlace(string line, string id, string place, string message)
    {
        using RecipeFolder folder = Folder(OfTree);
        folder.Write("tree/mkosi.conf", $"[Include]\n{line}\n");
        (string gotId, string location, string got, _) = folder.Fault();
        Assert.Equal((id, $"tree/mkosi.conf:{place}", message), (gotId, location, got));
    }

    [Fact]
    public void AChainOfIncludesMeetsALimit()
    {
        using RecipeFolder folder = Folder("drop-ins = [\"0.conf\"]\n");
        for (int i = 0; i < 40; i++) folder.Write($"{i}.conf", $"[Include]\nInclude={i + 1}.conf\n");
        folder.Write("40.conf", "");
        Assert.Equal("IC-CFG01", folder.Fault().Id);
    }

    private static RecipeFolder Folder(string head) => new(head + RecipeFolder.Recipe);

    private static IEnumerable<string> Added(Recipe recipe) => recipe.Packages.Install.Select(package => package.Value).Skip(1);
}
