using InitrdComposer.Config;
using InitrdComposer.Diagnostics;
using InitrdComposer.Files;
using InitrdComposer.Formats.Compression;
using InitrdComposer.Testing;
using Xunit;

namespace InitrdComposer.Tests.Config;

public sealed class RecipeReaderTests
{
    [Fact]
    public void SmallRecipeHasItsDefaults()
    {
        Recipe recipe = Recipes.Parse(Recipes.Small);
        Assert.Equal(("small", "x86_64", null, null), (recipe.Name, recipe.Architecture, recipe.SourceDateEpoch, recipe.MinimumVersion));
        Assert.Equal(["demo"], recipe.Repositories.Select(repository => repository.Id));
        Assert.Equal(("../repo", 99), (BaseUrlOf(recipe).Value, recipe.Repositories[0].Priority));
        Assert.Equal(["systemd", "bash"], recipe.Packages.Install.Select(spec => spec.Value));
        Assert.False(recipe.Packages.WeakDependencies);
        Assert.Empty(recipe.Roles.Kernels);
        Assert.Equal(["C"], recipe.Finalize.Locales);
        Assert.Equal(new InitrdSettings(CompressionFormat.Zstd, null), recipe.Initrd);
        Assert.Null(recipe.Uki);
        Assert.Empty(recipe.ExtraTrees);
    }

    [Fact]
    public void EverySettingOfTheReferenceIsTaken()
    {
        Recipe recipe = Recipes.ParseExample();
        Assert.Equal(("virt", 1_767_225_600, "0.1"), (recipe.Name, recipe.SourceDateEpoch, recipe.MinimumVersion!.OriginalVersion));
        Assert.Equal(10, recipe.Repositories[0].Priority);
        Assert.Equal(["*-debuginfo", "shadow-utils"], recipe.Packages.Exclude.Select(glob => glob.Value));
        Assert.Equal("kernel-core", Assert.IsType<KernelSource.Package>(Assert.Single(recipe.Roles.Kernels)).Spec.Value);
        Assert.Equal(["kernel-modules-core", "kernel-modules"], recipe.Roles.KernelModules.Select(spec => spec.Value));
        Assert.Equal("systemd-boot-unsigned", recipe.Roles.Stub?.Value);
        Assert.Equal(["microcode_ctl", "amd-ucode-firmware"], recipe.Roles.Microcode.Select(spec => spec.Value));
        Assert.Equal(["virtio_*", "/drivers/nvme/", "-nvme-fcloop", "?vmd", "dm-snapshot"], recipe.Modules.Include.Select(pattern => pattern.Value));
        Assert.Equal(["i915/*", "-i915/*_huc_*"], recipe.Modules.Firmware.Select(glob => glob.Value));
        Assert.Equal(["enable systemd-sysext.service"], recipe.Finalize.Presets.Select(line => line.Value));
        Assert.Equal(["/usr/share/bash-completion", "?/usr/lib/**/*.a"], recipe.Finalize.RemoveFiles.Select(glob => glob.Value));
        Assert.Equal(["C", "de"], recipe.Finalize.Locales);
        Assert.Equal(["glibc*"], recipe.Finalize.IgnoreScriptlets.Select(glob => glob.Value));
        Assert.Equal(("trees/rescue", "/usr/lib", false), (recipe.ExtraTrees[0].Source.Value, recipe.ExtraTrees[0].Target, recipe.ExtraTrees[0].AllowHostPaths));
        Assert.Equal(new InitrdSettings(CompressionFormat.Zstd, 3), recipe.Initrd);
        Assert.Equal("root=LABEL=root rw console=ttyS0", recipe.Uki!.CommandLine.Value);
        Assert.StartsWith("uki.example,1,", recipe.Uki.Sbat, StringComparison.Ordinal);
    }

    [Fact]
    public void EveryElementKeepsItsOwnLine()
    {
        Recipe recipe = Recipes.Parse("""
            [[repositories]]
            id = "demo"
            baseurl = "../repo"
            [packages]
            install = [
              "systemd",  # init
              # a comment of its own
              "bash", "kmod",
            ]
            """);
        Assert.Equal(
            ["small.toml:6:3", "small.toml:8:3", "small.toml:8:11"],
            recipe.Packages.Install.Select(spec => spec.Location.ToString()));
    }

    [Fact]
    public void FileIsReadWithItsPathInLocations()
    {
        using var folder = new TempFolder();
        File.WriteAllText(folder["my.recipe.toml"], Recipes.Small);
        Recipe recipe = RecipeReader.Read(folder["my.recipe.toml"]);
        Assert.Equal("my.recipe", recipe.Name);
        Assert.Equal(folder["my.recipe.toml"], BaseUrlOf(recipe).Location.File);
    }

    [Fact]
    public void MissingFileIsNamed()
    {
        using var folder = new TempFolder();
        ComposerException error = Assert.Throws<ComposerException>(() => RecipeReader.Read(folder["none.toml"]));
        Assert.Equal((LocalFailure.NotFound, folder["none.toml"]), (error.Id, error.Location.ToString()));
    }

    [Theory]
    [InlineData("/tmp")]
    [InlineData("/dev/zero")]
    public void OnlyARegularFileIsRead(string path) => Assert.Equal(LocalFailure.WrongKind, Assert.Throws<ComposerException>(() => RecipeReader.Read(path)).Id);

    [Fact]
    public void FileAboveTheLimitIsNotRead()
    {
        using var folder = new TempFolder();
        using (FileStream file = File.Create(folder["big.toml"])) file.SetLength(50 << 20);
        Assert.Equal("IC-CFG01", Assert.Throws<ComposerException>(() => RecipeReader.Read(folder["big.toml"])).Id.ToString());
    }

    [Fact]
    public void ByteOrderMarkAndCarriageReturnsAreAccepted() =>
        Assert.Equal(2, Recipes.Parse("\uFEFF" + Recipes.Small.Replace("\n", "\r\n", StringComparison.Ordinal)).Packages.Install.Length);

    [Fact]
    public void RepositoryMayBeAFolderOfPackages()
    {
        Recipe recipe = Recipes.Parse(Recipes.Small.Replace("baseurl = \"../repo\"", "packages = \"rpms\"", StringComparison.Ordinal));
        Assert.Equal("rpms", Assert.IsType<RepositoryPlace.Folder>(recipe.Repositories[0].Place).Path.Value);
    }

    [Theory]
    [InlineData("", "/")]
    [InlineData("root = \"/mnt\"", "/mnt")]
    public void RepositoryMayBeWhatIsInstalled(string line, string root)
    {
        Recipe recipe = Recipes.Parse(Recipes.Small.Replace("baseurl = \"../repo\"", $"installed = \"/usr/lib/sysimage/rpm\"\n{line}", StringComparison.Ordinal));
        RepositoryPlace.Installed place = Assert.IsType<RepositoryPlace.Installed>(recipe.Repositories[0].Place);
        Assert.Equal(("/usr/lib/sysimage/rpm", root), (place.Database.Value, place.Root));
        Assert.Contains($"installed = \"/usr/lib/sysimage/rpm\"", RecipeText.Show(recipe), StringComparison.Ordinal);
    }

    private static Located<string> BaseUrlOf(Recipe recipe) => Assert.IsType<RepositoryPlace.Metadata>(recipe.Repositories[0].Place).BaseUrl;
}
