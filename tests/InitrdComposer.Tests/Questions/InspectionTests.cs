using System.Text;
using InitrdComposer.Diagnostics;
using InitrdComposer.Files;
using InitrdComposer.Questions;
using InitrdComposer.Testing;
using Xunit;

namespace InitrdComposer.Tests.Questions;

/// <summary>What begins with NULs: an initrd of GNU cpio that the kernel reads all the same, or something else.</summary>
public sealed class InspectionTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(4, "cat")]
    [InlineData(512, "cat")]
    [InlineData(40_000, "cat")] // more than the first look takes in
    [InlineData(4, "gzip -c")]
    [InlineData(3, "gzip -c")] // only a plain archive begins at a multiple of 4
    public void AnInitrdMayBeginWithNuls(int padding, string filter)
    {
        Write(padding, filter);
        Inspection.Initrd initrd = Assert.IsType<Inspection.Initrd>(Inspect());
        Assert.Equal(["a"], initrd.Members.Select(member => Encoding.UTF8.GetString(member.Name.Span)));
        Assert.Equal(padding, Assert.Single(initrd.Segments).Offset);
    }

    [Fact]
    public void ThePlainArchiveThatTheKernelWouldNotFindIsRefused()
    {
        Write(3, "cat");
        Assert.Equal("IC-CPI30", $"{Assert.Throws<ComposerException>(Inspect).Id}");
    }

    [Fact]
    public void NulsAloneAreNoInitrd()
    {
        File.WriteAllBytes(_folder["image"], new byte[8192]);
        Assert.Equal(new Inspection.Other("unknown data"), Inspect());
    }

    [Fact]
    public void AFileSystemThatBeginsWithNulsIsStillOne()
    {
        using (FileStream image = File.Create(_folder["image"])) image.SetLength(1 << 20);
        Tool.Require("/sbin/mke2fs", "e2fsprogs").Run("-q", "-F", _folder["image"]);
        Assert.Equal(new Inspection.Other("ext2, ext3 or ext4 file system"), Inspect());
    }

    private Inspection Inspect() => Inspection.Of(Disk.Host, _folder["image"]);

    private void Write(int padding, string filter)
    {
        File.WriteAllText(_folder["a"], "a");
        Tool.Require("cpio", "cpio");
        Tool.Require("sh", "dash").Run(
            "-c", $"cd {_folder.Path} && (head -c {padding} /dev/zero; echo a | cpio --quiet -o -H newc | {filter}) > image");
    }
}
