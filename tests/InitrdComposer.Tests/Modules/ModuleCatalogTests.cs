using System.IO.Compression;
using InitrdComposer.Diagnostics;
using InitrdComposer.Files;
using InitrdComposer.Formats;
using InitrdComposer.Modules;
using InitrdComposer.Tree;
using Xunit;
using static InitrdComposer.Tests.Modules.TinyKernel;

namespace InitrdComposer.Tests.Modules;

public sealed class ModuleCatalogTests
{
    private const string LaterPath = Folder + "/kernel/misc/tiny_later.ko";

    [Fact]
    public void TheKernelsVersionIsItsFoldersName()
    {
        Assert.Equal(Release, Catalog.KernelVersion);
        Assert.Equal(["kernel/drivers/tiny-built-in.ko", "kernel/fs/ext9/ext9.ko"], Catalog.BuiltinPaths);
    }

    [Fact]
    public void EachKernelHasACatalogOfItsOwn()
    {
        RootTree two = Unpacked.With([File("usr/lib/modules/6.2.0/modules.builtin", [])]);
        Assert.Equal([(Release, true), ("6.2.0", false)], ReadAll(two).Select(catalog => (catalog.KernelVersion, catalog.Modules.Length > 0)));
    }

    [Fact]
    public void AddOnsForAnotherKernelAreNoKernel() =>
        Assert.Equal(Release, Read(Unpacked.With([File("usr/lib/modules/6.0.0/extra/kmp.ko", [])])).KernelVersion);

    [Fact]
    public void NoKernelIsSaid() => Assert.Equal("IC-MOD02", Assert.Throws<ComposerException>(() => Read(RootTree.Empty)).Id.ToString());

    [Fact]
    public void AGzipModuleReads()
    {
        var compressed = new MemoryStream();
        using (var gzip = new GZipStream(compressed, CompressionMode.Compress)) gzip.Write(BytesOf(Unpacked, LaterPath));
        ModuleCatalog catalog = Read(Without(LaterPath).With([File(LaterPath + ".gz", compressed.ToArray())]));
        Assert.Contains(catalog.Modules, module => module.Path == "kernel/misc/tiny_later.ko.gz");
    }

    [Fact]
    public void AModuleOfAnotherKernelIsRefused()
    {
        byte[] module = BytesOf(Unpacked, LaterPath);
        module.AsSpan()[(module.AsSpan().IndexOf("vermagic="u8) + "vermagic=".Length)..][0] = (byte)'5';
        Fails(Unpacked.With([File(LaterPath, module)]), "IC-KMO05", "vermagic: got 5.1.0-tiny, expected 6.1.0-tiny");
    }

    [Fact]
    public void AModuleOfAnotherProcessorIsRefused()
    {
        ComposerException e = Assert.Throws<ComposerException>(() => Read(Unpacked, "aarch64"));
        Assert.Equal("e_machine: got Amd64, expected AArch64", e.Message);
        Assert.Equal("IC-KMO01", e.Id.ToString());
    }

    [Theory]
    [InlineData("kernel/fs/tinyfs.ko.xz", "IC-KMO06")]
    [InlineData("kernel/crypto/tiny_hash.ko.zst", "IC-KMO06")]
    [InlineData("kernel/misc/tiny_later.ko", "IC-KMO02")]
    public void ATruncatedModuleIsNamed(string path, string id)
    {
        byte[] whole = BytesOf(Unpacked, $"{Folder}/{path}");
        ComposerException e = Fails(Unpacked.With([File($"{Folder}/{path}", whole[..^20])]), id, null);
        Assert.Equal($"/{Folder}/{path}", e.Location?.File);
    }

    [Fact]
    public void MalformedBuiltinInfoIsNamed() => Fails(Unpacked.With([File(Folder + "/modules.builtin.modinfo", "x"u8.ToArray())]), "IC-KMO03", null);

    [Fact]
    public void APathThatIndexesCannotHoldIsRefused() => Fails(Unpacked.With([File(Folder + "/kernel/a b.ko", [])]), "IC-KMO10", null);

    [Fact]
    public void OfTwoModulesOfOneNameTheOneInUpdatesCountsElseTheFirst()
    {
        Assert.Contains(Catalog.Modules, module => module.Path == "updates/tiny_new.ko");
        ModuleCatalog catalog = Read(Unpacked.With([File(Folder + "/extra/tiny-later.ko", BytesOf(Unpacked, LaterPath))]));
        Assert.Equal("extra/tiny-later.ko", Assert.Single(catalog.Modules, module => module.Name == "tiny_later").Path);
    }

    [Fact]
    public void ALinkToAnotherKernelsModuleIsFollowedAndPackedWithIt()
    {
        byte[] foreign = BytesOf(Unpacked, LaterPath);
        foreign.AsSpan()[(foreign.AsSpan().IndexOf("vermagic="u8) + "vermagic=".Length)..][0] = (byte)'5';
        RootTree kernel = Unpacked.With(
        [
            File("usr/lib/modules/5.1.0-tiny/extra/kmp.ko", foreign),
            Link(Folder + "/weak-updates/kmp.ko", "/usr/lib/modules/5.1.0-tiny/extra/kmp.ko"),
            Link(Folder + "/weak-updates/gone.ko", "/nowhere.ko"),
        ]);
        ModuleSelectionResult result = KernelModules.Select(RootTree.Empty, Read(kernel), new([new("kmp", new SourceLocation("r"))], []));
        Assert.True(result.Tree.Contains(RootPath.Of(Folder + "/weak-updates/kmp.ko")));
        Assert.True(result.Tree.Contains(RootPath.Of("usr/lib/modules/5.1.0-tiny/extra/kmp.ko")));
        Assert.Contains(result.Notices, notice => notice.Message.Contains("gone.ko", StringComparison.Ordinal));
    }

    [Fact]
    public void WhatIsCachedIsWhatWasRead()
    {
        var cache = new Cache();
        ModuleCatalog first = Read(Unpacked, cache: cache);
        ModuleCatalog second = Read(Unpacked, cache: cache);
        Assert.Equal(1, cache.Stores);
        Assert.Equivalent(first.Modules, second.Modules, strict: true);
        Read(Without(LaterPath), cache: cache);
        Assert.Equal(2, cache.Stores);
    }

    private static RootTree Without(string path) => Unpacked.Without(node => node.Path == RootPath.Of(path));

    private static ComposerException Fails(RootTree kernel, string id, string? message)
    {
        ComposerException e = Assert.Throws<ComposerException>(() => Read(kernel));
        Assert.Equal(id, e.Id.ToString());
        if (message is not null) Assert.Equal(message, e.Message);
        return e;
    }

    private sealed class Cache : IKeyedStore
    {
        private Digest _key;
        private byte[]? _stored;

        public int Stores { get; private set; }

        public byte[]? Find(Digest key) => key == _key ? _stored : null;

        public void Store(Digest key, ReadOnlyMemory<byte> catalog)
        {
            _key = key;
            _stored = catalog.ToArray();
            Stores++;
        }
    }
}
