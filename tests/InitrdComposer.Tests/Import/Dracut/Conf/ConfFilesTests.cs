using InitrdComposer.Diagnostics;
using InitrdComposer.Files;
using InitrdComposer.Import.Dracut.Conf;
using InitrdComposer.Testing;
using Xunit;

namespace InitrdComposer.Tests.Import.Dracut.Conf;

/// <summary>As dropindirs_sort of dracut 059 and 112 has it.</summary>
public sealed class ConfFilesTests : IDisposable
{
    private readonly TempFolder _root = new();

    public void Dispose() => _root.Dispose();

    [Fact]
    public void TheAdministratorsFileHidesTheDistributions()
    {
        Add("etc/dracut.conf", "etc/dracut.conf.d/10-b.conf", "usr/lib/dracut/dracut.conf.d/10-b.conf", "usr/lib/dracut/dracut.conf.d/9-a.conf", "run/initramfs/dracut.conf.d/9-a.conf", "run/initramfs/dracut.conf.d/20-c.conf");
        Assert.Equal(
            ["etc/dracut.conf", "usr/lib/dracut/dracut.conf.d/9-a.conf", "etc/dracut.conf.d/10-b.conf", "run/initramfs/dracut.conf.d/20-c.conf"],
            ConfFiles.OfRoot(Disk.Host, _root.Path).Select(path => Path.GetRelativePath(_root.Path, path)));
    }

    [Fact]
    public void FilesComeBeforeFoldersAndOthersThanConfAreNotRead()
    {
        Add("one/5.conf", "one/5.conf.rpmnew", "two/5.conf", "two/4.conf", "z.conf");
        Assert.Equal(["z.conf", "two/4.conf", "one/5.conf"], ConfFiles.Find(Disk.Host, [_root["one"], _root["z.conf"], _root["two"]]).Select(path => Path.GetRelativePath(_root.Path, path)));
    }

    [Fact]
    public void AFolderWithoutFilesIsAMistake()
    {
        Directory.CreateDirectory(_root["none"]);
        Assert.Equal(FailureKind.Usage, Assert.Throws<ComposerException>(() => ConfFiles.Find(Disk.Host, [_root["none"]])).Id.Kind);
        Assert.Equal(FailureKind.Usage, Assert.Throws<ComposerException>(() => ConfFiles.OfRoot(Disk.Host, _root["none"])).Id.Kind);
    }

    private void Add(params string[] paths)
    {
        foreach (string path in paths)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(_root[path])!);
            File.WriteAllText(_root[path], "");
        }
    }
}
