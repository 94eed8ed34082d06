using InitrdComposer.Import;
using InitrdComposer.Import.Dracut;
using InitrdComposer.Import.Dracut.Tables;
using InitrdComposer.Import.Features;
using InitrdComposer.Testing;
using Xunit;

namespace InitrdComposer.Tests.Import.Dracut;

public sealed class DracutTablesTests
{
    [Fact]
    public void CommittedPageIsWhatTheTablesSay() => Golden.MatchesFile("docs/reference/import-dracut.md", DracutReference.Markdown());

    [Theory]
    [InlineData("modules-059.txt")]
    [InlineData("modules-112.txt")]
    public void EveryModuleHasAVerdict(string list) => Assert.DoesNotContain(Names(list), name => DracutModules.Find(name) is null);

    [Theory]
    [InlineData("variables-059.txt")]
    [InlineData("variables-112.txt")]
    public void EveryVariableHasAVerdict(string list) => Assert.DoesNotContain(Names(list), name => DracutOptions.Find(name) is null);

    [Fact]
    public void NothingIsThereTwice()
    {
        foreach (string[] names in new string[][]
        {
            [.. DracutModules.All.Select(module => module.Name)], [.. DracutOptions.All.Select(option => option.Name)], [.. CommandLineWord.All.Select(word => word.Name)],
            [.. KnownFeatures.All.Select(feature => feature.Name)],
        })
        {
            Assert.Equal(names.Distinct(), names);
        }
    }

    [Fact]
    public void EveryRowSaysWhatToDo()
    {
        Assert.All(DracutModules.All, module => Assert.NotEqual("", ModuleChoice.RemarkOf(module)));
        Assert.All(DracutOptions.All, option => Assert.Equal(option.Verdict == ImportVerdict.Translated, option.Setting.Length > 0));
        Assert.All(DracutModules.All.SelectMany(module => module.Features), name => Assert.Contains(KnownFeatures.All, feature => feature.Name == name));
    }

    [Theory]
    [InlineData("rd.break=pre-mount", "rd.break")]
    [InlineData("rd.lvm.lv=vg/root", "rd.lvm.")]
    [InlineData("rd.md.uuid=1", "rd.md.")]
    [InlineData("rd.driver.pre=a,b", "rd.driver.pre")]
    [InlineData("rd.luks.uuid=luks-1", "rd.luks.uuid")]
    [InlineData("rd.luks.partuuid=1", "rd.luks.")]
    [InlineData("ip=dhcp", "ip")]
    [InlineData("netroot=iscsi:x", "netroot")]
    [InlineData("root=nfs:server:/x", "root=nfs:")]
    [InlineData("rd.udev.log_level=debug", "rd.udev.")]
    [InlineData("rd_NO_LVM", "rd_")]
    [InlineData("rd.systemd.unit=x", "rd.systemd.")]
    [InlineData("root=UUID=1", null)]
    [InlineData("console=ttyS0", null)]
    [InlineData("ipv6.disable=1", null)]
    public void WordsOfTheCommandLineAreFound(string word, string? row) => Assert.Equal(row, CommandLineWord.Find(word)?.Name);

    private static string[] Names(string list) => File.ReadAllLines(Checkout.Fixture("dracut", list));
}
