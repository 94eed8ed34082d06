using InitrdComposer.Diagnostics;
using InitrdComposer.Files;
using InitrdComposer.Formats;
using InitrdComposer.Lock;
using InitrdComposer.Removal;
using InitrdComposer.Root;
using InitrdComposer.Root.Payload;
using InitrdComposer.Testing;
using InitrdComposer.Tests.Root;
using InitrdComposer.Tree;
using Xunit;

namespace InitrdComposer.Tests.Removal;

public sealed class LibraryRemovalTests : IDisposable
{
    private readonly LinkedFiles _linked = new();
    private readonly TempFolder _folder = new();
    private readonly Spool _spool;

    public LibraryRemovalTests() => _spool = new(Disk.Host, _folder.Path);

    public void Dispose()
    {
        _spool.Dispose();
        _folder.Dispose();
        _linked.Dispose();
    }

    [Fact]
    public void AChainGoesWithItsLinksAndSaysWhatNeededIt()
    {
        FakePackage package = new FakePackage("icu").File("/usr/bin/scrub", Program("libi18n.so.1")).File("/usr/bin/other", Program("libc.so.6"))
            .Link("/usr/lib/libi18n.so.1", "libi18n.so.1.2").File("/usr/lib/libi18n.so.1.2", Library("libi18n.so.1", "libuc.so.1", "libc.so.6"))
            .File("/usr/lib/libuc.so.1", Library("libuc.so.1", "libdata.so.1")).File("/usr/lib/libdata.so.1", Library("libdata.so.1"))
            .File("/usr/lib/libc.so.6", Library("libc.so.6")).File("/usr/share/icu.dat", "data");
        LibraryRemovalResult left = Remove("/usr/bin/scrub", package);
        Assert.Equal(["/usr/bin/other", "/usr/lib/libc.so.6", "/usr/share/icu.dat"], Files(left.Tree));
        Assert.Equal(
            [
                "/usr/bin/scrub: named", "/usr/lib/libdata.so.1: needed by /usr/lib/libuc.so.1", "/usr/lib/libi18n.so.1: link to /usr/lib/libi18n.so.1.2",
                "/usr/lib/libi18n.so.1.2: needed by /usr/bin/scrub", "/usr/lib/libuc.so.1: needed by /usr/lib/libi18n.so.1.2",
            ],
            left.Removed.Select(Text));
        Assert.Equal(0, left.Removed[2].Size);
        Assert.True(left.Removed.Where(removed => removed.Reason is not RemovalReason.LinkTo).All(removed => removed.Size > 0));
    }

    [Fact]
    public void WhatAFileThatStaysNeedsStaysHoweverItSaysSo()
    {
        FakePackage package = new FakePackage("a")
            .File("/usr/bin/dropped", Program("libneeded.so.1", "libnoted.so.1", "libmentioned.so.1", "libdirect.so.1", "libgone.so.1"))
            .File("/usr/bin/stays", _linked.Library("stays", ["libneeded.so.1"], LinkedFiles.DlopenNote("libnoted.so.1") + ".section .rodata\n.asciz \"libmentioned.so.1\"\n"))
            .File("/usr/bin/script", "#! /usr/lib/libdirect.so.1 -x\n");
        foreach (string name in new[] { "libneeded.so.1", "libnoted.so.1", "libmentioned.so.1", "libdirect.so.1", "libgone.so.1" }) package.File("/usr/lib/" + name, Library(name));
        Assert.Equal(["/usr/bin/dropped", "/usr/lib/libgone.so.1"], Gone(Remove("/usr/bin/dropped", package)));
    }

    [Fact]
    public void WhatNobodyEverNeededStays() => Assert.Equal(["/usr/bin/dropped"], Gone(Remove(
        "/usr/bin/dropped", new FakePackage("a").File("/usr/bin/dropped", Program()).File("/usr/lib/plugin.so", Library("plugin.so")))));

