using System.Runtime.Versioning;
using InitrdComposer.Diagnostics;
using InitrdComposer.Finalize;
using InitrdComposer.Finalize.Presets;
using InitrdComposer.Testing;
using InitrdComposer.Tests.Tree;
using InitrdComposer.Tree;
using Xunit;
using static InitrdComposer.Tests.Tree.Nodes;

namespace InitrdComposer.Tests.Finalize.Presets;

[SupportedOSPlatform("linux")]
public sealed class PresetsTests
{
    private const string UnitFolder = "/usr/lib/systemd/system";

    private static readonly RootNode[] OddUnits =
    [
        Unit("plain.service", "WantedBy=multi-user.target"),
        Unit("aliased.service", "Alias=other.service", "Alias=third.service fourth.service", "WantedBy=a.target b.target", "RequiredBy=c.target"),
        Unit("inst@.service", "DefaultInstance=tty1", "WantedBy=getty.target", "Alias=autovt@.service"),
        Unit("noinst@.service", "WantedBy=getty.target"),
        Unit("tmpl@.service", "WantedBy=tgt@.target"),
        Unit("spec@.service", "WantedBy=tgt-%i.target", "DefaultInstance=foo"),
        Unit("also.service", "Also=alsoed.socket also-none.service", "WantedBy=multi-user.target"),
        Unit("alsoed.service", "WantedBy=multi-user.target"),
        Unit("alsoed.socket", "WantedBy=sockets.target"),
        Unit("disabled.service", "WantedBy=multi-user.target", "Also=disabled-too.service"),
        Unit("disabled-too.service", "WantedBy=multi-user.target"),
        Unit("multi@.service", "WantedBy=getty.target"),
        FileNode($"{UnitFolder}/dropin.service", "[Service]\nExecStart=/usr/bin/x\n"),
        FileNode($"{UnitFolder}/dropin.service.d/x.conf", "[Install]\nWantedBy=multi-user.target\n"),
        LinkNode($"{UnitFolder}/linkalias.service", "plain.service"),
        LinkNode($"{UnitFolder}/masked.service", "/dev/null"),
        FileNode($"{UnitFolder}/empty.service"),
        Unit("reset.service", "WantedBy=a.target", "WantedBy=", "WantedBy=b.target"),
        Unit("pct.service", "WantedBy=%p-%n.target", "Alias=x-%N.service", "Alias=bad.socket"),
        Unit("quoted.service", "WantedBy=\"a b.target\" c.target"),
        Unit("badtgt.service", "WantedBy=notaunit ok.target"),
        FileNode($"{UnitFolder}/cont.service", "[Install]\nWantedBy=continued.target \\\n# comment\n  more.target\n"),
        Unit("system-systemd\\x2dcryptsetup.slice", "WantedBy=slices.target"),
        Unit("late.service", "WantedBy=multi-user.target"),
        FileNode("/etc/systemd/system/local.service", "[Install]\nWantedBy=multi-user.target\n"),
        FileNode("/etc/systemd/system/plain.service", "[Install]\nWantedBy=overridden.target\n"),
        FolderNode("/etc/systemd/system/multi-user.target.wants"),
        LinkNode("/etc/systemd/system/multi-user.target.wants/disabled.service", $"{UnitFolder}/disabled.service"),
        LinkNode("/etc/systemd/system/multi-user.target.wants/disabled-too.service", $"{UnitFolder}/disabled-too.service"),
        LinkNode("/etc/systemd/system/multi-user.target.wants/gone.service", $"{UnitFolder}/gone.service"),
        LinkNode("/etc/systemd/system/aka.service", $"{UnitFolder}/disabled.service"),
        FileNode("/usr/bin/x", "", 0b111_101_101),
    ];

