using InitrdComposer.Config;
using InitrdComposer.Formats.Compression;
using Xunit;

namespace InitrdComposer.Tests.Config.Layers;

/// <summary>--profile and --set.</summary>
public sealed class ChoiceTests
{
    [Fact]
    public void ProfilesOfTheRecipeComeBeforeThoseOfTheCommandLineAndEachOnce()
    {
        using var folder = new RecipeFolder("use-profiles = [\"b\"]\n" + RecipeFolder.Recipe + "[profiles]\na.packages.exclude = [\"a\"]\nb.packages.exclude = [\"b\"]\n");
        Assert.Equal(["b", "a"], folder.Read(["a", "b"]).Packages.Exclude.Select(glob => glob.Value));
    }

    [Fact]
    public void UnknownProfileIsAnErrorWithASuggestion()
    {
        using var folder = new RecipeFolder(RecipeFolder.Recipe + "[profiles.lvm]\n");
        Assert.Equal(("IC-CFG28", "command line", "no profile is called \"lmv\"", "did you mean lvm?"), folder.Fault(["lmv"]));
        folder.Write("r.toml", "use-profiles = [\"network\"]\n" + RecipeFolder.Recipe).Write("mkosi.conf.d/r.conf", "[Match]\nProfiles=|raid\n");
        Assert.Equal(("IC-CFG28", "r.toml:1:17", "no profile is called \"network\"", "there are: raid"), folder.Fault());
        Assert.Equal("IC-CFG28", folder.Fault(["x"]).Id);
    }

    [Theory]
    [InlineData("[profiles.p]\npakages.install = []", "IC-CFG03", "r.toml:14:1", "unknown key pakages in [profiles.p]")]
    [InlineData("[profiles.p]\ninitrd.level = \"x\"", "IC-CFG26", "r.toml:14:16", "initrd.level: got \"x\", expected an integer, 1 to 22")]
    [InlineData("[profiles.p]\nuse-profiles = [\"q\"]", "IC-CFG03", "r.toml:14:1", "profiles.p: use-profiles cannot depend on a profile")]
    [InlineData("[profiles.p.profiles.q]", "IC-CFG03", "r.toml:13:13", "profiles.p: profiles cannot depend on a profile")]
    [InlineData("[profiles]\np = 3", "IC-CFG20", "r.toml:14:5", "profiles.p: got 3, expected a table")]
    [InlineData("[profiles.\"../p\"]", "IC-CFG10", "r.toml:13:11", "profiles: got \"../p\", expected a name: letters, digits, '.', '_', '-', beginning with a letter or digit, at most 100 of them")]
    public void ProfileThatNobodyChoosesIsCheckedAllTheSame(string end, string id, string location, string message)
    {
        using var folder = new RecipeFolder(RecipeFolder.Recipe + end + "\n");
        (string gotId, string gotLocation, string gotMessage, _) = folder.Fault();
        Assert.Equal((id, location, message), (gotId, gotLocation, gotMessage));
    }

