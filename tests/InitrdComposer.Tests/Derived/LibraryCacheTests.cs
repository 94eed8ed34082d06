using System.Text;
using FsCheck;
using FsCheck.Fluent;
using InitrdComposer.Derived;
using InitrdComposer.Diagnostics;
using InitrdComposer.Files;
using InitrdComposer.Formats;
using InitrdComposer.Formats.LdSoCache;
using InitrdComposer.Root.Payload;
using InitrdComposer.Testing;
using InitrdComposer.Testing.Elf;
using InitrdComposer.Tests.Root;
using InitrdComposer.Tests.Tree;
using InitrdComposer.Tree;
using Xunit;

namespace InitrdComposer.Tests.Derived;

/// <summary>Held against ldconfig, byte for byte up to where each says who it is.</summary>
public sealed class LibraryCacheTests : IDisposable
{
    /// <summary>Debian's ldconfig looks into its libc's folder, and so does the image's.</summary>
    private static readonly RootNode[] Debian =
    [
        Library("/usr/lib/x86_64-linux-gnu/libc.so.6", "libc.so.6"), Link("/lib", "usr/lib"), Link("/lib64", "usr/lib64"), File("/etc/ld.so.conf", "include ld.so.conf.d/a.conf\t/etc/ld.so.conf.d/b*.conf  /nowhere/*.conf\n"),
        File("/etc/ld.so.conf.d/a.conf", "# folders\n/opt/a/\n  /usr/lib64 # of 64 bits\n/lib64\n/nowhere\n"), File("/etc/ld.so.conf.d/b.conf", "/opt/32\n\n/opt/x32\n"), Folder("/usr/lib64"),
        Folder("/opt/a"), Folder("/opt/32"), Folder("/opt/x32"), Folder("/usr/lib64/glibc-hwcaps/of-none"), File("/usr/lib64/glibc-hwcaps/README", "no folder"),
    ];

    private static readonly string[] Names =
        ["liba.so", "liba.so.1", "liba.so.1.2", "liba.so.1.10", "libb-2.31.so", "libb.so.2", "ld-x.so.1", "ld.so.1", "libc.so.7", "plugin.so", "libd.so.1;5f", "libe.so.1.dpkg-new", "lib.txt"];

    private static readonly string[] Folders =
        ["/opt/a", "/opt/32", "/opt/x32", "/usr/lib", "/usr/lib64", "/usr/lib/x86_64-linux-gnu", "/usr/lib64/glibc-hwcaps/x86-64-v2", "/usr/lib64/glibc-hwcaps/x86-64-v3", "/opt/a/glibc-hwcaps/x86-64-v3"];

    private readonly TempFolder _folder = new();
    private readonly Spool _spool;

    public LibraryCacheTests() => _spool = new(Disk.Host, _folder.Path);

