using System.Text;
using InitrdComposer.Files;
using InitrdComposer.Testing;
using InitrdComposer.Uki.Forecast;
using Xunit;

namespace InitrdComposer.Tests.Uki.Forecast;

public sealed class BootMenuTests
{
    [Fact]
    public void NewVersionsComeFirstAndBadOnesLast() => Assert.Equal(
        ["b+3.efi", "c.efi", "a.efi", "nokey.efi", "d+0-3.efi"],
        Names(
            ("a.efi", "ID=demo\nVERSION_ID=1\n"), ("b+3.efi", "ID=demo\nVERSION_ID=10\n"), ("c.efi", "ID=demo\nVERSION_ID=9\n"), ("d+0-3.efi", "ID=demo\nVERSION_ID=99\n"),
            ("nokey.efi", "NAME=None\nVERSION_ID=100\n")));

    [Fact]
    public void FileNamesDecideBetweenKernelsOfOneOs() => Assert.Equal(
        ["demo-6.12.117.efi", "demo-6.12.99.efi"],
        Names(("demo-6.12.99.efi", "ID=demo\nVERSION_ID=13\n"), ("demo-6.12.117.efi", "ID=demo\nVERSION_ID=13\n")));

    [Fact]
    public void MoreTriesLeftComeFirst() => Assert.Equal(
        ["a+3-1.efi", "a+2.efi", "a+2-1.efi"], Names(("a+2.efi", "ID=demo\n"), ("a+3-1.efi", "ID=demo\n"), ("a+2-1.efi", "ID=demo\n")));

    [Fact]
    public void SortKeysAreImagesBeforeSystems() => Assert.Equal(
        ["x.efi", "y.efi"], Names(("y.efi", "ID=a\nIMAGE_ID=z\n"), ("x.efi", "ID=b\n")));

    [Fact]
    public void WhatIsNoEntryIsNotShown() => Assert.Equal(
        ["shown.efi"], Names(("shown.efi", "ID=demo\n"), (".hidden.efi", "ID=demo\n"), ("auto-x.efi", "ID=demo\n"), ("file.txt", "ID=demo\n"), ("noosrel.efi", "")));

    [Theory]
    [InlineData("default demo-1*\n", "demo-1.efi")]
    [InlineData("# comment\ndefault   DEMO-1.efi\n", "demo-1.efi")]
    [InlineData("default other\n", "demo-2.efi")]
    [InlineData("default demo-2.efi\ndefault demo-1.efi\n", "demo-1.efi")]
    public void LoaderConfNamesWhatStarts(string text, string expected)
    {
        using var esp = new TempFolder();
        Write(esp, ("demo-1.efi", "ID=demo\n"), ("demo-2.efi", "ID=demo\n"));
        Directory.CreateDirectory(esp["loader"]);
        File.WriteAllText(esp["loader/loader.conf"], text);
        using var folder = new EspFolder(Disk.Host, esp.Path);
        Assert.Equal($"EFI/Linux/{expected}", BootMenu.Of(folder).Default?.Path);
    }

    [Fact]
    public void ProfilesFollowEachOther()
    {
        using var esp = new TempFolder();
        Directory.CreateDirectory(esp["EFI/Linux"]);
        File.WriteAllBytes(esp["EFI/Linux/Toy.efi"], UkiFixtures.Bytes("toy-mp.262.efi"));
        using var folder = new EspFolder(Disk.Host, esp.Path);
        var menu = BootMenu.Of(folder);
        Assert.Equal([(0, "toy.efi@main"), (1, "toy.efi@factory-reset")], menu.Entries.Select(entry => (entry.Profile, entry.Id)));
        Assert.Equal(0, menu.Default?.Profile);
    }

    /// <summary>systemd-boot takes quotes off, and nothing else.</summary>
    [Fact]
    public void TitlesAreWhatTheMenuShows()
    {
        using var esp = new TempFolder();
        Write(esp, ("a.efi", "ID=demo\nPRETTY_NAME=Old\n# PRETTY_NAME=No\nPRETTY_NAME=\"Say \\\"hi\\\"\"\n"));
        using var folder = new EspFolder(Disk.Host, esp.Path);
        Assert.Equal("Say \\\"hi\\\"", BootMenu.Of(folder).Default?.Title);
    }

    [Theory]
    [InlineData("foo+3-0.efi", "foo.efi", 3, 0)]
    [InlineData("foo+12.EFI", "foo.EFI", 12, 0)]
    [InlineData("foo-6.1+deb13.efi", "foo-6.1+deb13.efi", null, null)]
    [InlineData("foo-6.1+deb13+2-1.efi", "foo-6.1+deb13.efi", 2, 1)]
    [InlineData("foo+3-.efi", "foo+3-.efi", null, null)]
    [InlineData("foo+99999999999.efi", "foo+99999999999.efi", null, null)]
    public void CountersAreReadOffNames(string file, string name, int? left, int? done) => Assert.Equal(new(name, left, done), BootCounter.Of(file));

    private static string[] Names(params (string File, string OsRelease)[] files)
    {
        using var esp = new TempFolder();
        Write(esp, files);
        using var folder = new EspFolder(Disk.Host, esp.Path);
        return [.. BootMenu.Of(folder).Entries.Select(entry => Path.GetFileName(entry.Path))];
    }

    private static void Write(TempFolder esp, params (string File, string OsRelease)[] files)
    {
        Directory.CreateDirectory(esp["EFI/Linux"]);
        foreach ((string file, string osRelease) in files)
        {
            File.WriteAllBytes(esp[$"EFI/Linux/{file}"], UkiFixtures.Link(UkiFixtures.Inputs with { Base = UkiFixtures.Inputs.Base with { OsRelease = Encoding.UTF8.GetBytes(osRelease) } }).Bytes);
        }
    }
}
