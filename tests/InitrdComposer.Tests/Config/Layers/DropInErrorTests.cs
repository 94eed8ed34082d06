using InitrdComposer.Config;
using Xunit;

namespace InitrdComposer.Tests.Config.Layers;

public sealed class DropInErrorTests
{
    [Theory]
    [InlineData("[Content]\nPackges=x", "IC-CFG03", "2:1", "unknown option Packges= in [Content]", "did you mean Packages=?")]
    [InlineData("[Output]\nPackages=x", "IC-CFG03", "2:1", "unknown option Packages= in [Output]", "Packages= belongs into [Content]")]
    [InlineData("[Contnt]\nPackages=x", "IC-CFG03", "1:1", "unknown section [Contnt]", "did you mean [Content]?")]
    [InlineData("[Match]\nDistribtion=x", "IC-CFG03", "2:1", "unknown condition Distribtion=", "did you mean Distribution=?")]
    [InlineData("[Match]\nSystemdVersion=250", "IC-CFG12", "2:1", "unsupported: the condition SystemdVersion=", "an image does not depend on the machine it is made on")]
    [InlineData("[Match]\nArchitecture=x86_64", "IC-CFG26", "2:1", "got \"x86_64\", expected an architecture as mkosi writes it", "write x86-64")]
    [InlineData("[Match]\nRelease=>trixie", "IC-CFG26", "2:1", "got \">trixie\" for release \"13\", expected versions: code names have no order", null)]
    [InlineData("[Match]\nPathExists=/etc/fstab", "IC-CFG04", "2:1", "got \"/etc/fstab\", expected a path inside the project", null)]
    [InlineData("[Content]\nPostInstallationScripts=x", "IC-CFG12", "2:1", "unsupported: the option PostInstallationScripts=", "No scripts are run: put files into an extra tree, units under presets.")]
    [InlineData("[Content]\nBootable=yes", "IC-CFG12", "2:10", "unsupported: Bootable=yes", "No disk image is made.")]
    [InlineData("[Output]\nFormat=cpio, disk", "IC-CFG12", "2:14", "unsupported: Format=disk", null)]
    [InlineData("[Content]\nPackages=%v", "IC-CFG12", "2:10", "unsupported: the specifier %v", null)]
    [InlineData("[Content]\nKernelModules=a,host", "IC-CFG24", "2:17", "modules.include[0]: got \"host\", expected names of modules: \"host\" stands for what this machine has loaded, and an image does not depend on the machine it is made on", null)]
    [InlineData("[Content]\nKernelModulesInclude=a(?=b)", "IC-CFG24", "2:22", "modules.include[0]: got \"re:a(?=b)\", expected a regular expression behind \"re:\", without looking around or back", null)]
    [InlineData("[Content]\nExtraTrees=../../etc", "IC-CFG05", "2:12", "extra-trees.source: got \"../../etc\", expected a path inside the recipe's folder", null)]
    [InlineData("[Content]\nExtraTrees=$HOME/x", "IC-CFG07", "2:12", "ExtraTrees=: got \"$HOME/x\", expected a path of the project: ~ and $VARIABLE differ from machine to machine", null)]
    [InlineData("[Content]\nSourceDateEpoch=-1", "IC-CFG09", "2:17", "source-date-epoch: got -1, expected an integer, 0 to 4294967295", null)]
    [InlineData("[Output]\nOutput=../x", "IC-CFG10", "2:8", "name: got \"../x\", expected a name: letters, digits, '.', '_', '-', beginning with a letter or digit, at most 100 of them", null)]
    [InlineData("[Output]\nCompressLevel=3\n 4", "IC-CFG20", "3:2", "CompressLevel=: got 2 lines, expected one value", null)]
    [InlineData("Packages=x", "IC-CFG13", "1:1", "section: got Packages=x, expected a [section] above the first assignment", null)]
    [InlineData("[Content]\nPackages", "IC-CFG13", "2:1", "assignment: got Packages, expected '=' behind a name", null)]
    [InlineData("[Content]\nPackages=a\0b", "IC-CFG08", "2:11", "encoding: got U+0000, expected text without control characters", null)]
    [InlineData("[Content]\nP\u0430ckages=a", "IC-CFG03", "2:1", "unknown option P\u0430ckages= in [Content]", "did you mean Packages=?")]
    [InlineData("[Content]\nPackages=a\n[Output]\nCompressOutput=brotli", "IC-CFG26", "4:16", null, null)]
    public void FaultIsNamedWithItsPlace(string dropIn, string id, string place, string? message, string? hint)
    {
        using var folder = new RecipeFolder();
        folder.Write("mkosi.conf.d/x.conf", dropIn);
        (string gotId, string location, string gotMessage, string? gotHint) = folder.Fault();
        Assert.Equal((id, $"mkosi.conf.d/x.conf:{place}", message ?? gotMessage), (gotId, location, gotMessage));
        if (hint is not null) Assert.Equal(hint, gotHint);
    }

