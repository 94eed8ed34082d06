using InitrdComposer.Config;
using InitrdComposer.Diagnostics;
using InitrdComposer.Files;
using InitrdComposer.Formats;
using InitrdComposer.Lock;
using InitrdComposer.Root.HostTrees;
using InitrdComposer.Testing;
using InitrdComposer.Tests.Config;
using InitrdComposer.Tests.Lock;
using InitrdComposer.Tests.Modules;
using InitrdComposer.Tree;
using Xunit;

namespace InitrdComposer.Tests.Root.HostTrees;

public sealed class KernelTreesTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("root/usr/lib/modules", "root")]
    [InlineData("root/lib/modules", "root")]
    [InlineData("root/lib/modules", "root/lib/modules/6.1.0-tiny")]
    public void AnInstalledKernelIsWhatItsPackageWouldHold(string modules, string directory)
    {
        string kernel = Install(modules);
        Write(Path.Combine(kernel, "vmlinuz"), "kernel");
        Write(Path.Combine(kernel, "System.map"), "not for an image");
        Directory.CreateSymbolicLink(Path.Combine(kernel, "build"), "/usr/src/linux");
        IReadOnlyList<RootNode> nodes = Read(directory, out _);
        Assert.Equal(
            [.. TinyKernel.Unpacked.Where(node => node.Inode.Body is FileBody.Regular).Select(node => node.Path.ToString()).Append($"/{TinyKernel.Folder}/vmlinuz").Order(StringComparer.Ordinal)],
            nodes.Select(node => node.Path.ToString()));
        Assert.All(nodes, node => Assert.Equal(Metadata.OfRoot(0b110_100_100), node.Inode.Metadata));
        Assert.Equal(
            [.. TinyKernel.Unpacked.Select(node => (node.Inode.Body as FileBody.Regular)?.Content.Digest).OfType<Digest>().Append(Digest.Sha256Of("kernel"u8)).Order(Comparer<Digest>.Create((a, b) => string.CompareOrdinal(a.Hex, b.Hex)))],
            nodes.Select(node => ((FileBody.Regular)node.Inode.Body).Content.Digest).Order(Comparer<Digest>.Create((a, b) => string.CompareOrdinal(a.Hex, b.Hex))));
    }

    [Fact]
    public void TheImageMayBeInBoot()
    {
        Install("root/usr/lib/modules");
        Write(_folder["root/boot/vmlinuz-6.1.0-tiny"], "kernel");
        Write(_folder["root/boot/vmlinuz-6.0"], "another");
        RootNode image = Assert.Single(Read("root", out _), node => node.Path.ToString().EndsWith("vmlinuz", StringComparison.Ordinal));
        Assert.Equal(_folder["root/boot/vmlinuz-6.1.0-tiny"], Assert.IsType<FileContent.Host>(((FileBody.Regular)image.Inode.Body).Content).Path);
    }

    [Fact]
    public void WhereLibIsALinkTheKernelIsFoundOnce()
    {
        Install("root/usr/lib/modules");
        Directory.CreateSymbolicLink(_folder["root/lib"], "usr/lib");
        Assert.NotEmpty(Read("root", out _));
    }

    [Fact]
    public void ALinkedModuleStaysALink()
    {
        string kernel = Install("root/usr/lib/modules");
        Directory.CreateDirectory(Path.Combine(kernel, "weak-updates"));
        File.CreateSymbolicLink(Path.Combine(kernel, "weak-updates", "x.ko"), "../extra/tiny_other.ko");
        RootNode link = Assert.Single(Read("root", out _), node => node.Inode.Body is FileBody.SymbolicLink);
        Assert.Equal("../extra/tiny_other.ko", ((FileBody.SymbolicLink)link.Inode.Body).Target.ToString());
    }

    [Theory]
    [InlineData("kernel/fs/tinyfs.ko\nkernel/lib/tiny-base.ko\n")]
    [InlineData("fs/tinyfs.ko\nlib/tiny-base.ko\n")]
    [InlineData("fs/tinyfs.o\nlib/tiny-base.o\n")]
    public void ABuildFolderIsWhatItsInstallationWouldBe(string order)
    {
        Build(order);
        Write(_folder["linux/arch/x86/boot/bzImage"], "kernel");
        IReadOnlyList<RootNode> nodes = Read("linux", out _);
        Assert.Equal(
            ["kernel/fs/tinyfs.ko", "kernel/lib/tiny-base.ko", "modules.builtin", "modules.order", "vmlinuz"],
            nodes.Select(node => node.Path.ToString()["/usr/lib/modules/6.1.0-tiny/".Length..]));
        Assert.Equal(
            "kernel/fs/tinyfs.ko\nkernel/lib/tiny-base.ko\n"u8,
            Assert.IsType<FileContent.Generated>(((FileBody.Regular)nodes[3].Inode.Body).Content).Bytes.Span);
    }

    [Fact]
    public void AModuleBelowTheSourcesOwnKernelFolderKeepsItsName()
    {
        Build("kernel/trace/probe.ko\n");
        Write(_folder["linux/kernel/trace/probe.ko"], "probe");
        Assert.Equal("/usr/lib/modules/6.1.0-tiny/kernel/kernel/trace/probe.ko", Read("linux", out _)[0].Path.ToString());
    }

    [Fact]
    public void AnUnfinishedBuildIsRefused()
    {
        Build("fs/tinyfs.ko\nfs/later.ko\n");
        ComposerException exception = Assert.Throws<ComposerException>(() => Read("linux", out _));
        Assert.Equal("IC-SRC09 roles.kernel: the kernel build is not finished: fs/later.ko of modules.order is not there", $"{exception.Id} {exception.Message}");
    }

    [Fact]
    public void AFolderWithoutAKernelIsTheRecipesMistake()
    {
        Directory.CreateDirectory(_folder["empty"]);
        ComposerException exception = Assert.Throws<ComposerException>(() => Read("empty", out _));
        Assert.Equal(("IC-SRC09", FailureKind.Usage), (exception.Id.ToString(), exception.Id.Kind));
    }

    [Fact]
    public void SeveralKernelsAreNamed()
    {
        Install("root/usr/lib/modules");
        Write(_folder["root/usr/lib/modules/6.2/modules.order"], "");
        ComposerException exception = Assert.Throws<ComposerException>(() => Read("root", out _));
        Assert.Equal("roles.kernel: root holds 2 kernels: 6.1.0-tiny, 6.2", exception.Message);
    }

    [Fact]
    public void OneKernelFromTwoFoldersIsRefused()
    {
        Install("a/usr/lib/modules");
        Install("b/lib/modules");
        Recipe recipe = RecipeOf("[{ directory = \"a\" }, { directory = \"b\" }]");
        LockFile locked = Locks.Small with { Kernels = KernelTrees.Lock(Disk.Host, recipe, _folder.Path) };
        Assert.Equal(locked.Kernels[0].Digest, locked.Kernels[1].Digest);
        ComposerException exception = Assert.Throws<ComposerException>(() => KernelTrees.Read(Disk.Host, recipe, locked, _folder.Path));
        Assert.StartsWith("roles.kernel: b and a both hold /usr/lib/modules/6.1.0-tiny/", exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/lib/modules/6.1.0-tiny/modules.builtin", false)]
    [InlineData("/usr/lib/modules/6.1.0-tiny/modules.order", false)]
    [InlineData("/usr/lib/modules/6.1.0-tiny/extra/driver.ko", true)]
    [InlineData("/usr/lib/modules/6.1.0-other/modules.builtin", true)]
    public void OneKernelFromAFolderAndAPackageIsRefusedAndModulesForItAreNot(string file, bool isApart)
    {
        Install("a/usr/lib/modules");
        Recipe recipe = RecipeOf("[{ directory = \"a\" }, \"kernel\"]");
        LockFile locked = Locks.Small with { Kernels = KernelTrees.Lock(Disk.Host, recipe, _folder.Path) };
        IReadOnlyList<RootNode> folders = KernelTrees.Read(Disk.Host, recipe, locked, _folder.Path);
        Exception? exception = Record.Exception(() => KernelTrees.RequireApart(folders, [new FakePackage("kernel").File(file, "").Header]));
        if (isApart) Assert.Null(exception);
        else Assert.StartsWith("roles.kernel: the folder's kernel and package kernel-", Assert.IsType<ComposerException>(exception).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("vmlinuz", true)]
    [InlineData("modules.order", true)]
    [InlineData("kernel/lib/tiny-base.ko", true)]
    [InlineData("System.map", false)]
    [InlineData("modules.dep", false)]
    public void WhatAnImageCanTakeMakesTheLockStaleAndNothingElseDoes(string file, bool isStale)
    {
        string kernel = Install("root/usr/lib/modules");
        _ = Read("root", out LockFile locked);
        Write(Path.Combine(kernel, file), "changed");
        Recipe recipe = RecipeOf("{ directory = \"root\" }");
        if (!isStale)
        {
            Assert.NotEmpty(KernelTrees.Read(Disk.Host, recipe, locked, _folder.Path));
            return;
        }

        ComposerException exception = Assert.Throws<ComposerException>(() => KernelTrees.Read(Disk.Host, recipe, locked, _folder.Path));
        Assert.Equal(("IC-LCK04", FailureKind.Verification, "run: initrd-composer lock small.toml"), (exception.Id.ToString(), exception.Id.Kind, exception.Hint));
    }

    [Fact]
    public void ModesAndTimesDoNotMakeTheLockStale()
    {
        string kernel = Install("root/usr/lib/modules");
        _ = Read("root", out LockFile locked);
        string module = Path.Combine(kernel, "kernel/lib/tiny-base.ko");
        File.SetUnixFileMode(module, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        File.SetLastWriteTimeUtc(module, DateTime.UnixEpoch);
        Assert.NotEmpty(KernelTrees.Read(Disk.Host, RecipeOf("{ directory = \"root\" }"), locked, _folder.Path));
    }

    private static Recipe RecipeOf(string kernel) => Recipes.Parse(Recipes.Small + $"[roles]\nkernel = {kernel}\n");

    private static void Write(string path, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
    }

    private IReadOnlyList<RootNode> Read(string directory, out LockFile locked)
    {
        Recipe recipe = RecipeOf($"{{ directory = \"{directory}\" }}");
        locked = Locks.Small with { Kernels = KernelTrees.Lock(Disk.Host, recipe, _folder.Path) };
        return KernelTrees.Read(Disk.Host, recipe, locked, _folder.Path);
    }

    /// <summary>The kernel of tests/fixtures/modules below a folder.</summary>
    private string Install(string modules)
    {
        string from = Checkout.Fixture("modules", "tree", "usr", "lib", "modules"), to = _folder[modules];
        foreach (string file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
        {
            string target = Path.Combine(to, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }

        return Path.Combine(to, TinyKernel.Release);
    }

    private void Build(string order)
    {
        Write(_folder["linux/include/config/kernel.release"], "6.1.0-tiny\n");
        Write(_folder["linux/modules.order"], order);
        Write(_folder["linux/modules.builtin"], "kernel/lib/x.ko\n");
        Write(_folder["linux/Makefile"], "");
        Write(_folder["linux/fs/tinyfs.ko"], "tinyfs");
        Write(_folder["linux/lib/tiny-base.ko"], "tiny-base");
    }
}
