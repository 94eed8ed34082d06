using InitrdComposer.Formats.Kmod;
using Xunit;

namespace InitrdComposer.Formats.Tests.Kmod;

public sealed class ModuleNameTests
{
    [Theory]
    [InlineData("kernel/drivers/char/hw_random/virtio-rng.ko.xz", "virtio_rng")]
    [InlineData("a-b.ko", "a_b")]
    [InlineData("x", "x")]
    [InlineData("dir-a/b.c.ko", "b")]
    public void TheNameIsTheFilesUpToItsFirstDot(string path, string expected) => Assert.Equal(expected, ModuleName.OfPath(path));

    [Theory]
    [InlineData("a.ko", true)]
    [InlineData("a.ko.zst", true)]
    [InlineData("a.ko.gz", true)]
    [InlineData("a.ko.xz.2", false)]
    [InlineData("a.kox", false)]
    [InlineData("modules.order", false)]
    public void ModulesAreKnownByTheirSuffix(string name, bool expected) =>
        Assert.Equal(expected, ModuleName.IsModuleFile(System.Text.Encoding.ASCII.GetBytes(name)));

    [Theory]
    [InlineData("of:N*T*Ca,b-c", "of:N*T*Ca,b_c")]
    [InlineData("x[a-z]-y", "x[a-z]_y")]
    [InlineData("x[a", null)]
    [InlineData("x]a", null)]
    [InlineData("[a-[b]-c", "[a-[b]_c")]
    public void DashesOfAliasesBecomeUnderscoresOutsideBrackets(string alias, string? expected)
    {
        Assert.Equal(expected is not null, ModuleAlias.TryNormalize(alias, out string? normalized));
        Assert.Equal(expected, normalized);
    }
}
