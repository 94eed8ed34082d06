using System.Collections.Immutable;
using InitrdComposer.Diagnostics;
using InitrdComposer.Files;
using InitrdComposer.Questions.FileReasons;
using InitrdComposer.Tests.Questions.References;
using Xunit;

namespace InitrdComposer.Tests.Questions.FileReasons;

/// <summary>Files of an image of which there is no manifest.</summary>
public sealed class FileQuestionTests : IDisposable
{
    private readonly PackedFolder _image = new();

    public void Dispose() => _image.Dispose();

    [Fact]
    public void PathsAreFollowedThroughLinksAndItIsSaid()
    {
        _image.Link("lib", "usr/lib").Link("usr/lib/liba.so.1", "liba.so.1.2").Elf("usr/lib/liba.so.1.2", []);
        FileReason reason = Assert.Single(Ask("/lib/liba.so.1"));
        Assert.Equal("/usr/lib/liba.so.1.2", reason.Path.ToString());
        Assert.Equal(["/lib/liba.so.1 is /usr/lib/liba.so.1: a folder in it is a link", "a link to liba.so.1.2"], reason.Notes);
        Assert.Equal(("shared libraries", null, null), (reason.Class.Name, reason.Origin, reason.Package));
        Assert.Equal(1, reason.Size.Files);
    }

    [Fact]
    public void ALinkThatLeadsNowhereIsSaidToDoSo()
    {
        _image.Link("etc/mtab", "../proc/self/mounts");
        FileReason reason = Assert.Single(Ask("/etc/mtab"));
        Assert.Equal(("link", "a link to ../proc/self/mounts, which is not in the image"), (reason.Type, Assert.Single(reason.Notes)));
    }

    [Fact]
    public void HardLinksNameEachOther()
    {
        _image.Write("usr/bin/one", "x").HardLink("usr/bin/two", "usr/bin/one");
        Assert.Equal(["the same file as /usr/bin/two (hard links)"], Assert.Single(Ask("usr/bin/one")).Notes);
    }

    [Theory]
    [InlineData("b", "/usr/bin/b /usr/lib/b")]
    [InlineData("*.txt", "/usr/lib/a.txt")]
    [InlineData("/usr/*/b", "/usr/bin/b /usr/lib/b")]
    [InlineData("/usr/**/a*", "/usr/lib/a.txt")]
    [InlineData("/usr/lib", "/usr/lib")]
    public void NamesAndGlobsFindFiles(string pattern, string found)
    {
        _image.Write("usr/bin/b", "1").Write("usr/lib/b", "22").Write("usr/lib/a.txt", "333");
        Assert.Equal(found, string.Join(' ', Ask(pattern).Select(reason => reason.Path)));
    }

    [Theory]
    [InlineData("/usr/bin/bsah", "did you mean /usr/bin/bash?")]
    [InlineData("bsah", "did you mean bash?")]
    [InlineData("/entirely/else", "a path, a file's name, or a glob over either")]
    public void WhatIsNotThereIsAnsweredWithANearName(string asked, string hint)
    {
        _image.Write("usr/bin/bash", "x");
        ComposerException error = Assert.Throws<ComposerException>(() => Ask(asked));
        Assert.Equal(("IC-WHY02", FailureKind.Usage, hint), (error.Id.ToString(), error.Id.Kind, error.Hint));
    }

    [Fact]
    public void TheBiggestComeFirstWithWhoRefersToThem()
    {
        _image.Write("init", "#!/bin/sh\n/usr/share/large\n", isProgram: true).Write("usr/share/large", new byte[5000]).Write("usr/share/small", new byte[100]);
        _image.Survey();
        Biggest biggest = FileQuestion.Of(Disk.Host, _image.Initrd, built: null).Biggest(2);
        Assert.Equal(["/usr/share/large: /init: names \"/usr/share/large\"", "/usr/share/small: nothing that is known of refers to it"], biggest.Files.Select(row => $"{row.Name}: {row.Reason}"));
        Assert.Empty(biggest.Packages);
        Assert.Equal(5127, biggest.Total.Unpacked);
        Assert.Equal(2, biggest.Classes.Length);
    }

    private ImmutableArray<FileReason> Ask(string pattern)
    {
        _image.Survey();
        return FileQuestion.Of(Disk.Host, _image.Initrd, built: null).Files(pattern);
    }
}
