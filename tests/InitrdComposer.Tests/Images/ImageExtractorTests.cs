using System.Runtime.Versioning;
using InitrdComposer.Diagnostics;
using InitrdComposer.Files;
using InitrdComposer.Images;
using InitrdComposer.Testing;
using InitrdComposer.Testing.Cpio;
using Xunit;

namespace InitrdComposer.Tests.Images;

/// <summary>Images written into folders, and never beside them.</summary>
[SupportedOSPlatform("linux")]
public sealed class ImageExtractorTests : IDisposable
{
    private const string Cpio = "find . -mindepth 1 | sort | cpio --quiet -o -H newc";

    private readonly SampleTree _sample = new();

    public void Dispose() => _sample.Dispose();

    [Fact]
    public void WhatIsExtractedIsTheFolder()
    {
        ExtractedFiles extracted = Extract(_sample.Make("image", $"({Cpio}) | gzip -c > $OUT"), "out");
        Assert.Equal(_sample.Lines, SampleTree.Listed(_sample["out"]));
        Assert.Empty(extracted.Skipped);
        Assert.Equal((7, 2), (extracted.Files, extracted.Links));
    }

    [Fact]
    public void PatternsChooseWithTheFoldersAbove()
    {
        string image = _sample.Make("image", $"({Cpio}) > $OUT");
        OpenedImage opened = ImageReader.Open(Disk.Host, image);
        ImageExtractor.Extract(Disk.Host, opened, ImageSelection.Of(opened, ["usr/lib/mod*", "/etc/*release"]), _sample["out"], isForced: false, keepsSpecialModes: false);
        Assert.Equal(
            ["etc", "etc/initrd-release", "usr", "usr/lib", "usr/lib/modules", "usr/lib/modules/6.12", "usr/lib/modules/6.12/kernel", "usr/lib/modules/6.12/kernel/a.ko.zst"],
            Directory.EnumerateFileSystemEntries(_sample["out"], "*", SearchOption.AllDirectories).Select(path => Path.GetRelativePath(_sample["out"], path)).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void NothingIsWrittenBesideTheFolder()
    {
        string outside = Directory.CreateDirectory(_sample["outside"]).FullName;
        byte[] archive = new CpioSpec
        {
            Entries =
            {
                Link("abs", outside), File("abs/one", "evil"), Link("rel", "../outside"), File("rel/two", "evil"), Link("up", "rel/.."), File("up/outside/three", "evil"),
                File("../outside/four", "evil"), File($"{outside}/five", "inside"), Link("target", $"{outside}/six"), File("target", "replaced"),
            },
        }.ToBytes();
        System.IO.File.WriteAllBytes(_sample["image"], archive);
        Extract(_sample["image"], "out");
        Assert.Empty(Directory.EnumerateFileSystemEntries(outside));
        Assert.Equal("inside", System.IO.File.ReadAllText(_sample["out"] + $"{outside}/five"));
        Assert.Equal("replaced", System.IO.File.ReadAllText(Path.Combine(_sample["out"], "target")));
    }

    [Fact]
    public void LinksThatAreThereAlreadyAreNotFollowed()
    {
        string outside = Directory.CreateDirectory(_sample["outside"]).FullName;
        System.IO.File.WriteAllText(_sample["outside/file"], "mine");
        Directory.CreateDirectory(_sample["out"]);
        System.IO.File.CreateSymbolicLink(_sample["out/etc"], outside);
        System.IO.File.CreateSymbolicLink(_sample["out/init"], _sample["outside/file"]);
        string image = _sample.Make("image", $"({Cpio}) > $OUT");
        Assert.Equal("IC-FLT18", $"{Assert.Throws<ComposerException>(() => Extract(image, "out")).Id}");
        Extract(image, "out", isForced: true);
        Assert.Equal(["file"], Directory.EnumerateFileSystemEntries(outside).Select(Path.GetFileName));
        Assert.Equal("mine", System.IO.File.ReadAllText(_sample["outside/file"]));
        Assert.Equal(_sample.Lines, SampleTree.Listed(_sample["out"]));
    }

    [Fact]
    public void DevicesAreToldAndSetuidIsForWhoAsks()
    {
        System.IO.File.WriteAllBytes(_sample["image"], new CpioSpec { Entries = { CpioEntry.Newc("null"u8.ToArray(), 0x21B6, [], 1), CpioEntry.Newc("pipe"u8.ToArray(), 0x11B6, [], 2), CpioEntry.Newc("su"u8.ToArray(), 0x89ED, "x"u8.ToArray(), 3) } }.ToBytes());
        ExtractedFiles extracted = Extract(_sample["image"], "out");
        Assert.Equal(["/null: a device", "/pipe: a FIFO"], extracted.Skipped.Select(skipped => $"{skipped.Path}: {skipped.Reason}"));
        Assert.Equal(0x1ED, (int)System.IO.File.GetUnixFileMode(_sample["out/su"]));
        OpenedImage opened = ImageReader.Open(Disk.Host, _sample["image"]);
        ImageExtractor.Extract(Disk.Host, opened, opened.Tree, _sample["kept"], isForced: false, keepsSpecialModes: true);
        Assert.Equal(0x9ED, (int)System.IO.File.GetUnixFileMode(_sample["kept/su"]));
    }

    [Fact]
    public void FoldersThatMayNotBeWrittenToHoldTheirFiles()
    {
        System.IO.File.WriteAllBytes(_sample["image"], new CpioSpec { Entries = { CpioEntry.Newc("d"u8.ToArray(), 0x416D, [], 1), File("d/f", "x") } }.ToBytes());
        Extract(_sample["image"], "out");
        Assert.Equal(0x16D, (int)System.IO.File.GetUnixFileMode(_sample["out/d"]));
        Assert.Equal("x", System.IO.File.ReadAllText(_sample["out/d/f"]));
        System.IO.File.SetUnixFileMode(_sample["out/d"], (UnixFileMode)0x1ED);
    }

    [Fact]
    public void APatternThatNamesNothingIsAnErrorWithAHint()
    {
        OpenedImage opened = ImageReader.Open(Disk.Host, _sample.Root);
        ComposerException error = Assert.Throws<ComposerException>(() => ImageSelection.Of(opened, ["initrd-release"]));
        Assert.Equal((FailureKind.Usage, "there is /etc/initrd-release; \"**/\" in front looks in all folders"), (error.Id.Kind, error.Hint));
        Assert.Equal("/etc/initrd-release", $"{Assert.Single(ImageSelection.Of(opened, ["**/initrd-release"])).Path}");
    }

    private static CpioEntry File(string name, string content) => CpioEntry.Newc(System.Text.Encoding.UTF8.GetBytes(name), 0x81A4, System.Text.Encoding.UTF8.GetBytes(content), 1);

    private static CpioEntry Link(string name, string target) => CpioEntry.Newc(System.Text.Encoding.UTF8.GetBytes(name), 0xA1FF, System.Text.Encoding.UTF8.GetBytes(target), 1);

    private ExtractedFiles Extract(string image, string folder, bool isForced = false)
    {
        OpenedImage opened = ImageReader.Open(Disk.Host, image);
        return ImageExtractor.Extract(Disk.Host, opened, opened.Tree, _sample[folder], isForced, keepsSpecialModes: false);
    }
}