    [Fact]
    public void OrdinaryLibrariesOfThePackageThatCannotBeLoadedAnyMoreGoAndPluginsDoNot()
    {
        FakePackage program = new FakePackage("a").File("/usr/bin/dropped", Program("libuc.so.1"));
        FakePackage package = new FakePackage("icu").File("/usr/lib/libuc.so.1", Library("libuc.so.1"))
            .File("/usr/lib/libio.so.1", Library("libio.so.1", "libuc.so.1", "libunder.so.1")).File("/usr/lib/libunder.so.1", Library("libunder.so.1"));
        LockedPackage[] locked = [program.Locked, package.Locked];
        LibraryRemovalResult left = Remove(["/usr/bin/dropped"], null, locked, program, package);
        Assert.Equal(["/usr/bin/dropped", "/usr/lib/libio.so.1", "/usr/lib/libuc.so.1", "/usr/lib/libunder.so.1"], Gone(left));
        Assert.Equal(new RemovalReason.Needs(RootPath.Of("/usr/lib/libuc.so.1")), left.Removed[1].Reason);
        foreach ((string path, string name) in new[] { ("/usr/lib/icu/libplugin.so.1", "libplugin.so.1"), ("/usr/lib/libnss_x.so.2", "libnss_x.so.2") })
        {
            FakePackage more = new FakePackage("icu").File("/usr/lib/libuc.so.1", Library("libuc.so.1")).File(path, Library(name, "libuc.so.1"));
            Assert.Equal(["/usr/bin/dropped"], Gone(Remove(["/usr/bin/dropped"], null, locked, program, more)));
        }

        FakePackage user = new FakePackage("b").File("/usr/bin/stays", Program("libio.so.1"));
        Assert.Equal(["/usr/bin/dropped"], Gone(Remove(["/usr/bin/dropped"], null, [.. locked, user.Locked], program, package, user)));
        user = new FakePackage("b").File("/usr/bin/stays", Program("libuc.so.1"));
        Assert.Equal(["/usr/bin/dropped"], Gone(Remove(["/usr/bin/dropped"], null, [.. locked, user.Locked], program, package, user)));
    }

    [Fact]
    public void LibrariesThatNeedEachOtherGoTogether() => Assert.Equal(["/usr/bin/dropped", "/usr/lib/liba.so.1", "/usr/lib/libb.so.1"], Gone(Remove(
        "/usr/bin/dropped",
        new FakePackage("a").File("/usr/bin/dropped", Program("liba.so.1"))
            .File("/usr/lib/liba.so.1", Library("liba.so.1", "libb.so.1")).File("/usr/lib/libb.so.1", Library("libb.so.1", "liba.so.1")))));

    [Fact]
    public void LibrariesThatTheRecipeAsksForStayUnlessTheyAreNamedThemselves()
    {
        FakePackage program = new FakePackage("a").File("/usr/bin/dropped", Program("libwanted.so.1"));
        FakePackage wanted = new FakePackage("wanted").File("/usr/lib/libwanted.so.1", Library("libwanted.so.1", "libunder.so.1")).File("/usr/lib/libunder.so.1", Library("libunder.so.1"));
        LockedPackage asked = wanted.Locked with { RequestedBy = [new(null, "wanted", 3, IsWeak: false)] };
        Assert.Equal(["/usr/bin/dropped"], Gone(Remove(["/usr/bin/dropped"], null, [program.Locked, asked], program, wanted)));
        Assert.Equal(["/usr/bin/dropped", "/usr/lib/libwanted.so.1"], Gone(Remove(["/usr/*/*dropped", "/usr/lib/libwanted*"], null, [program.Locked, asked], program, wanted)));
    }

    [Fact]
    public void APrivateCopyGoesWithItsProgramAndTheSharedOneStays() => Assert.Equal(["/usr/bin/dropped", "/usr/lib/private/liba.so.1"], Gone(Remove(
        "/usr/bin/dropped",
        new FakePackage("a")
            .File("/usr/bin/dropped", _linked.Library("dropped", ["liba.so.1"], "", "--enable-new-dtags", "-rpath", "$ORIGIN/../lib/private"))
            .File("/usr/lib/private/liba.so.1", Library("liba.so.1"))
            .File("/usr/bin/stays", Program("liba.so.1")).File("/usr/lib/liba.so.1", Library("liba.so.1")))));

    [Fact]
    public void WhatAProgramsRPathGivesItsLibrariesStays() => Assert.Equal(["/usr/bin/dropped"], Gone(Remove(
        "/usr/bin/dropped",
        new FakePackage("a")
            .File("/usr/bin/dropped", _linked.Library("dropped", ["libb.so.1"], "", "--enable-new-dtags", "-rpath", "/opt/lib"))
            .File("/usr/bin/stays", _linked.Library("stays", ["liba.so.1"], "", "--disable-new-dtags", "-rpath", "/opt/lib"))
            .File("/opt/lib/liba.so.1", Library("liba.so.1", "libb.so.1")).File("/opt/lib/libb.so.1", Library("libb.so.1"))
            .File("/usr/lib/libb.so.1", Library("libb.so.1")))));

    [Fact]
    public void EveryProcessorsVariantGoesAndOtherMachinesLibrariesDoNot() => Assert.Equal(
        ["/usr/bin/dropped", "/usr/lib64/glibc-hwcaps/x86-64-v3/liba.so.1", "/usr/lib64/liba.so.1"],
        Gone(Remove(
            "/usr/bin/dropped",
            new FakePackage("a").File("/usr/bin/dropped", Program("liba.so.1"))
                .File("/usr/lib64/liba.so.1", Library("liba.so.1")).File("/usr/lib64/glibc-hwcaps/x86-64-v3/liba.so.1", Library("liba.so.1"))
                .File("/usr/lib/liba.so.1", _linked.Library("liba.so.1", [], "", "-m", "elf_i386")))));

