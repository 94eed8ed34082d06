using InitrdComposer.Config;
using InitrdComposer.Diagnostics;
using InitrdComposer.Lock;
using InitrdComposer.Tests.Config;
using Xunit;

namespace InitrdComposer.Tests.Lock;

public sealed class ResolutionInputsTests
{
    private const string Text = Recipes.Small + """
        [roles]
        kernel = "kernel-core"
        stub = "systemd-boot"
        [modules]
        include = ["ext4"]
        [uki]
        cmdline = "rw"
        """;

    private static readonly Recipe Recipe = Recipes.Parse(Text);

    [Theory]
    [InlineData("cmdline = \"rw\"", "cmdline = \"ro quiet\"")]
    [InlineData("include = [\"ext4\"]", "include = [\"xfs\"]")]
    [InlineData("[\"systemd\", \"bash\"]", "[\n# sorted\n\"bash\",\n\"systemd\"]")]
    [InlineData("[modules]", "[finalize]\ndocumentation = true\n[modules]")]
    [InlineData("[modules]", "[initrd]\ncompression = \"none\"\n[modules]")]
    public void LockStaysGoodForWhatDoesNotChoosePackages(string from, string to) =>
        Assert.False(LockOf(Recipe).IsStale(Changed(from, to)));

    [Theory]
    [InlineData("\"bash\"", "\"bash\", \"less\"")]
    [InlineData("\"bash\"", "\"bash >= 5\"")]
    [InlineData("../repo", "../repo2")]
    [InlineData("id = \"demo\"", "id = \"demo\"\npriority = 5")]
    [InlineData("id = \"demo\"", "id = \"other\"")]
    [InlineData("kernel-core", "kernel-tiny-core")]
    [InlineData("kernel = \"kernel-core\"", "kernel = \"kernel-core\"\nkernel-modules = [\"kernel-modules\"]")]
    [InlineData("stub = \"systemd-boot\"", "stub = \"systemd-boot-unsigned\"")]
    [InlineData("stub = ", "microcode = [\"amd-ucode\"]\nstub = ")]
    [InlineData("install = ", "exclude = [\"less\"]\ninstall = ")]
    [InlineData("install = ", "weak-dependencies = true\ninstall = ")]
    public void LockIsStaleForWhatDoes(string from, string to)
    {
        Recipe changed = Changed(from, to);
        ComposerException error = Assert.Throws<ComposerException>(() => LockOf(Recipe).RequireCurrent(changed, "small.lock"));
        Assert.Equal(("IC-LCK04", FailureKind.Verification, "small.lock"), (error.Id.ToString(), error.Id.Kind, error.Location.ToString()));
        Assert.Equal("run: initrd-composer lock small.toml", error.Hint);
    }

    [Fact]
    public void ArchitectureIsAnInput() => Assert.True(LockOf(Recipe).IsStale(Recipe with { Architecture = "aarch64" }));

    [Fact]
    public void SpecsCannotRunIntoEachOther()
    {
        Recipe two = Changed("[\"systemd\", \"bash\"]", "['a', 'b']");
        Recipe one = Changed("[\"systemd\", \"bash\"]", "['a\" \"b']");
        Assert.NotEqual(ResolutionInputs.DigestOf(one), ResolutionInputs.DigestOf(two));
    }

    private static LockFile LockOf(Recipe recipe) => Locks.Small with { Inputs = ResolutionInputs.DigestOf(recipe) };

    private static Recipe Changed(string from, string to)
    {
        Assert.Contains(from, Text, StringComparison.Ordinal);
        return Recipes.Parse(Text.Replace(from, to, StringComparison.Ordinal));
    }
}