    [Theory]
    [InlineData("enable *\n")]
    [InlineData("# comment\n; other\nnonsense\n\ndisable disabled.service\nenable multi@.service one two\nenable tmpl@*.service\nenable *\n")]
    [InlineData("enable multi@two.service\ndisable multi@.service\nenable inst@.service tty2 tty3\nenable p*.service\ndisable *\n")]
    [InlineData("disable *\n")]
    public void MakesTheLinksThatPresetAllMakes(string preset) =>
        AgreesWithSystemctl(RootTree.Of([.. OddUnits, FileNode("/usr/lib/systemd/system-preset/50-test.preset", preset)]));

    [Fact]
    public void PresetFilesAreReadInTheOrderOfTheirNamesAndEtcReplaces() => AgreesWithSystemctl(RootTree.Of(
    [
        .. OddUnits, FileNode("/usr/lib/systemd/system-preset/50-a.preset", "enable *"), FileNode("/etc/systemd/system-preset/40-b.preset", "disable plain.service\ndisable a*"),
        FileNode("/usr/lib/systemd/system-preset/10-c.preset", "disable *"), FileNode("/etc/systemd/system-preset/10-c.preset", "disable reset.service"),
    ]));

    [Fact]
    public void AgreesWithPresetAllOverTheUnitsOfThisHost()
    {
        string folder = Directory.Exists("/usr/lib/systemd/system") ? "/usr/lib/systemd" : "/lib/systemd";
        AgreesWithSystemctl(RootTree.Of(
        [
            .. TreeFolder.Read($"{folder}/system", UnitFolder), .. TreeFolder.Read("/usr/lib/systemd/system-preset", "/usr/lib/systemd/system-preset"), FolderNode("/etc/systemd/system"),
        ]));
    }

    [Fact]
    public void EverythingIsDisabledExceptWhatTheRecipeNames() => Assert.Equal(
        ["/etc/systemd/system/multi-user.target.wants/late.service -> /usr/lib/systemd/system/late.service"],
        Links(Apply(TreeOf(Unit("late.service", "WantedBy=multi-user.target"), Unit("plain.service", "WantedBy=multi-user.target")), "enable late.service").Tree));

    [Fact]
    public void TheRecipeComesBeforeThePackages()
    {
        RootTree tree = TreeOf(Unit("a.service", "WantedBy=x.target"), Unit("b.service", "WantedBy=x.target"), FileNode("/usr/lib/systemd/system-preset/01-vendor.preset", "enable *"));
        Assert.Equal(["/etc/systemd/system/x.target.wants/b.service -> /usr/lib/systemd/system/b.service"], Links(Apply(tree, "disable a.service").Tree));
    }

    [Fact]
    public void PresetAllInTheImageChangesNothing()
    {
        RootTree made = Apply(RootTree.Of(OddUnits), "enable late.service", "enable multi@.service one").Tree;
        using var folder = new TempFolder();
        TreeFolder.Write(made, folder.Path);
        Tool.Require("systemctl", "systemd").Start(null, null, $"--root={folder.Path}", "preset-all");
        Assert.Equal(Links(made), Links(RootTree.Of(TreeFolder.Read(folder["etc"], "/etc"))));
    }

    [Fact]
    public void UpheldByMakesUpholdsLinks() => Assert.Equal(
        ["/etc/systemd/system/x.target.upholds/a.service -> /usr/lib/systemd/system/a.service"], Links(Apply(TreeOf(Unit("a.service", "UpheldBy=x.target")), "enable a.service").Tree));

    [Fact]
    public void IgnoredUnitsKeepTheirLinks()
    {
        RootTree tree = TreeOf(Unit("a.service", "WantedBy=x.target"), LinkNode("/etc/systemd/system/x.target.wants/a.service", "/usr/lib/systemd/system/a.service"));
        Assert.Single(Links(Apply(tree, "ignore a.service").Tree));
        Assert.Empty(Links(Apply(tree, "disable a.service").Tree));
    }

    [Fact]
    public void ALinkOfTheRecipeStaysWhateverThePresetsSay()
    {
        RootNode link = LinkNode("/etc/systemd/system/x.target.wants/a.service", "/usr/lib/systemd/system/a.service") with { Origin = new Origin.ExtraTree(new("recipe.toml"), "extra") };
        Assert.Single(Links(Apply(TreeOf(Unit("a.service", "WantedBy=x.target"), link)).Tree));
    }