    [Fact]
    public void FoldersOfTheLoadersConfigurationComeFirst() => Assert.Equal(["/opt/lib/liba.so.1", "/usr/bin/dropped"], Gone(Remove(
        "/usr/bin/dropped",
        new FakePackage("a").File("/usr/bin/dropped", Program("liba.so.1")).File("/opt/lib/liba.so.1", Library("liba.so.1")).File("/usr/lib/liba.so.1", Library("liba.so.1"))
            .File("/etc/ld.so.conf", "# folders\ninclude ld.so.conf.d/*.conf\n").File("/etc/ld.so.conf.d/opt.conf", "/opt/lib\n"))));

    [Fact]
    public void AConfigurationThatIncludesItselfIsReadOnce() => Assert.Equal(["/opt/lib/liba.so.1", "/usr/bin/dropped"], Gone(Remove(
        "/usr/bin/dropped",
        new FakePackage("a").File("/usr/bin/dropped", Program("liba.so.1")).File("/opt/lib/liba.so.1", Library("liba.so.1")).File("/usr/lib/liba.so.1", Library("liba.so.1"))
            .File("/etc/ld.so.conf", string.Concat(Enumerable.Repeat("include /etc/ld.so.conf\n", 30)) + "/opt/lib\n"))));

    [Fact]
    public void WhatFilesNeedIsRememberedByPackage()
    {
        FakePackage package = new FakePackage("a").File("/usr/bin/dropped", Program("liba.so.1")).File("/usr/lib/liba.so.1", Library("liba.so.1"));
        var store = new MemoryStore();
        string[] first = Gone(Remove(["/usr/bin/dropped"], store, [package.Locked], package));
        var unread = new FakeStore();
        Assert.Equal(first, Gone(new LibraryRemoval(new(new Contents(Disk.Host, [], unread, [], _spool), store), [package.Locked]).Apply(
            RootBuilder.FromHeaders([package.Header], []), [Pattern("/usr/bin/dropped")], new Contents(Disk.Host, [], unread, [], _spool))));
        Assert.Empty(unread.Reads);
    }

    [Fact]
    public void AProgramThatIsDamagedIsAnError()
    {
        FakePackage package = new FakePackage("a").File("/usr/bin/dropped", "x").File("/usr/bin/damaged", Program()[..200]);
        ComposerException e = Assert.Throws<ComposerException>(() => Remove("/usr/bin/dropped", package));
        Assert.Equal(("IC-FIN12", "/usr/bin/damaged"), (e.Id.ToString(), e.Location!.Value.File));
    }

    private byte[] Program(params string[] needed) => _linked.Library("program", needed);

    private byte[] Library(string name, params string[] needed) => _linked.Library(name, needed);

    private LibraryRemovalResult Remove(string pattern, FakePackage package) => Remove([pattern], null, [package.Locked], package);

    private LibraryRemovalResult Remove(string[] patterns, IKeyedStore? store, LockedPackage[] locked, params FakePackage[] packages)
    {
        RootTree tree = RootBuilder.FromHeaders([.. packages.Select(package => package.Header)], []);
        var contents = new Contents(Disk.Host, [tree], new FakeStore(packages), locked, _spool);
        return new LibraryRemoval(new(contents, store), locked).Apply(tree, [.. patterns.Select(Pattern)], contents);
    }

    private static string[] Files(RootTree tree) => [.. tree.Where(node => node.Inode.Body is not FileBody.Directory).Select(node => node.Path.ToString())];

    private static string[] Gone(LibraryRemovalResult left) => [.. left.Removed.Select(removed => removed.Path.ToString())];

    private static string Text(RemovedFile removed) => removed.Path + removed.Reason switch
    {
        RemovalReason.NeededBy(var file) => $": needed by {file}",
        RemovalReason.LinkTo(var library) => $": link to {library}",
        _ => ": named",
    };

    private static Located<string> Pattern(string pattern) => new(pattern, new("recipe.toml"));

    private sealed class MemoryStore : IKeyedStore
    {
        public Dictionary<Digest, byte[]> Results { get; } = [];

        public byte[]? Find(Digest key) => Results.TryGetValue(key, out byte[]? result) ? result : null;

        public void Store(Digest key, ReadOnlyMemory<byte> result)
        {
            lock (Results) Results[key] = result.ToArray();
        }
    }
}