    [Fact]
    public void TextThatIsNoUtf8OrTooLongIsRefused()
    {
        using var folder = new RecipeFolder();
        folder.Write("mkosi.conf.d/x.conf", "");
        File.WriteAllBytes(folder["mkosi.conf.d/x.conf"], [.. "[Content]\nPackages="u8, 0xC3, 0x28]);
        Assert.Equal(("IC-CFG08", "mkosi.conf.d/x.conf:2:1"), (folder.Fault().Id, folder.Fault().Location));
        folder.Write("mkosi.conf.d/x.conf", "[Content]\n" + new string('#', 1 << 20));
        Assert.Equal("IC-CFG01", folder.Fault().Id);
        folder.Write("mkosi.conf.d/x.conf", new string('\n', 20_000));
        Assert.Equal("IC-CFG01", folder.Fault().Id);
    }

    [Theory]
    [InlineData("mkosi.postinst")]
    [InlineData("mkosi.build/x")]
    [InlineData("mkosi.profiles/x.conf")]
    public void ScriptsAndOtherFilesOfMkosiAreRefused(string file)
    {
        using var folder = new RecipeFolder();
        folder.Write($"mkosi.conf.d/a/{file}", "");
        (string id, string location, string message, _) = folder.Fault();
        string name = file.Split('/')[0];
        Assert.Equal(("IC-CFG12", $"mkosi.conf.d/a/{name}", $"unsupported: {name} in a drop-in's folder"), (id, location, message));
    }

    [Fact]
    public void DropInsThatAreMissingOrOutsideAreNamedWhereTheRecipeNamesThem()
    {
        using var folder = new RecipeFolder("drop-ins = [\"none.conf\"]\n" + RecipeFolder.Recipe);
        Assert.Equal(("IC-CFG04", "r.toml:1:13", "drop-ins: no file or folder \"none.conf\""), (folder.Fault().Id, folder.Fault().Location, folder.Fault().Message));
        folder.Write("r.toml", "drop-ins = [\"../x\"]\n" + RecipeFolder.Recipe);
        Assert.Equal(("IC-CFG04", "r.toml:1:13"), (folder.Fault().Id, folder.Fault().Location));
        folder.Write("r.toml", RecipeFolder.Recipe).Write("mkosi.conf.d/x.conf", "");
        File.CreateSymbolicLink(folder["mkosi.conf.d/y.conf"], "/etc/hostname");
        Assert.Equal("IC-CFG04", folder.Fault().Id);
    }

    [Fact]
    public void CommandLineOfAKernelNeedsAUki()
    {
        using var folder = new RecipeFolder(RecipeFolder.Recipe[..RecipeFolder.Recipe.IndexOf("[uki]", StringComparison.Ordinal)]);
        folder.Write("mkosi.conf.d/x.conf", "[Content]\nKernelCommandLine=quiet\n");
        Assert.Equal(("IC-CFG27", "mkosi.conf.d/x.conf:2:1", "KernelCommandLine= means nothing: the recipe has no [uki]"), (folder.Fault().Id, folder.Fault().Location, folder.Fault().Message));
        folder.Write("mkosi.conf.d/x.conf", "[Match]\nFormat=uki\n[Content]\nKernelCommandLine=quiet\n");
        Assert.Null(folder.Read().Uki);
    }

    [Fact]
    public void EveryUnsupportedOptionIsAnErrorThatSaysWhatToDo()
    {
        using var folder = new RecipeFolder();
        foreach (var option in InitrdComposer.Config.Layers.DropIns.MkosiOptions.All.OfType<InitrdComposer.Config.Layers.DropIns.UnsupportedOption>())
        {
            folder.Write("mkosi.conf.d/x.conf", $"[{option.Section}]\n{option.Name}=\n");
            (string id, _, string message, string? hint) = folder.Fault();
            Assert.Equal(("IC-CFG12", $"unsupported: the option {option.Name}=", option.Remark), (id, message, hint));
        }
    }
}
