using InitrdComposer.Diagnostics;
using InitrdComposer.Questions.Comparison;
using InitrdComposer.Testing;
using Xunit;

namespace InitrdComposer.Tests.Questions.Comparison;

/// <summary>Which files of two images are the same one, and what is said of them besides.</summary>
public sealed class ImageComparerTests : IDisposable
{
    private static readonly byte[] Module = [.. Enumerable.Range(0, 40_000).Select(i => (byte)(i * i >> 5))];

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void BinAndUsrBinAreOnePlace()
    {
        ImageComparison comparison = Compare(
            new ImageSpec().Directory("bin").File("bin/sh", "sh").Directory("lib64").File("lib64/ld.so", "ld").File("sbin/init", "init"),
            new ImageSpec().Link("bin", "usr/bin").File("usr/bin/sh", "sh").Link("lib64", "usr/lib64").File("usr/lib64/ld.so", "ld").Link("sbin", "usr/sbin").File("./usr/sbin/init", "other"));
        Assert.Equal("/usr/bin/sh same, /usr/lib64/ld.so same, /usr/sbin/init changed", Files(comparison));
        ComparedFile shell = comparison.Files.Single(file => $"{file.Path}" == "/usr/bin/sh");
        Assert.Equal(("/bin/sh", "/usr/bin/sh"), ($"{shell.A!.Path}", $"{shell.B!.Path}"));
    }

    [Fact]
    public void SbinIsBinWhereOneOfTheImagesSaysSo()
    {
        ImageSpec fedora = new ImageSpec().Link("usr/sbin", "bin").Link("sbin", "usr/sbin").File("usr/bin/lvm", "lvm");
        ImageSpec debian = new ImageSpec().Directory("usr/sbin").File("usr/sbin/lvm", "lvm").File("usr/sbin/both", "1").File("usr/bin/both", "2");
        ImageComparison comparison = Compare(fedora, debian);
        Assert.Equal("/usr/bin/lvm same, /usr/bin/both added, /usr/sbin/both added", Files(comparison));
        Assert.Contains(comparison.Features, feature => feature is { Name: "LVM", IsInA: true, IsInB: true });
        Assert.Equal("/usr/bin/lvm same, /usr/bin/both removed, /usr/sbin/both removed", Files(Compare(debian, fedora)));
    }

    [Fact]
    public void ImagesThatContradictEachOtherHaveOnePlaceAllTheSame() => Assert.Equal(
        "/usr/sbin/a same", Files(Compare(new ImageSpec().Link("usr/sbin", "bin").File("usr/bin/a", "1"), new ImageSpec().Link("usr/bin", "sbin").File("usr/sbin/a", "1"))));

    [Theory]
    [InlineData(".ko", ".ko")]
    [InlineData(".ko", ".ko.xz")]
    [InlineData(".ko.xz", ".ko.zst")]
    [InlineData(".ko.gz", ".ko")]
    public void AModuleIsComparedAsWhatItUnpacksTo(string left, string right)
    {
        byte[] other = [.. Module[..^1], 1];
        ImageComparison comparison = Compare(
            new ImageSpec().File($"usr/lib/modules/6.1/kernel/fs/same{left}", Packed(Module, left)).File($"usr/lib/modules/6.1/kernel/fs/dm-other{left}", Packed(Module, left)).File("usr/lib/modules/6.1/kernel/a.ko", "a"),
            new ImageSpec().File($"lib/modules/6.12/kernel/fs/same{right}", Packed(Module, right)).File($"lib/modules/6.12/kernel/fs/dm-other{right}", Packed(other, right)).File("lib/modules/6.12/kernel/b.ko", "b"));
        Assert.Equal(("a", "b", "dm_other"), (string.Join(' ', comparison.Modules.OnlyA), string.Join(' ', comparison.Modules.OnlyB), string.Join(' ', comparison.Modules.Changed)));
        ComparedFile same = comparison.Files.Single(file => $"{file.Path}" == "/usr/lib/modules/6.12/kernel/fs/same.ko");
        Assert.Equal(($"/usr/lib/modules/6.1/kernel/fs/same{left}", $"/lib/modules/6.12/kernel/fs/same{right}"), ($"{same.A!.Path}", $"{same.B!.Path}"));
    }

    [Fact]
    public void AModuleThatIsNotWhatItsNameSaysDiffers() => Assert.Equal(
        ["m"], Compare(new ImageSpec().File("usr/lib/modules/6.1/m.ko.xz", "no xz"), new ImageSpec().File("usr/lib/modules/6.1/m.ko", Module)).Modules.Changed);

    [Fact]
    public void FirmwareIsFoundWhereDriversFindIt()
    {
        ImageComparison comparison = Compare(
            new ImageSpec().File("usr/lib/firmware/v/one.bin.zst", Packed(Module, ".zst")).Link("usr/lib/firmware/v/two.bin.zst", "one.bin.zst").File("usr/lib/firmware/gone.fw", "1").File("usr/lib/firmware/other.fw", "1"),
            new ImageSpec().File("usr/lib/firmware/v/one.bin", Module).File("usr/lib/firmware/v/two.bin.xz", Packed(Module, ".xz")).File("usr/lib/firmware/updates/other.fw", "2").File("usr/lib/firmware/new.fw", "1"));
        Assert.Equal(("gone.fw", "new.fw", "other.fw"), (string.Join(' ', comparison.Firmware.OnlyA), string.Join(' ', comparison.Firmware.OnlyB), string.Join(' ', comparison.Firmware.Changed)));
    }

