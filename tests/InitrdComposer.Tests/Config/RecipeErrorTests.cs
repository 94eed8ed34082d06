using InitrdComposer.Config;
using InitrdComposer.Diagnostics;
using Xunit;

namespace InitrdComposer.Tests.Config;

/// <summary>What a wrong recipe is answered with; ids are the bad-input catalogue's.</summary>
public sealed class RecipeErrorTests
{
    [Theory]
    [InlineData("nam = \"x\"", "IC-CFG03", 1, 1, "unknown key nam in the recipe", "did you mean name?")]
    [InlineData("[packages]\nweak_dependencies = true", "IC-CFG03", 2, 1, "unknown key weak_dependencies in [packages]", "did you mean weak-dependencies?")]
    [InlineData("[packages]\nInstall = []", "IC-CFG03", 2, 1, "unknown key Install in [packages]", "did you mean install?")]
    [InlineData("[packages]\ninclude = []", "IC-CFG03", 2, 1, "unknown key include in [packages]", "include belongs into [modules]")]
    [InlineData("[packages]\narchitecture = \"x86_64\"", "IC-CFG03", 2, 1, "unknown key architecture in [packages]", "architecture belongs above the first [table]")]
    [InlineData("[initrd]\nfoo = 1", "IC-CFG03", 2, 1, "unknown key foo in [initrd]", "known here: compression, level")]
    [InlineData("[repositorys]\nid = \"x\"", "IC-CFG03", 1, 2, "unknown key repositorys in the recipe", "did you mean repositories?")]
    [InlineData("name = 3", "IC-CFG20", 1, 8, "name: got 3, expected a string", null)]
    [InlineData("[packages]\ninstall = \"bash\"", "IC-CFG20", 2, 11, "packages.install: got \"bash\", expected an array", "write [\"bash\"]")]
    [InlineData("[packages]\ninstall = [\"a\",\n 1979-05-27]", "IC-CFG20", 3, 2, "packages.install[1]: got a local date, expected a string", null)]
    [InlineData("[packages]\ninstall = [\"a\"]\nweak-dependencies = \"yes\"", "IC-CFG20", 3, 21, "packages.weak-dependencies: got \"yes\", expected true or false", null)]
    [InlineData("packages = []", "IC-CFG20", 1, 12, "packages: got an array, expected a table", "write [packages] on a line of its own")]
    [InlineData("[packages]\nexclude = []", "IC-CFG21", 1, 2, "[packages] has no install", "for example: install = [\"systemd >= 255\", \"bash\", \"/usr/sbin/fsck.ext4\"]")]
    [InlineData("minimum-version = \"99.0\"\nunheard-of = 1", "IC-CFG22", 1, 19, "minimum-version: got \"99.0\", expected at most 0.1.0, which this is", "install a newer InitrdComposer")]
    [InlineData("minimum-version = \"new\"", "IC-CFG22", 1, 19, "minimum-version: got \"new\", expected a version such as \"0.1\" or \"1.2.0-rc.1\"", null)]
    [InlineData("architecture = \"x86-64\"", "IC-CFG26", 1, 16, "architecture: got \"x86-64\", expected x86_64 or aarch64", "did you mean \"x86_64\"?")]
    [InlineData("source-date-epoch = -1", "IC-CFG09", 1, 21, "source-date-epoch: got -1, expected an integer, 0 to 4294967295", null)]
    [InlineData("source-date-epoch = 4294967296", "IC-CFG09", 1, 21, "source-date-epoch: got 4294967296, expected an integer, 0 to 4294967295", null)]
    [InlineData("source-date-epoch = 1.5", "IC-CFG09", 1, 21, "source-date-epoch: got a float, expected an integer, 0 to 4294967295", null)]
    [InlineData("name = \"..\"", "IC-CFG10", 1, 8, "name: got \"..\", expected a name: letters, digits, '.', '_', '-', beginning with a letter or digit, at most 100 of them", null)]
    [InlineData("name = 1\nname = 2", "IC-CFG02", 2, 1, "definition: got name again, expected one definition: the first is at line 1, column 1", null)]
    [InlineData("a = [[[[", "IC-CFG13", 1, 9, "value: got the end of the file, expected a value", null)]
    [InlineData("na\u043Ce = \"x\"", "IC-CFG13", 1, 3, "after key na: got U+043C, expected '='", null)]
    public void FaultIsNamedWithItsPlace(string recipe, string id, int line, int column, string message, string? hint) =>
        AssertFault(recipe, id, line, column, message, hint);

