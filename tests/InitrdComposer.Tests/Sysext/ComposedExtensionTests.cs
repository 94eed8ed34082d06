using System.Collections.Immutable;
using System.Text;
using InitrdComposer.Config;
using InitrdComposer.Diagnostics;
using InitrdComposer.Fetch;
using InitrdComposer.Lock;
using InitrdComposer.Modules;
using InitrdComposer.Root;
using InitrdComposer.Sysext;
using InitrdComposer.Tests.Modules;
using InitrdComposer.Tests.Root;
using InitrdComposer.Tree;
using Xunit;

namespace InitrdComposer.Tests.Sysext;

/// <summary>Extensions of a base with several kernels, and several extensions of one base.</summary>
public sealed class ComposedExtensionTests
{
    private static readonly FakePackage Base = new FakePackage("base").File("/usr/bin/tool", "one");

    private static readonly FakePackage More = new FakePackage("more").File("/usr/bin/more", "two").File("/usr/bin/other", "three");

    [Fact]
    public void WithoutModulesThereIsOneForAllKernels()
    {
        ComposedExtension only = Assert.Single(Compose("", [Surface("6.1"), Surface("6.2")], More));
        Assert.Equal(("more", null), (only.Name, only.Kernel));
    }

    [Fact]
    public void WithModulesThereIsOneForEachKernel() =>
        Assert.Equal(
            [("more-6.1", "6.1"), ("more-6.2", "6.2")],
            Compose("[modules]\ninclude = [\"tiny_user\"]\n", [Surface("6.1"), Surface("6.2")]).Select(extension => (extension.Name, extension.Kernel)));

    [Fact]
    public void AKernelThatNothingIsAddedToGetsNone()
    {
        ImmutableArray<ComposedExtension> all = Compose("[modules]\ninclude = [\"?tiny_user\"]\n", [Surface("6.1"), Surface("6.2", TinyKernel.Catalog.Only(module => module.Name != "tiny_user"))]);
        Assert.Equal([("more-6.1", "6.1")], all.Select(extension => (extension.Name, extension.Kernel)));
    }

    [Fact]
    public void AFileThatOneKernelsInitrdHasAlreadyMakesThemDifferent()
    {
        ExtensionSurface has = Surface("6.1");
        has = has with { Tree = has.Tree.With(RootBuilder.FromHeaders([More.Header], []).Where(node => node.Path == RootPath.Of("/usr/bin/other"))) };
        ImmutableArray<ComposedExtension> all = Compose("", [has, Surface("6.2")], More);
        Assert.Equal(["more-6.1", "more-6.2"], all.Select(extension => extension.Name));
        Assert.Equal([false, true], all.Select(extension => extension.Tree.Files.Contains(RootPath.Of("/usr/bin/other"))));
    }

    [Fact]
    public void AnExtensionThatAddsNothingIsRefused()
    {
        var error = Assert.Throws<ComposerException>(() => Compose("", [Surface("6.1"), Surface("6.2")], new FakePackage("more").File("/usr/bin/tool", "one").File("/etc/x", "y")));
        Assert.Equal(("IC-SXT03", 2), (error.Id.ToString(), (int)error.Id.Kind));
    }

    [Fact]
    public void ARemovalThatMatchesOnlyTheBaseMatchesNothing()
    {
        var error = Assert.Throws<ComposerException>(() => Compose("[finalize]\nremove-files = [\"/usr/bin/tool\"]\n", [Surface("6.1")], More));
        Assert.Contains("matches no file", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ARemovedPackageIsNotThere()
    {
        ComposedExtension only = Assert.Single(Compose("[packages]\nremove = [\"less\"]\n", [Surface("6.1")], More, new FakePackage("less").File("/usr/bin/less", "x")));
        Assert.Equal(["more"], only.Headers.Select(header => header.Nevra.Name));
        Assert.False(only.Tree.Files.Contains(RootPath.Of("/usr/bin/less")));
    }

    [Fact]
    public void APathOfARemovedPackageOfTheBaseIsTheExtensions()
    {
        ExtensionSurface without = Surface("6.1") with { Tree = RootTree.Empty, Headers = [] };
        Assert.True(Assert.Single(Compose("", [without], new FakePackage("more").File("/usr/bin/tool", "one"))).Tree.Files.Contains(RootPath.Of("/usr/bin/tool")));
    }

    [Fact]
    public void DifferentFilesOfTwoExtensionsAreRefusedWithBothNames()
    {
        var error = Assert.Throws<ComposerException>(() => ComposedExtension.RequireApart([Composed("one", "a"), Composed("two", "a"), Composed("three", "b")]));
        Assert.Equal("/usr/bin/more: different content: one has it from p-1.0-1.x86_64, three from p-1.0-1.x86_64", error.Message);
    }

    [Fact]
    public void ExtensionsOfDifferentKernelsAreNeverMergedTogether() =>
        ComposedExtension.RequireApart([Composed("one", "a") with { Kernel = "6.1" }, Composed("one", "b") with { Kernel = "6.2" }]);

    private static ComposedExtension Composed(string name, string content) =>
        Assert.Single(Compose("", [Surface("6.1")], new FakePackage("p").File("/usr/bin/more", content))) with { Name = name };

    private static ImmutableArray<ComposedExtension> Compose(string recipe, ImmutableArray<ExtensionSurface> surfaces, params FakePackage[] packages)
    {
        var read = RecipeReader.Parse(Encoding.UTF8.GetBytes($"{recipe}[extension]\n"), "more.toml");
        using var input = new ExtensionInput(read, LockDocument.Of(new LockFile([], "x86_64", 0, [], [])), [], null);
        return ComposedExtension.AllOf(input, surfaces, [.. packages.Select(package => package.Header)]);
    }

    private static ExtensionSurface Surface(string kernel, ModuleCatalog? catalog = null) => new(
        RootBuilder.FromHeaders([Base.Header], []), [Base.Header], (catalog ?? TinyKernel.Catalog) with { KernelVersion = kernel }, ModuleStorage.AsPackaged, ModuleIndex.Kernel);
}