    [Fact]
    public void LinksThatVendorsShipInUsrStay()
    {
        RootTree tree = TreeOf(Unit("a.service", "WantedBy=x.target"), LinkNode("/usr/lib/systemd/system/x.target.wants/a.service", "../a.service"));
        Assert.True(Apply(tree).Tree.Contains(RootPath.Of("/usr/lib/systemd/system/x.target.wants/a.service")));
    }

    [Theory]
    [InlineData("enabel a.service", "is no preset")]
    [InlineData("disable a.service b.service", "is no preset")]
    [InlineData("enable sshd.service", "names no unit of the image")]
    public void ALineThatDoesNotFitIsAnErrorWithItsPlace(string line, string problem)
    {
        var e = Assert.Throws<ComposerException>(() => Apply(TreeOf(Unit("a.service")), line));
        Assert.Equal((FailureKind.Usage, "recipe.toml"), (e.Id.Kind, e.Location.ToString()));
        Assert.Contains(problem, e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ALineThatMayMatchNothingIsMarked()
    {
        RootTree tree = Apply(TreeOf(Unit("a.service")), "?enable sshd.service").Tree;
        Assert.Equal("enable sshd.service\n", ImageText.Find(tree, GeneratedContents.Instance, RootPath.Of("/usr/lib/systemd/system-preset/00-initrd-composer.preset")));
    }

    [Theory]
    [InlineData("a/../b")]
    [InlineData("a/b")]
    [InlineData("a b")]
    public void AnInstanceThatIsNoNameIsSkippedAndSaid(string instance)
    {
        RootTree tree = TreeOf(Unit("inst@.service", $"DefaultInstance={instance}", "WantedBy=getty.target"));
        Step applied = Apply(tree, "enable inst@.service");
        Assert.DoesNotContain(Paths(applied.Tree), path => path.Contains(".wants/", StringComparison.Ordinal));
        Assert.Contains(applied.Notices, notice => notice.Message.Contains("names no unit", StringComparison.Ordinal));
        Assert.DoesNotContain(Paths(Apply(TreeOf(Unit("inst@.service", "WantedBy=getty.target")), $"enable inst@.service {instance.Replace(' ', '/')}").Tree), path => path.Contains(".wants/", StringComparison.Ordinal));
    }

    [Fact]
    public void AnImageWithoutUnitsNeedsNoPresets() => Assert.Equal(["/a"], Paths(Apply(TreeOf(FileNode("/a"))).Tree));

    private static void AgreesWithSystemctl(RootTree tree)
    {
        Tool systemctl = Tool.Require("systemctl", "systemd");
        tree = tree.With([FileNode("/usr/lib/systemd/system-preset/99-initrd-composer.preset", "disable *\n")]);
        using var folder = new TempFolder();
        TreeFolder.Write(tree, folder.Path);
        systemctl.Start(null, null, $"--root={folder.Path}", "preset-all");
        Assert.Equal(Links(RootTree.Of(TreeFolder.Read(folder["etc"], "/etc"))), Links(Apply(tree).Tree));
    }

    private static RootNode Unit(string name, params string[] install) =>
        FileNode($"{UnitFolder}/{name}", $"[Unit]\nDescription=x\n[Service]\nExecStart=/usr/bin/x\nWantedBy=not-here.target\n[Install]\n{string.Join('\n', install)}\n");

    private static Step Apply(RootTree tree, params string[] lines) =>
        PresetsStep.Apply(tree, GeneratedContents.Instance, [.. lines.Select(line => new Located<string>(line, new("recipe.toml")))]);

    private static string[] Links(RootTree tree) =>
        [.. tree.Below(RootPath.Of("/etc")).Where(node => node.Inode.Body is FileBody.SymbolicLink).Select(node => $"{node.Path} -> {((FileBody.SymbolicLink)node.Inode.Body).Target}")];
}