    [Theory]
    [InlineData("[extension]", "IC-CFG27", 1, 3, "repositories: an extension has its base's")]
    [InlineData("[[repositories]]\nid = \"Demo\"\nbaseurl = \"x\"", "IC-CFG10", 8, 1, "repositories: id \"Demo\" is taken: the first is at small.toml:2:1")]
    [InlineData("[[repositories]]\nid = \"x\"\nbaseurl = \"ftp://h/x\"", "IC-CFG25", 9, 11, "repositories.1.baseurl: got \"ftp://h/x\", expected file://, http://, https:// or a path")]
    [InlineData("[[repositories]]\nid = \"x\"\nbaseurl = \"https://me:pw@h/x\"", "IC-CFG25", 9, 11, "repositories.1.baseurl: got \"https://...@h/x\", expected no user and password: recipes and lock files are shared")]
    [InlineData("[[repositories]]\nid = \"x\"", "IC-CFG21", 8, 1, "[[repositories]] has no baseurl")]
    [InlineData("[[repositories]]\nid = \"x\"\nbaseurl = \"y\"\npackages = \"z\"", "IC-CFG27", 10, 1, "[[repositories]] has baseurl and packages")]
    [InlineData("[[repositories]]\nid = \"x\"\ninstalled = \"y\"\npackages = \"z\"", "IC-CFG27", 9, 1, "[[repositories]] has packages and installed")]
    [InlineData("[[repositories]]\nid = \"x\"\npackages = \"y\"\nroot = \"/mnt\"", "IC-CFG27", 10, 1, "repositories.1.root: only installed packages have a root")]
    [InlineData("[roles]\nkernel = { directory = \"linux\" }\nkernel-modules = [\"m\"]", "IC-CFG27", 9, 1, "roles.kernel-modules: packages of modules need a kernel package")]
    [InlineData("[[repositories]]\nid = \"x\"\nbaseurl = \"y\"\npriority = 0", "IC-CFG26", 10, 12, "repositories.1.priority: got 0, expected an integer, 1 to 99")]
    [InlineData("[[extra-trees]]\nsource = \"../../etc\"", "IC-CFG05", 8, 10, "extra-trees.source: got \"../../etc\", expected a path inside the recipe's folder")]
    [InlineData("[[extra-trees]]\nsource = \"/root/.ssh\"", "IC-CFG05", 8, 10, "extra-trees.source: got \"/root/.ssh\", expected a path inside the recipe's folder")]
    [InlineData("[[extra-trees]]\nsource = \"x\"\ntarget = \"usr\"", "IC-CFG23", 9, 10, "extra-trees.0.target: got \"usr\", expected an absolute path of the image, without '..'")]
    [InlineData("[finalize]\nremove-files = [\"/a/../b\"]", "IC-CFG24", 8, 17, "finalize.remove-files[0]: got \"/a/../b\", expected a glob of absolute paths, without '..', with '?' in front at most")]
    [InlineData("[finalize]\nremove-files = [\"/a/[b\"]", "IC-CFG24", 8, 17, "finalize.remove-files[0]: got \"/a/[b\", expected a glob of absolute paths, without '..', with '?' in front at most")]
    [InlineData("[finalize]\npresets = [\"enabel x.service\"]", "IC-CFG26", 8, 12, "finalize.presets[0]: got \"enabel x.service\", expected \"enable UNIT\", \"disable UNIT\" or \"ignore UNIT\"")]
    [InlineData("[modules]\nfirmware = [\"/usr/lib/firmware/x\"]", "IC-CFG24", 8, 13, "modules.firmware[0]: got \"/usr/lib/firmware/x\", expected a glob of paths that begin below /usr/lib/firmware, without '..', with '?', '-' or '?-' in front at most")]
    [InlineData("[modules]\ninclude = [\"ext4\"]", "IC-CFG27", 8, 1, "modules.include: modules need a kernel to come from")]
    [InlineData("[roles]\nkernel = \"k\"\n[uki]\ncmdline = \"rw\"", "IC-CFG27", 10, 1, "uki.cmdline: a UKI needs a stub")]
    [InlineData("[roles]\nkernel = \"k\"\nstub = \"s\"\n[uki]\ncmdline = \"a\\nb\"", "IC-CFG11", 11, 11, "uki.cmdline: got \"a\\nb\", expected one line without control characters")]
    [InlineData("[uki]\ncmdline = \"a\\u0000b\"", "IC-CFG11", 8, 11, "uki.cmdline: got \"a\\u0000b\", expected one line without control characters")]
    [InlineData("[roles]\nkernel = \"k\"\nstub = \"s\"\n[uki]\ncmdline = \"rw\"\npcr-banks = [\"sha384\"]", "IC-CFG27", 12, 1, "uki.pcr-banks: nobody signs policies of PCRs")]
    [InlineData("[roles]\nkernel = \"k\"\nstub = \"s\"\n[uki]\ncmdline = \"rw\"\npcr-key = \"command: \"", "IC-CFG23", 12, 11, "uki.pcr-key: got \"command: \", expected a path, or command: and a program")]
    [InlineData("[[uki.sign]]\nkey = \"k\"\npassphrase = \"environment:X\"", "IC-CFG26", 9, 14, "uki.sign.0.passphrase: got \"environment:X\", expected file:PATH or env:NAME, never the passphrase itself")]
    [InlineData("[[uki.sign]]\ncertificate = \"c\"", "IC-CFG21", 7, 3, "[[uki.sign]] has no key")]
    [InlineData("[initrd]\ncompression = \"none\"\nlevel = 3", "IC-CFG27", 9, 1, "initrd.level: without compression there is no level")]
    [InlineData("[initrd]\ncompression = \"zst\"", "IC-CFG26", 8, 15, "initrd.compression: got \"zst\", expected \"zstd\" or \"xz\" or \"gzip\" or \"lz4\" or \"none\"")]
    public void FaultBelowAGoodBeginningIsNamedWithItsPlace(string end, string id, int line, int column, string message) =>
        AssertFault(Recipes.Small + end, id, line, column, message, null);

