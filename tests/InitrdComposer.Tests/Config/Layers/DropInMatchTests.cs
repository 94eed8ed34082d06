using Xunit;

namespace InitrdComposer.Tests.Config.Layers;

/// <summary>When a drop-in applies to a recipe of debian 13, x86_64, with [uki], profile "p" and repository "main" (mkosi.1, "[Match] Section").</summary>
public sealed class DropInMatchTests
{
    [Theory]
    [InlineData("", true)]
    [InlineData("[Match]\nDistribution=debian", true)]
    [InlineData("[Match]\nDistribution=fedora", false)]
    [InlineData("[Match]\nDistribution=!fedora", true)]
    [InlineData("[Match]\nDistribution=debian\nRelease=12", false)]
    [InlineData("[Match]\nDistribution=|fedora\nDistribution=|debian", true)]
    [InlineData("[Match]\nDistribution=|fedora\nDistribution=|ubuntu", false)]
    [InlineData("[Match]\nDistribution=|!debian\nDistribution=|!fedora", true)]
    [InlineData("[Match]\nDistribution=|fedora\nDistribution=|debian\nRelease=12", false)]
    [InlineData("[Match]\nDistribution=debian\n[Match]\nRelease=12", false)]
    [InlineData("[Match]\nDistribution=|debian\nDistribution=|fedora\n[Match]\nRelease=|12\nRelease=|13", true)]
    [InlineData("[Match]\nDistribution=|debian\n[Match]\nRelease=|12", false)]
    [InlineData("[TriggerMatch]\nDistribution=debian\nRelease=12\n[TriggerMatch]\nDistribution=fedora", false)]
    [InlineData("[TriggerMatch]\nDistribution=debian\nRelease=13\n[TriggerMatch]\nDistribution=fedora", true)]
    [InlineData("[TriggerMatch]\nDistribution=fedora\n[TriggerMatch]\nDistribution=debian\nRelease=!12\nRelease=!11", true)]
    [InlineData("[TriggerMatch]\nRelease=|11\nRelease=|13\nDistribution=fedora", false)]
    [InlineData("[Match]\nArchitecture=x86-64\n[TriggerMatch]\nDistribution=debian", true)]
    [InlineData("[Match]\nArchitecture=arm64\n[TriggerMatch]\nDistribution=debian", false)]
    [InlineData("[Match]\nArchitecture=uefi", true)]
    [InlineData("[Match]\nRelease=>=13", true)]
    [InlineData("[Match]\nRelease=<13", false)]
    [InlineData("[Match]\nRelease=>9", true)]
    [InlineData("[Match]\nRelease=!==12", true)]
    [InlineData("[Match]\nRelease=%r", true)]
    [InlineData("[Match]\nProfiles=p", true)]
    [InlineData("[Match]\nProfiles=q", false)]
    [InlineData("[Match]\nRepositories=main", true)]
    [InlineData("[Match]\nRepositories=epel", false)]
    [InlineData("[Match]\nFormat=uki", true)]
    [InlineData("[Match]\nFormat=cpio", false)]
    [InlineData("[Match]\nPathExists=r.toml", true)]
    [InlineData("[Match]\nPathExists=!none", true)]
    public void DropInApplies(string match, bool applies)
    {
        using var folder = new RecipeFolder();
        folder.Write("mkosi.conf.d/0.conf", "[Match]\nProfiles=p\n").Write("mkosi.conf.d/x.conf", match + "\n[Content]\nPackages=hit\n");
        Assert.Equal(applies, folder.Read(["p"]).Packages.Install.Length == 2);
    }

    [Fact]
    public void CommandLineHasTheLastWordAlsoHere()
    {
        using var folder = new RecipeFolder();
        folder.Write("mkosi.conf.d/x.conf", "[Match]\nDistribution=fedora\nRelease=42\nArchitecture=arm64\n[Content]\nPackages=hit\n");
        Assert.Equal("hit", folder.Read(settings: ["distribution=fedora", "release=42", "architecture=aarch64"]).Packages.Install[^1].Value);
    }

    [Fact]
    public void AssertionThatDoesNotHoldIsAnErrorWhereItStands()
    {
        using var folder = new RecipeFolder();
        folder.Write("mkosi.conf.d/x.conf", "[Match]\nDistribution=fedora\n[Assert]\nRelease=12\n");
        folder.Read();
        folder.Write("mkosi.conf.d/x.conf", "[TriggerAssert]\nRelease=13\n[TriggerAssert]\nRelease=14\n[Assert]\nRelease=12\n");
        Assert.Equal(("IC-CFG30", "mkosi.conf.d/x.conf:5:1", "[Assert] does not hold", null), folder.Fault());
    }
}
