using InitrdComposer.Config;
using Xunit;

namespace InitrdComposer.Tests.Config.Layers;

/// <summary>What options of mkosi.conf do to a recipe (mkosi.1; parse_config_one and parse_ini of mkosi/config.py, mkosi 26).</summary>
public sealed class DropInTests
{
    [Theory]
    [InlineData("[Content]\nPackages=a\n   b # c\n   # d\n   e, f\nPackages=g", "install = [\n  \"systemd\",\n  \"a\",\n  \"b\",\n  \"e\",\n  \"f\",\n  \"g\",\n]")]
    [InlineData("[Content]\nPackages=\nPackages=a", "install = [\n  \"a\",\n]")]
    [InlineData("[Content]\nVolatilePackages=a\nInitrdPackages=b", "install = [\n  \"systemd\",\n  \"a\",\n  \"b\",\n]")]
    [InlineData("[Content]\nRemovePackages=a", "remove = [\n  \"?a\",\n]")]
    [InlineData("[Content]\nRemoveFiles=usr/a, /usr/b", "remove-files = [\n  \"?/usr/a\",\n  \"?/usr/b\",\n]")]
    [InlineData("[Content]\nKernelModules=[ab]*,-c/", "include = [\n  \"[ab]*\",\n  \"-c/\",\n]")]
    [InlineData("[Content]\nKernelInitrdModules=a", "include = [\n  \"a\",\n]")]
    [InlineData("[Content]\nKernelModulesInclude=/ahci.ko\n ^fs/nls/", "include = [\n  \"re:/ahci.ko\",\n  \"re:^fs/nls/\",\n]")]
    [InlineData("[Content]\nKernelModules=a\nKernelModulesExclude=x\nKernelModulesExclude=y", "include = [\n  \"*\",\n  \"?-re:y\",\n  \"?-re:x\",\n  \"a\",\n]")]
    [InlineData("[Content]\nFirmwareFiles=i915/*\nFirmwareExclude=^x", "firmware = [\n  \"?-re:^x\",\n  \"i915/*\",\n]")]
    [InlineData("[Content]\nExtraTrees=tree\n tree:etc/x\n tree:/usr", "[[extra-trees]]\nsource = \"tree\"\ntarget = \"/etc/x\"")]
    [InlineData("[Content]\nKernelCommandLine=quiet   a=b\n c", "cmdline = \"rw quiet a=b c\"")]
    [InlineData("[Content]\nKernelCommandLine=\nKernelCommandLine=a", "cmdline = \"a\"")]
    [InlineData("[Content]\nWithDocs=yes", "documentation = true")]
    [InlineData("[Content]\nWithRecommends=1", "weak-dependencies = true")]
    [InlineData("[Content]\nLocale=de_DE.UTF-8", "locales = [\n  \"de_DE.UTF-8\",\n]")]
    [InlineData("[Content]\nSourceDateEpoch=5\nSourceDateEpoch=", "# source-date-epoch: the newest package's build time")]
    [InlineData("[Output]\nCompressOutput=no", "compression = \"none\"")]
    [InlineData("[Output]\nCompressOutput=xz\nCompressLevel=6", "compression = \"xz\"\nlevel = 6")]
    [InlineData("[Output]\nCompressOutput=xz\nCompressOutput=", "compression = \"zstd\"")]
    [InlineData("[Output]\nOutput=%d-%r-%a-100%%", null)]
    [InlineData("[Output]\nOutput=%d-%r-%a", "name = \"debian-13-x86-64\"")]
    [InlineData("[Distribution]\nRelease=14\n[Content]\nPackages=a", "release = \"14\"")]
    [InlineData("[Config]\nMinimumVersion=99\n[Output]\nFormat=cpio\nManifestFormat=\nSplitArtifacts=\n[Content]\nBootable=no\nMakeInitrd=yes\nCleanPackageMetadata=yes", "name = \"r\"")]
    [InlineData("\uFEFF  [Content]\r\n  Packages=a\r\n    b\r\n", "install = [\n  \"systemd\",\n  \"a\",\n  \"b\",\n]")]
    public void OptionChangesItsSetting(string dropIn, string? shown)
    {
        using var folder = new RecipeFolder();
        folder.Write("mkosi.conf.d/x.conf", dropIn);
        if (shown is null) Assert.Equal("IC-CFG10", folder.Fault().Id);
        else Assert.Contains($"\n{shown}\n", RecipeText.Write(folder.Read()), StringComparison.Ordinal);
    }

