using System.Text;
using InitrdComposer.Diagnostics;
using InitrdComposer.Files;
using InitrdComposer.Formats.IO;
using InitrdComposer.Proof;
using InitrdComposer.Questions;
using InitrdComposer.Testing;
using InitrdComposer.Tests.Removal;
using InitrdComposer.Tree;
using Xunit;

namespace InitrdComposer.Tests.Questions;

/// <summary>Initrds of other makers as trees: archives of GNU cpio.</summary>
public sealed class InitrdTreeTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void ConfigurationIsKeptAndOfProgramsWhatTheyNeed()
    {
        using var linked = new LinkedFiles();
        Write("etc/modprobe.d/a.conf", "blacklist a\n"u8.ToArray());
        Write("usr/lib/libx.so.1", linked.Library("libx.so.1", ["liby.so.2"]));
        Write("init", "#!/bin/sh\n"u8.ToArray());
        Write("usr/lib/damaged", "\u007fELF and nothing more"u8.ToArray());
        InitrdTree tree = Read();
        Assert.Equal("blacklist a\n", TextOf(tree, "/etc/modprobe.d/a.conf"));
        Assert.Equal(["/init", "/usr/lib/libx.so.1"], tree.Needs.Keys.Order().Select(path => path.ToString()));
        Assert.Equal(["liby.so.2"], tree.Needs[RootPath.Of("/usr/lib/libx.so.1")].Dynamic.Needed);
        Assert.Throws<InvalidOperationException>(() => TextOf(tree, "/usr/lib/libx.so.1"));
    }

    /// <summary>cpio gives the data to the last name of an inode.</summary>
    [Fact]
    public void EveryNameOfAHardLinkHasTheContent()
    {
        Write("etc/one", "same\n"u8.ToArray());
        Tool.Require("ln", "coreutils").Run(_folder["root/etc/one"], _folder["root/etc/two"]);
        Tool.Require("ln", "coreutils").Run(_folder["root/etc/one"], _folder["root/etc/zwei"]);
        InitrdTree tree = Read();
        Assert.All((string[])["/etc/one", "/etc/two", "/etc/zwei"], path => Assert.Equal("same\n", TextOf(tree, path)));
    }

    [Fact]
    public void FoldersThatAnArchiveDoesNotNameAreThere()
    {
        Write("usr/lib/modules/1/modules.dep", []);
        Assert.True(Read(find: "find usr/lib/modules/1/modules.dep").Tree.Contains(RootPath.Of("/usr/lib/modules")));
    }

    [Fact]
    public void AnImageThatIsNoneIsRefused()
    {
        File.WriteAllText(_folder["text"], "no initrd");
        Assert.Equal("IC-CPI02", Assert.Throws<ComposerException>(() => InitrdTree.Read(Disk.Host, _folder["text"])).Id.ToString());
        Assert.Throws<ComposerException>(() => ImageProof.Of(Disk.Host, _folder["nothing"], "nothing", ProofClaims.None));
    }

    private static string TextOf(InitrdTree initrd, string path)
    {
        Assert.True(initrd.Tree.TryFind(RootPath.Of(path), out RootNode? node));
        PositionalSource source = initrd.Open(((FileBody.Regular)node.Inode.Body).Content);
        return Encoding.UTF8.GetString(source.ReadAll());
    }

    private void Write(string path, byte[] content)
    {
        string file = _folder[$"root/{path}"];
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllBytes(file, content);
    }

    private InitrdTree Read(string find = "find .")
    {
        Tool.Require("cpio", "cpio");
        Tool.Require("sh", "dash").Run("-c", $"cd '{_folder["root"]}' && {find} | sort | cpio -o -H newc --quiet >'{_folder["initrd"]}'");
        return InitrdTree.Read(Disk.Host, _folder["initrd"]);
    }
}