    public void Dispose()
    {
        _spool.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void LibrariesOfAllKindsAreFoundAsLdconfigFindsThem() => Prop.ForAll(
        Arb.From(Gen.ListOf(Gen.Elements(Folders).SelectMany(folder => Gen.Elements(Names[..10]).SelectMany(name => Node(folder, name))))),
        nodes => RequireLdconfigs([.. nodes.Where(node => !Debian.Select(other => other.Path).Contains(node.Path)).DistinctBy(node => node.Path)]))
        .Check(FsCheck.Config.QuickThrowOnFailure.WithMaxTest(150).WithEndSize(40));

    [Fact]
    public void LibrariesOfOtherMachinesAndOtherFilesAreNot() => RequireLdconfigs(
        Library("/usr/lib/libarm.so.1", "libarm.so.1", machine: 183), File("/usr/lib/libtext.so", "INPUT(libarm.so.1)"), Link("/usr/lib/libgone.so.1", "nowhere"), Folder("/usr/lib/libfolder.so"),
        Link("/usr/lib/libfolder2.so", "libfolder.so"), File("/usr/lib/libempty.so.1", ""));

    [Fact]
    public void LevelsOfProcessorsAreTheHighestThatALibraryNeeds() => Assert.Equal(
        ["libfour 3", "libone 0", "libtwo 1", "libunsaid 0"],
        from entry in RequireLdconfigs(
            [.. from library in new (string Name, uint? Isa)[] { ("libone", 1), ("libtwo", 3), ("libfour", 8), ("libunsaid", null) }
                select Library($"/usr/lib64/glibc-hwcaps/x86-64-v3/{library.Name}.so.1", library.Name + ".so.1", isa: library.Isa)]).Entries
        where entry.Hwcaps is not null
        orderby entry.SoName
        select $"{entry.SoName[..^5]} {entry.IsaLevel}");

    [Fact]
    public void WhatPackageManagersAreStillWritingIsNoLibrary() =>
        Assert.Equal(["libc.so.6"], Cache([.. Debian, .. Names[10..].Select(name => Library("/usr/lib/" + name, name + ".x"))]).Entries.Select(entry => entry.SoName));

    [Fact]
    public void DistributionsWithoutFoldersOfArchitecturesHaveLibAndItsVariants()
    {
        LdSoCacheFile cache = Cache(
            [
                Library("/usr/lib64/libc.so.6", "libc.so.6"), Link("/lib64", "usr/lib64"), Link("/lib", "usr/lib"), Library("/usr/lib/libc.so.6", "libc.so.6", is64Bit: false, machine: 3),
                Library("/usr/libx32/libc.so.6", "libc.so.6", is64Bit: false), Library("/usr/local/lib/libz.so.1", "libz.so.1"),
            ]);
        Assert.Equal(
            ["/usr/libx32/libc.so.6 X32", "/lib64/libc.so.6 X8664", "/lib/libc.so.6 LibC6"], cache.Entries.Select(entry => $"{entry.Path} {entry.Flags}"));
    }

    [Theory]
    [InlineData(0x05000400u, "ArmHardFloat")]
    [InlineData(0x05000200u, "ArmSoftFloat")]
    [InlineData(0x05000000u, "LibC6")]
    [InlineData(0x04000400u, "LibC6")]
    public void ArmTakesItsOwnLibrariesAndThoseOf32Bits(uint flags, string kind)
    {
        LdSoCacheFile cache = Cache(
            [
                Library("/usr/lib64/liba.so.1", "liba.so.1", machine: 183), Library("/usr/lib/libx86.so.1", "libx86.so.1"),
                File("/usr/lib/liba.so.1", Encoding.Latin1.GetString(new SharedObjectSpec("liba.so.1") { Is64Bit = false, Machine = 40, Flags = flags }.ToBytes())),
            ],
            "aarch64");
        Assert.Equal(
            new[] { "/usr/lib64/liba.so.1 AArch64", $"/usr/lib/liba.so.1 {kind}" }.Order(), cache.Entries.Select(entry => $"{entry.Path} {entry.Flags}").Order());
    }

    [Fact]
    public void ALinkThatLdconfigWouldMakeIsTold()
    {
        RootNode[] nodes =
        [
            Library("/usr/lib/liba.so.1.2", "liba.so.1"), Library("/usr/lib/libb.so.1.2", "libb.so.1"), Link("/usr/lib/libb.so.1", "libb.so.1.2"),
            Library("/usr/lib/libc.so.1.2", "libc.so.1"), Link("/usr/lib/libc.so.1", "libb.so.1.2"), Library("/usr/lib64/glibc-hwcaps/x86-64-v3/libd.so.1.2", "libd.so.1"),
        ];
        DerivedTree derived = Apply([.. Debian, .. nodes]);
        Assert.Equal(
            [
                "/lib/liba.so.1, the name that programs need /usr/lib/liba.so.1.2 by, does not lead to it: they will not start",
                "/lib/libc.so.1, the name that programs need /usr/lib/libc.so.1.2 by, does not lead to it: they will not start",
            ],
            derived.Notices.Select(notice => notice.Message));
        using var root = new TempFolder();
        TreeFolder.Write(RootTree.Of([.. Debian, .. nodes]), root.Path);
        Tool.Require("ldconfig", "libc-bin").Run("-r", root.Path, "-C", "/etc/cache");
        Assert.Equal("liba.so.1.2", System.IO.File.ResolveLinkTarget(root["usr/lib/liba.so.1"], false)?.Name);
        Assert.Equal("libc.so.1.2", System.IO.File.ResolveLinkTarget(root["usr/lib/libc.so.1"], false)?.Name);
        Assert.False(System.IO.File.Exists(root["usr/lib64/glibc-hwcaps/x86-64-v3/libd.so.1"]));
    }

    [Fact]
    public void ItTakesThePlaceOfAPackagedOneAndIsForEverybodyToRead()
    {
        RootTree tree = Apply([.. Debian, File("/etc/ld.so.cache", "old")]).Tree;
        RootNode cache = tree.Single(node => node.Path == RootPath.Of("/etc/ld.so.cache"));
        Assert.Equal(new Origin.Generated("library-cache"), cache.Origin);
        Assert.Equal(0b110_100_100, cache.Inode.Metadata.Mode);
        Assert.Equal(LdSoCacheHeader.Magic.ToArray(), ((FileContent.Generated)((FileBody.Regular)cache.Inode.Body).Content).Bytes[..LdSoCacheHeader.Magic.Length].ToArray());
    }

    [Fact]
    public void DamagedHeadersOfALibraryForBetterProcessorsAreMalformed()
    {
        byte[] library = new SharedObjectSpec("liba.so.1") { IsaNeeded = 4 }.ToBytes();
        library[64 + (2 * 56) + 8 + 7] = 0x7F;
        var exception = Assert.Throws<ComposerException>(() => Apply([.. Debian, new(RootPath.Of("/usr/lib64/glibc-hwcaps/x86-64-v3/liba.so.1"), Inode.File(library), Origin.Parent)]));
        Assert.Equal(FailureKind.Malformed, exception.Id.Kind);
    }

    private static Gen<RootNode> Node(string folder, string name)
    {
        var soNames = Gen.Elements<string?>(name, null, "liba.so.1", "liba.so.1.2", "libb.so.2", "libq.so.10", "libq.so.9");
        return Gen.OneOf(
            Gen.Zip(soNames, Gen.Elements<uint?>(null, 1, 4, 15)).Select(pair => folder switch
            {
                "/opt/32" => Library($"{folder}/{name}", pair.Item1, is64Bit: false, machine: 3),
                "/opt/x32" => Library($"{folder}/{name}", pair.Item1, is64Bit: false),
                _ => Library($"{folder}/{name}", pair.Item1, isa: pair.Item2),
            }),
            Gen.Elements(Names[..10]).Select(target => Link($"{folder}/{name}", target)));
    }

    private LdSoCacheFile RequireLdconfigs(params RootNode[] nodes)
    {
        var tree = RootTree.Of([.. Debian, .. nodes]);
        using var root = new TempFolder();
        TreeFolder.Write(tree, root.Path);
        Tool.Require("ldconfig", "libc-bin").Run("-X", "-r", root.Path, "-C", "/etc/cache");
        byte[] expected = System.IO.File.ReadAllBytes(root["etc/cache"]);
        byte[] actual = Bytes(Apply([.. tree]).Tree);
        Assert.Equal(LdSoCacheFile.Read(expected).Entries, LdSoCacheFile.Read(actual).Entries);
        int strings = (int)LdSoCacheHeader.Read(expected).ExtensionOffset;
        Assert.Equal(Convert.ToHexString(expected.AsSpan(0, strings)), Convert.ToHexString(actual.AsSpan(0, strings)));
        return LdSoCacheFile.Read(actual);
    }

    private LdSoCacheFile Cache(IEnumerable<RootNode> nodes, string architecture = "x86_64") => LdSoCacheFile.Read(Bytes(Apply(nodes, architecture).Tree));

    private DerivedTree Apply(IEnumerable<RootNode> nodes, string architecture = "x86_64")
    {
        RootTree tree = RootTree.Of(nodes).WithParents();
        var contents = new Contents(Disk.Host, [tree], new FakeStore(), [], _spool);
        return new LibraryCache(contents, null).Apply(tree, contents, architecture);
    }

    private static byte[] Bytes(RootTree tree) =>
        ((FileContent.Generated)((FileBody.Regular)tree.Single(node => node.Path == RootPath.Of("/etc/ld.so.cache")).Inode.Body).Content).Bytes.ToArray();

    /// <summary>It needs libc: up to glibc 2.36 ldconfig took a library of i386 that does not for one of any libc.</summary>
    private static RootNode Library(string path, string? soName, bool is64Bit = true, ushort machine = 62, uint? isa = null) =>
        new(RootPath.Of(path), Inode.File(new SharedObjectSpec(soName) { Is64Bit = is64Bit, Machine = machine, IsaNeeded = isa, Needed = ["libc.so.6"] }.ToBytes()), Origin.Parent);

    private static RootNode File(string path, string text) => new(RootPath.Of(path), Inode.File(Encoding.Latin1.GetBytes(text)), Origin.Parent);

    private static RootNode Link(string path, string target) => new(RootPath.Of(path), Inode.SymbolicLink(target), Origin.Parent);

    private static RootNode Folder(string path) => new(RootPath.Of(path), Inode.Folder(), Origin.Parent);
}
