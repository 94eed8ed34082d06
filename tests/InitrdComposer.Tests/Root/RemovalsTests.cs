using System.Collections.Immutable;
using InitrdComposer.Config;
using InitrdComposer.Diagnostics;
using InitrdComposer.Fetch;
using InitrdComposer.Root;
using InitrdComposer.Tree;
using Xunit;
using static InitrdComposer.Tests.Tree.Nodes;

namespace InitrdComposer.Tests.Root;

public sealed class RemovalsTests
{
    [Fact]
    public void DocumentationGoesByMarkAndByPlaceButLicencesStay() => Assert.Equal(
        ["/usr/share/a/help", "/usr/share/licenses/a/COPYING"],
        Remaining(Documented()));

    [Fact]
    public void DocumentationStaysWhenItIsWanted() => Assert.Equal(
        ["/opt/manual", "/usr/share/a/help", "/usr/share/doc/a/README", "/usr/share/licenses/a/COPYING", "/usr/share/man/man1/a.1"],
        Remaining(Documented(), documentation: true));

    [Fact]
    public void OnlyWantedLocalesStay() => Assert.Equal(
        ["/usr/lib/locale/C.utf8/LC_CTYPE", "/usr/lib/locale/de_AT.utf8/LC_CTYPE", "/usr/share/a.de", "/usr/share/locale/de/a.mo", "/usr/share/locale/locale.alias"],
        Remaining(Localized(), locales: ["de_AT.UTF-8"]));

    [Theory]
    [InlineData("sr_RS.UTF-8@latin", "sr_RS.utf8@latin sr_RS@latin sr@latin sr_RS.utf8 sr_RS sr", "sr_ME@latin sr@cyrillic s")]
    [InlineData("de_AT", "de_AT de", "de_DE de_AT@euro deu")]
    public void ALocaleKeepsWhatProgramsLookForNext(string wanted, string kept, string others)
    {
        var filter = new LocaleFilter([wanted]);
        Assert.All(kept.Split(' '), locale => Assert.True(filter.Keeps(locale), locale));
        Assert.All(others.Split(' '), locale => Assert.False(filter.Keeps(locale), locale));
    }

    [Fact]
    public void EveryLocaleStaysForAStar() => Assert.Equal(8, Remaining(Localized(), locales: ["*"]).Length);

    [Theory]
    [InlineData("/boot/vmlinuz-6.1")]
    [InlineData("/etc/services")]
    [InlineData("/usr/lib/udev/hwdb.d/20-pci.hwdb")]
    [InlineData("/usr/lib/systemd/catalog/x.catalog")]
    [InlineData("/usr/lib/modules/6.1/vmlinuz")]
    [InlineData("/usr/lib/sysimage/rpm/rpmdb.sqlite")]
    [InlineData("/var/cache/ldconfig/aux")]
    [InlineData("/var/log/wtmp")]
    public void WhatNoInitrdNeedsGoesFromPackagesButNotFromTheRecipe(string path)
    {
        RootTree tree = RootBuilder.FromHeaders([new FakePackage("a").File(path, "x").File("/usr/lib/udev/hwdb.bin", "x").Header], []);
        Assert.Equal(["/usr/lib/udev/hwdb.bin"], Paths(Owned(Removals.Apply(tree, Settings(), []))));
        RootNode extra = FileNode(path, "x") with { Origin = new Origin.ExtraTree(new("recipe.toml"), "extra") };
        Assert.Equal([path], Paths(Owned(Removals.Apply(TreeOf(extra).WithParents(), Settings(), []))));
    }

    [Fact]
    public void AMarkedFileThatTheRecipeReplacedStays()
    {
        var package = new FakePackage("a").File("/etc/motd", "theirs", flags: PackageFileFlags.Documentation);
        RootTree tree = RootBuilder.FromHeaders([package.Header], [FileNode("/etc/motd", "mine") with { Origin = new Origin.ExtraTree(new("recipe.toml"), "extra") }]);
        Assert.Equal(["/etc/motd"], Paths(Owned(Removals.Apply(tree, Settings(), [package.Header]))));
    }

    private static FakePackage Documented() => new FakePackage("a")
        .File("/opt/manual", "x", flags: PackageFileFlags.Documentation).File("/usr/share/doc/a/README", "x").File("/usr/share/man/man1/a.1", "x")
        .File("/usr/share/licenses/a/COPYING", "x", flags: PackageFileFlags.License).File("/usr/share/a/help", "x");

    private static FakePackage Localized() => new FakePackage("a")
        .File("/usr/share/locale/de/a.mo", "x").File("/usr/share/locale/fr/a.mo", "x").File("/usr/share/locale/locale.alias", "x")
        .File("/usr/share/a.de", "x", language: "fr:de").File("/usr/share/a.fr", "x", language: "fr")
        .File("/usr/lib/locale/C.utf8/LC_CTYPE", "x").File("/usr/lib/locale/de_AT.utf8/LC_CTYPE", "x").File("/usr/lib/locale/fr_FR.utf8/LC_CTYPE", "x");

    private static string[] Remaining(FakePackage package, bool documentation = false, string[]? locales = null) => Paths(Owned(
        Removals.Apply(RootBuilder.FromHeaders([package.Header], []), Settings(documentation, locales), [package.Header])));

    private static FinalizeSettings Settings(bool documentation = false, string[]? locales = null) => new(
        [], [], documentation, [.. locales ?? []], ImmutableArray<Located<string>>.Empty);
}
