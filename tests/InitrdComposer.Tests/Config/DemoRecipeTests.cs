using InitrdComposer.Config;
using InitrdComposer.Testing;
using Xunit;

namespace InitrdComposer.Tests.Config;

public sealed class DemoRecipeTests
{
    private static readonly Recipe Demo = RecipeReader.Read(Path.Combine(Checkout.Root, "configs", "demo.toml"));

    /// <summary>So that dnf's closure of the list, which tests compare with, is the closure of the recipe.</summary>
    [Fact]
    public void ItAsksForTheSameAsTheListThatDnfIsGiven() => Assert.Equal(
        File.ReadLines(Checkout.Fixture("distro", "sets", "initrd.txt")).Where(line => line is not ([] or ['#', ..])).Order(StringComparer.Ordinal),
        Demo.Packages.Install.Select(spec => spec.Value.Split(' ')[0]).Order(StringComparer.Ordinal));

    [Fact]
    public void ItUsesEveryStageOfTheLine()
    {
        Assert.Single(Demo.Roles.Kernels);
        Assert.NotNull(Demo.Roles.Stub);
        Assert.NotNull(Demo.Uki);
        Assert.NotEmpty(Demo.Modules.Include);
        Assert.NotEmpty(Demo.Finalize.Presets);
        Assert.NotEmpty(Demo.Finalize.RemoveFiles);
    }

    [Fact]
    public void NoPatternIsThereTwice()
    {
        string[] patterns = [.. Demo.Modules.Include.Select(pattern => pattern.Value.TrimStart('?').Replace('_', '-'))];
        Assert.Equal(patterns.Distinct(), patterns);
    }
}
