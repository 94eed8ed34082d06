using InitrdComposer.Config;
using InitrdComposer.Testing;
using Xunit;

namespace InitrdComposer.Tests.Config;

public sealed class DemoRecipeTests
{
    private static readonly Recipe Demo = RecipeReader.Read(Path.Combine(Checkout.Root, "configs", "demo.toml"));

    /// <summary>To dnf all libraries that are loaded by dlopen() have to be named; those that the recipe does not name are its policy's to find.</summary>
    [Fact]
    public void ItNamesWhatTheListForDnfNamesButForLibrariesThatProgramsLoad()
    {
        string[] listed = [.. File.ReadLines(Checkout.Fixture("distro", "sets", "initrd.txt")).Where(line => line is not ([] or ['#', ..]))];
        string[] named = [.. Demo.Packages.Install.Select(spec => spec.Value.Split(' ')[0])];
        Assert.Empty(named.Except(listed));
        Assert.All(listed.Except(named), name => Assert.StartsWith("lib", name, StringComparison.Ordinal));
    }

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