    [Theory]
    [InlineData("initrd.level=19", "level = 19")]
    [InlineData("name=12", "name = \"12\"")]
    [InlineData("packages.weak-dependencies=true", "weak-dependencies = true")]
    [InlineData("packages.install=[\"a\", \"b\"]", "install = [\n  \"a\",\n  \"b\",\n]")]
    [InlineData("packages.install=a", "install = [\n  \"a\",\n]")]
    [InlineData("packages.install+=a >= 2", "install = [\n  \"systemd\",\n  \"a >= 2\",\n]")]
    [InlineData("packages.install+=[\"a\", \"b\"]", "install = [\n  \"systemd\",\n  \"a\",\n  \"b\",\n]")]
    [InlineData("packages.exclude+=[ab]*", "exclude = [\n  \"[ab]*\",\n]")]
    [InlineData("uki.cmdline+=quiet rd.x=1", "cmdline = \"rw quiet rd.x=1\"")]
    [InlineData("uki.cmdline-=rw", "cmdline = \"\"")]
    [InlineData("repositories.0.baseurl=https://example.org/x", "baseurl = \"https://example.org/x\"")]
    [InlineData("repositories.0.priority=5", "priority = 5")]
    [InlineData("extra-trees+={ source = \"t\" }", "[[extra-trees]]\nsource = \"t\"\ntarget = \"/\"")]
    [InlineData("roles.kernel={ directory = \"../build\" }", "kernel = { directory = \"../build\" }")]
    [InlineData("source-date-epoch=0", "source-date-epoch = 0")]
    public void SettingTakesWhatItsTypeMakesOfTheText(string setting, string shown)
    {
        using var folder = new RecipeFolder();
        Assert.Contains($"\n{shown}\n", RecipeText.Write(folder.Read(settings: [setting])), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("initrd.level=", "# level: the encoder's own default")]
    [InlineData("initrd.compression=", "compression = \"zstd\" +# default")]
    [InlineData("name=", "name = \"r\" +# default")]
    [InlineData("packages.install=", "install = \\[\\] +# command line")]
    [InlineData("packages.weak-dependencies=", "weak-dependencies = false +# default")]
    [InlineData("uki.cmdline=", "cmdline = \"\" +# command line")]
    [InlineData("uki.sbat=", "# sbat: [^\n]+")]
    [InlineData("uki=", "# \\[uki\\]: [^\n]+")]
    [InlineData("initrd=", "compression = \"zstd\" +# default\n# level: the encoder's own default")]
    [InlineData("variants.0.cmdline=", "# cmdline: [^\n]+")]
    [InlineData("repositories.0.root=", "# root: this machine's files")]
    [InlineData("repositories.0.priority=", "priority = 99 +# default")]
    public void SettingThatIsGivenNothingIsAsIfNoLayerHadSaidIt(string setting, string shown)
    {
        using var folder = new RecipeFolder(
            "name = \"n\"\n" + RecipeFolder.Recipe.Replace("baseurl = \"repo\"", "installed = \"rpm\"\nroot = \"sys\"\npriority = 5", StringComparison.Ordinal)
                .Replace("[packages]", "[packages]\nweak-dependencies = true", StringComparison.Ordinal)
            + "sbat = \"sbat,1\"\n[initrd]\ncompression = \"xz\"\nlevel = 3\n[[variants]]\nname = \"v\"\ncmdline = \"x\"\n");
        Assert.DoesNotMatch($"\n{shown}\n", RecipeText.Show(folder.Read()));
        Assert.Matches($"\n{shown}\n", RecipeText.Show(folder.Read(settings: [setting])));
    }

    [Fact]
    public void WhatARecipeMustHaveCannotBeTakenBack()
    {
        using var folder = new RecipeFolder(RecipeFolder.Recipe + "[[variants]]\nname = \"v\"\n");
        Assert.Empty(folder.Read(settings: ["variants="]).Variants);
        Assert.Equal("the recipe has no [[repositories]]", folder.Fault(settings: ["repositories="]).Message);
        Assert.Equal("the recipe has no [packages]", folder.Fault(settings: ["packages="]).Message);
    }

    [Fact]
    public void LevelThatIsTakenBackLetsTheCompressionGo()
    {
        using var folder = new RecipeFolder(RecipeFolder.Recipe + "[initrd]\nlevel = 3\n");
        Assert.Equal("IC-CFG27", folder.Fault(settings: ["initrd.compression=none"]).Id);
        Assert.Equal(new InitrdSettings(CompressionFormat.None, null), folder.Read(settings: ["initrd.compression=none", "initrd.level="]).Initrd);
    }

    [Fact]
    public void RepositoryThatLosesItsUrlMayBeAnotherKind()
    {
        using var folder = new RecipeFolder();
        Recipe recipe = folder.Read(settings: ["repositories.0.baseurl=", "repositories.0.packages=rpms"]);
        Assert.Equal("rpms", Assert.IsType<RepositoryPlace.Folder>(recipe.Repositories[0].Place).Path.Value);
        Assert.StartsWith("IC-CFG", folder.Fault(settings: ["repositories.0.baseurl="]).Id, StringComparison.Ordinal);
    }

    [Fact]
    public void TakingAwayLeavesTheRestWithItsOrigin()
    {
        using var folder = new RecipeFolder(RecipeFolder.Recipe.Replace("[\"systemd\"]", "[\n \"a\",\n \"b\",\n \"c\"]", StringComparison.Ordinal));
        string shown = folder.Short(RecipeText.Show(folder.Read(settings: ["packages.install-=b"])));
        Assert.Matches("\"a\", +# r.toml:8\n +\"c\", +# r.toml:10\n\\]", shown);
    }

    [Theory]
    [InlineData("initrd.level", "IC-CFG29", "got \"initrd.level\", expected NAME=VALUE, NAME+=VALUE or NAME-=VALUE")]
    [InlineData("=3", "IC-CFG29", "got \"=3\", expected NAME=VALUE, NAME+=VALUE or NAME-=VALUE")]
    [InlineData("a..b=3", "IC-CFG29", "got \"a..b=3\", expected NAME=VALUE, NAME+=VALUE or NAME-=VALUE")]
    [InlineData("initrd.levle=3", "IC-CFG03", "unknown key levle in [initrd]")]
    [InlineData("initrd.level=ninety", "IC-CFG26", "initrd.level: got \"ninety\", expected an integer, 1 to 22")]
    [InlineData("initrd.level+=1", "IC-CFG29", "initrd.level is one value: nothing can be added to it or taken away")]
    [InlineData("initrd.level.x=1", "IC-CFG03", "initrd.level has nothing inside")]
    [InlineData("initrd=1", "IC-CFG29", "initrd is a table: only what is in it can be changed")]
    [InlineData("packages.install-=absent", "IC-CFG29", "packages.install has no \"absent\" that could be taken away")]
    [InlineData("uki.cmdline-=absent", "IC-CFG29", "uki.cmdline has no \"absent\" that could be taken away")]
    [InlineData("uki.cmdline+=a\nb", "IC-CFG11", "uki.cmdline: got \"a\\nb\", expected one line without control characters")]
    [InlineData("repositories.1.baseurl=x", "IC-CFG29", "repositories: got \"1\", expected a number up to 0, counted from 0 as `show` does")]
    [InlineData("repositories.0=x", "IC-CFG29", "repositories.0 is a table: only what is in it can be changed")]
    [InlineData("repositories.0.id=", "IC-CFG29", "repositories.0.id has no default that could hold instead")]
    [InlineData("repositories-=main", "IC-CFG29", "repositories are tables: none of them can be taken away")]
    [InlineData("extra-trees.0.source=x", "IC-CFG29", "extra-trees: got \"0\", expected nothing: there are none")]
    [InlineData("extra-trees+=x", "IC-CFG20", "extra-trees: got \"x\", expected an array of tables")]
    [InlineData("use-profiles+=x", "IC-CFG29", "use-profiles is said in files only: the command line comes after all of them")]
    [InlineData("name=x\n[evil]", "IC-CFG10", "name: got \"x\\n[evil]\", expected a name: letters, digits, '.', '_', '-', beginning with a letter or digit, at most 100 of them")]
    public void SettingThatCannotBeTakenIsAnErrorOfTheCommandLine(string setting, string id, string message)
    {
        using var folder = new RecipeFolder();
        (string gotId, string location, string gotMessage, _) = folder.Fault(settings: [setting]);
        Assert.Equal((id, "command line", message), (gotId, location, gotMessage));
    }
}