    [Fact]
    public void AFileThatIsElsewhereWasMoved()
    {
        ImageComparison comparison = Compare(new ImageSpec().File("etc/a", "content").File("etc/empty", ""), new ImageSpec().File("etc/b", "content").File("etc/void", ""));
        Assert.Equal("/etc/b", $"{comparison.Files.Single(file => file.Change == FileChange.Removed && file.A!.Size > 0).Moved}");
        Assert.Equal("/etc/a", $"{comparison.Files.Single(file => file.Change == FileChange.Added && file.B!.Size > 0).Moved}");
        Assert.Equal(2, comparison.Files.Count(file => file.Moved is not null));
    }

    [Fact]
    public void HardLinksCountOnceAndAreNoDuplicates()
    {
        ImageSpec image = new ImageSpec().File("usr/bin/busybox", Module, link: 7).File("usr/bin/cat", Module, link: 7).File("usr/bin/copy", Module).File("etc/x", "");
        ImageComparison comparison = Compare(image, new ImageSpec().File("usr/bin/copy", Module).File("etc/x", "").File("etc/y", ""));
        Assert.Equal(new SizeTotal(3, 2 * Module.Length, 2 * Module.Length), comparison.A.Total);
        ComparedFile cat = comparison.Files.Single(file => $"{file.Path}" == "/usr/bin/cat");
        Assert.Equal((0L, "/usr/bin/busybox"), (cat.A!.Size, $"{cat.A.HardLink}"));
        DuplicateContent duplicate = Assert.Single(comparison.Duplicates);
        Assert.Equal(("/usr/bin/busybox /usr/bin/copy", 0, (long)Module.Length), (string.Join(' ', duplicate.A), duplicate.B.Length, duplicate.WastedInA));
    }

    [Fact]
    public void FeaturesAreNamedWithWhatShowsThem()
    {
        ImageComparison comparison = Compare(
            new ImageSpec().File("usr/lib/systemd/systemd", "1").File("usr/lib/systemd/system-generators/lvm2-generator", "1").File("usr/lib/systemd/system-generators/off", "1").Link("etc/systemd/system-generators/off", "/dev/null")
                .Link("etc/systemd/system/initrd.target.wants/a.service", "../a.service").File("usr/lib/x86_64-linux-gnu/libfido2.so.1", "1"),
            new ImageSpec().File("bin/busybox", "1").File("scripts/functions", "1").File("sbin/fsck.ext4", "1").File("lib64/libtss2-esys.so.0", "1"));
        Assert.Equal(
            "systemd, FIDO2, lvm2-generator, a.service",
            string.Join(", ", comparison.Features.Where(feature => feature is { IsInA: true, IsInB: false }).Select(feature => feature.Name)));
        Assert.Equal(
            "busybox, emergency shell, initramfs-tools' plumbing, TPM 2, fsck.ext4",
            string.Join(", ", comparison.Features.Where(feature => feature is { IsInA: false, IsInB: true }).Select(feature => feature.Name)));
        Assert.Equal(["/lib64/libtss2-esys.so.0"], comparison.Features.Single(feature => feature.Name == "TPM 2").EvidenceB.Select(path => $"{path}"));
    }

    [Fact]
    public void OfADamagedImageWhatCouldBeReadIsCompared()
    {
        byte[] whole = new ImageSpec().File("etc/a", "1").File("etc/b", Module).ToBytes();
        ImageComparison comparison = ImageSpec.Compare(_folder.Path, whole, whole[..^20_000]);
        Assert.Null(comparison.A.Damage);
        Assert.Equal(FailureKind.Malformed, comparison.B!.Damage!.Id.Kind);
        Assert.Equal("/etc/a same, /etc/b removed", Files(comparison));
    }

    [Fact]
    public void WhatIsNoImageIsAnError() => Assert.Equal(
        FailureKind.Malformed, Assert.Throws<ComposerException>(() => ImageSpec.Compare(_folder.Path, new ImageSpec().File("a", "1").ToBytes(), "text\n"u8.ToArray())).Id.Kind);

    private static byte[] Packed(byte[] content, string suffix) => Path.GetExtension(suffix) switch
    {
        ".xz" => Compressed.Xz(content),
        ".zst" => Compressed.Zstd(content),
        ".gz" => Compressed.Gzip(content),
        _ => content,
    };

    /// <summary>Regular files, those that are the same first.</summary>
    private static string Files(ImageComparison comparison) => string.Join(
        ", ", comparison.Files.Where(file => (file.A ?? file.B)!.Type == FileType.File).OrderBy(file => file.Change != FileChange.Same).Select(file => $"{file.Path} {ComparisonWords.Of(file.Change)}"));

    private ImageComparison Compare(ImageSpec a, ImageSpec b) => ImageSpec.Compare(_folder.Path, a, b);
}
