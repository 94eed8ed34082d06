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

    /// <summary>But that some of the default list, where all may be missing, must be there.</summary>
    [Fact]
    public void NoPatternIsThereTwice()
    {
        string[] patterns = [.. File.ReadLines(Path.Combine(Checkout.Root, "configs", "demo.toml")).SkipWhile(line => line != "[modules]").TakeWhile(line => line != "]")
            .SelectMany(line => line.Split('#')[0].Split('"').Where((_, index) => index % 2 == 1))];
        Assert.Contains("default", patterns);
        Assert.Equal(patterns.Distinct(), patterns);
    }
}