    [Theory]
    [InlineData("??x")]
    [InlineData("-?x")]
    [InlineData("--x")]
    [InlineData("")]
    [InlineData("a b")]
    [InlineData("x[1")]
    [InlineData("?")]
    public void ModulePatternThatCannotBeMeantIsRefused(string pattern) => Assert.Equal(
        RecipeDiagnostics.Pattern,
        Assert.Throws<ComposerException>(() => Recipes.Parse(Recipes.Small + $"[roles]\nkernel = \"k\"\n[modules]\ninclude = ['{pattern}']")).Id);

    [Theory]
    [InlineData("raid[0-9]*")]
    [InlineData("-/drivers/crypto/")]
    [InlineData("?snd-*.ko.xz")]
    [InlineData("?-/drivers/crypto/")]
    [InlineData("x[!]]y")]
    [InlineData("fs/nls/nls_*")]
    public void ModulePatternOfMkosiIsTaken(string pattern) => Assert.Equal(
        pattern, Recipes.Parse(Recipes.Small + $"[roles]\nkernel = \"k\"\n[modules]\ninclude = ['{pattern}']").Modules.Include[0].Value);

    [Theory]
    [InlineData("https://example.org/repo/%2Bx")]
    [InlineData("file:///srv/repo")]
    [InlineData("../artifacts/distro/repo")]
    [InlineData("/srv/my repo")]
    public void BaseUrlIsKeptAsWritten(string url) =>
        Assert.Equal(url, Recipes.Parse(Recipes.Small.Replace("../repo", url, StringComparison.Ordinal)).Repositories[0].Place is RepositoryPlace.Metadata { BaseUrl.Value: var written } ? written : null);

    [Fact]
    public void ExtraTreeOfTheHostMayBeAllowed() =>
        Assert.Equal("/etc/x", Recipes.Parse(Recipes.Small + "[[extra-trees]]\nsource = \"/etc/x\"\nallow-host-paths = true").ExtraTrees[0].Source.Value);

    [Fact]
    public void EmptyRecipeSaysWhatItLacksAndHowToWriteIt()
    {
        ComposerException error = Assert.Throws<ComposerException>(() => Recipes.Parse(""));
        Assert.Equal(("IC-CFG21", "the recipe has no [[repositories]]"), (error.Id.ToString(), error.Message));
        Assert.StartsWith("for example: [[repositories]]; id = \"fedora\"; baseurl = ", error.Hint, StringComparison.Ordinal);
    }

    [Fact]
    public void FileNameThatCannotNameOutputsNeedsAName()
    {
        Assert.Equal(RecipeDiagnostics.Name, Assert.Throws<ComposerException>(() => Recipes.Parse(Recipes.Small, "my recipe.toml")).Id);
        Assert.Equal("good", Recipes.Parse("name = \"good\"\n" + Recipes.Small, "my recipe.toml").Name);
    }

    [Fact]
    public void ControlCharactersReachNoTerminal() =>
        Assert.Contains(@"\u001B[2J", Assert.Throws<ComposerException>(() => Recipes.Parse("name = \"\\u001B[2J\"\n" + Recipes.Small)).Message, StringComparison.Ordinal);

    private static void AssertFault(string recipe, string id, int line, int column, string message, string? hint)
    {
        ComposerException error = Assert.Throws<ComposerException>(() => Recipes.Parse(recipe));
        Assert.Equal((id, $"small.toml:{line}:{column}", message), (error.Id.ToString(), error.Location.ToString(), error.Message));
        Assert.Equal(FailureKind.Usage, error.Id.Kind);
        if (hint is not null) Assert.Equal(hint, error.Hint);
    }
}