    /// <summary>Found by the fuzzer: each element wrote down anew where all before it come from.</summary>
    [Fact]
    public void ALongListIsReadInReasonableSpace()
    {
        using var folder = new RecipeFolder();
        folder.Write("mkosi.conf.d/x.conf", $"[Content]\nPackages=\n{string.Concat(Enumerable.Range(0, 2000).Select(i => $"  a{i}\n"))}");
        long before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Equal(2001, folder.Read().Packages.Install.Length);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 256 << 20);
    }

    [Fact]
    public void FilesAndFoldersComeByName()
    {
        using var folder = new RecipeFolder();
        folder.Write("mkosi.conf.d/10-b.conf", "[Content]\nPackages=b\n").Write("mkosi.conf.d/9-d.conf", "[Content]\nPackages=d\n").Write("mkosi.conf.d/10-B.conf", "[Content]\nPackages=B\n");
        folder.Write("mkosi.conf.d/10-c/mkosi.conf", "[Content]\nPackages=c\nExtraTrees=tree\n").Write("mkosi.conf.d/10-c/mkosi.extra/etc/motd", "x");
        folder.Write("mkosi.conf.d/10-c/mkosi.conf.d/1.conf", "[Content]\nPackages=c1\nExtraTrees=tree\n").Write("mkosi.conf.d/README", "not read");
        Recipe recipe = folder.Read();
        Assert.Equal(["systemd", "B", "b", "c", "c1", "d"], recipe.Packages.Install.Select(spec => spec.Value));
        Assert.Equal(["mkosi.conf.d/10-c/mkosi.extra", "mkosi.conf.d/10-c/tree", "mkosi.conf.d/10-c/tree"], recipe.ExtraTrees.Select(tree => tree.Source.Value));
    }

    [Fact]
    public void MatchOfAFolderIsForAllOfIt()
    {
        using var folder = new RecipeFolder();
        folder.Write("mkosi.conf.d/x/mkosi.conf", "[Match]\nDistribution=fedora\n").Write("mkosi.conf.d/x/mkosi.conf.d/1.conf", "[Content]\nPackages=a\n").Write("mkosi.conf.d/x/mkosi.extra/f", "");
        Recipe recipe = folder.Read();
        Assert.Single(recipe.Packages.Install);
        Assert.Empty(recipe.ExtraTrees);
    }

    [Fact]
    public void RecipeNamesOtherDropInsOrNone()
    {
        using var folder = new RecipeFolder("drop-ins = [\"extra.conf\", \"more\"]\n" + RecipeFolder.Recipe);
        folder.Write("mkosi.conf.d/x.conf", "[Content]\nPackages=x\n").Write("extra.conf", "[Content]\nPackages=a\n").Write("more/1.conf", "[Content]\nPackages=b\n");
        Assert.Equal(["systemd", "a", "b"], folder.Read().Packages.Install.Select(spec => spec.Value));
        folder.Write("r.toml", "drop-ins = []\n" + RecipeFolder.Recipe);
        Assert.Single(folder.Read().Packages.Install);
    }

    [Fact]
    public void ProfilesOfADropInAreSeenByThoseThatFollow()
    {
        using var folder = new RecipeFolder(RecipeFolder.Recipe + "[profiles.p]\npackages.install = [\"p\"]\n");
        folder.Write("mkosi.conf.d/1.conf", "[Config]\nProfiles=p\n").Write("mkosi.conf.d/2.conf", "[Match]\nProfiles=p\n[Content]\nPackages=two\n");
        Assert.Equal(["systemd", "two", "p"], folder.Read().Packages.Install.Select(spec => spec.Value));
    }
}
