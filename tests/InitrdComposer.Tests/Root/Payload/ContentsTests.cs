using System.Text;
using InitrdComposer.Diagnostics;
using InitrdComposer.Files;
using InitrdComposer.Formats;
using InitrdComposer.Formats.Compression;
using InitrdComposer.Formats.IO;
using InitrdComposer.Root;
using InitrdComposer.Root.Payload;
using InitrdComposer.Testing;
using InitrdComposer.Tree;
using Xunit;
using static InitrdComposer.Tests.Tree.Nodes;

namespace InitrdComposer.Tests.Root.Payload;

public sealed class ContentsTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly Spool _spool;

    public ContentsTests() => _spool = new(Disk.Host, _folder.Path);

    public void Dispose()
    {
        _spool.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void EveryFileOfTheTreesCanBeRead()
    {
        FakePackage a = new FakePackage("a").File("/a", "alpha").File("/empty", "");
        FakePackage b = new FakePackage("b").File("/b", new string('b', 1_000_000));
        RootTree first = Build(a).With([FileNode("/generated", "made")]);
        RootTree second = Build(b);
        Contents contents = Of([first, second], new(a, b));
        Assert.Equal(["alpha", "", "made"], first.Select(node => Text(contents, node)));
        Assert.Equal(new string('b', 1_000_000), Text(contents, second[0]));
    }

    [Fact]
    public void OnlyWhatTreesReferToIsStoredAndEqualBodiesOfAPackageOnce()
    {
        FakePackage a = new FakePackage("a").File("/a", "same").File("/again", "same").File("/dropped", "dropped");
        RootTree tree = Build(a).Without(node => node.Path == RootPath.Of("/dropped"));
        Of([tree], new(a)).Prefetch(new FakeStore(a).Locked);
        Assert.Equal(4, _spool.Length);
    }

    [Fact]
    public void APackageIsUnpackedWhenAFileOfItIsAskedFor()
    {
        FakePackage a = new FakePackage("a").File("/a", "a");
        FakePackage b = new FakePackage("b").File("/b", "b");
        var store = new FakeStore(a, b);
        RootTree tree = Build(a, b);
        Contents contents = Of([tree], store);
        Assert.Empty(store.Reads);
        Assert.Equal("b", Text(contents, tree[1]));
        Assert.Equal(["b"], store.Reads.Keys);
    }

    [Fact]
    public void WhatIsInTheSpoolAlreadyIsNotUnpackedAgain()
    {
        FakePackage a = new FakePackage("a").File("/a", "a").File("/b", "b");
        var store = new FakeStore(a);
        RootTree tree = Build(a);
        Of([tree], store).Prefetch(store.Locked);
        Assert.Equal("b", Text(Of([tree.Slice(node => node.Path == RootPath.Of("/b"))], store), tree[1]));
        Assert.Equal(1, store.Reads["a"]);
    }

    [Fact]
    public void ACompressedFileCanStandWithoutItsCompression()
    {
        using var packed = new MemoryStream();
        using (EncoderStream encoder = Compressor.Of(CompressionFormat.Zstd).Open(packed, 1))
        {
            encoder.Write("a module"u8);
            encoder.Complete();
        }

        FakePackage a = new("a");
        a.File("/a.ko.zst", packed.ToArray());
        var inner = ((FileBody.Regular)Build(a)[0].Inode.Body).Content;
        var content = new FileContent.Decompressed(8, Digest.Sha256Of("a module"u8), inner, CompressionFormat.Zstd);
        RootTree tree = TreeOf(new RootNode(RootPath.Of("/a.ko"), new(Metadata.OfRoot(0), new FileBody.Regular(content)), new Origin.Generated("test")));
        Assert.Equal("a module", Text(Of([tree], new(a)), tree[0]));

        RootTree other = TreeOf(tree[0] with { Inode = new(Metadata.OfRoot(0), new FileBody.Regular(content with { Digest = Digest.Sha256Of("another"u8) })) });
        Assert.Equal(FailureKind.Verification, Assert.Throws<ComposerException>(() => Text(Of([other], new(a)), other[0])).Id.Kind);
    }

    [Fact]
    public void APayloadIsReadOnceAndOneThatIsNotNeededNever()
    {
        FakePackage a = new FakePackage("a").File("/a", "a").File("/b", "b");
        FakePackage unused = new FakePackage("unused").File("/u", "u");
        var store = new FakeStore(a, unused);
        Of([Build(a), Build(a)], store).Prefetch(store.Locked);
        Assert.Equal(new Dictionary<string, int> { ["a"] = 1 }, store.Reads);
    }

    [Fact]
    public void AnyFileOfAHardLinkGroupMayCarryTheBytes()
    {
        FakePackage a = new FakePackage("a").File("/a", "linked", hardLinkGroup: 3).File("/b", "linked", hardLinkGroup: 3);
        a.Payload.Remove(0);
        RootTree tree = Build(a);
        Contents contents = Of([tree], new(a));
        Assert.All(tree, node => Assert.Equal("linked", Text(contents, node)));
    }

    [Theory]
    [InlineData("changed")]
    [InlineData("short")]
    [InlineData("much longer")]
    public void ABodyThatIsNotWhatTheHeaderPromisesNamesPathAndPackage(string found)
    {
        FakePackage a = new FakePackage("a").File("/usr/bin/a", "promise");
        a.Payload[0] = Encoding.UTF8.GetBytes(found);
        ComposerException e = Fails(a);
        Assert.Equal(FailureKind.Verification, e.Id.Kind);
        Assert.StartsWith("/usr/bin/a of a-1.0-1.x86_64: got ", e.Message, StringComparison.Ordinal);
        Assert.Equal("a.x86_64.rpm", e.Location.ToString());
    }

    [Fact]
    public void ABodyThatIsNotInThePayloadIsMissed()
    {
        FakePackage a = new FakePackage("a").File("/a", "x").File("/b", "y");
        a.Payload.Remove(1);
        ComposerException e = Fails(a);
        Assert.Equal(("IC-CPI15", FailureKind.Malformed), (e.Id.ToString(), e.Id.Kind));
        Assert.StartsWith("/b of a-1.0-1.x86_64", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Md5IsCheckedButNeverTrustedToMakeTwoFilesOne()
    {
        FakePackage a = new FakePackage("a").File("/a", "same", digest: DigestAlgorithm.Md5);
        FakePackage b = new FakePackage("b").File("/b", "same", digest: DigestAlgorithm.Md5);
        var store = new FakeStore(a, b);
        Of([Build(a, b)], store).Prefetch(store.Locked);
        Assert.Equal(8, _spool.Length);
        using var other = new Spool(Disk.Host, _folder.Path);
        a.Payload[0] = "else"u8.ToArray();
        Assert.Equal(FailureKind.Verification, Assert.Throws<ComposerException>(() => new Contents(Disk.Host, [Build(a)], store, store.Locked, other).Prefetch(store.Locked)).Id.Kind);
    }

    [Fact]
    public void AFileWithoutDigestIsTakenAsThePackageDigestVouchesForIt()
    {
        FakePackage a = new FakePackage("a").File("/a", "text", digest: null);
        RootTree tree = Build(a);
        Contents contents = Of([tree], new(a));
        Assert.Equal("text", Text(contents, tree[0]));
    }

    [Fact]
    public void NothingIsLeftInTheFolderNotEvenWhileTheSpoolIsOpen()
    {
        FakePackage a = new FakePackage("a").File("/a", "x");
        Of([Build(a)], new(a)).Prefetch(new FakeStore(a).Locked);
        Assert.Empty(Directory.EnumerateFileSystemEntries(_folder.Path));
    }

    [Fact]
    public void AFolderThatCannotBeWrittenIsALocalProblem()
    {
        var e = Assert.Throws<ComposerException>(() => new Spool(Disk.Host, _folder["missing"]).Dispose());
        Assert.Equal(FailureKind.LocalIO, e.Id.Kind);
    }

    [Fact]
    public void ManyReadersMayReadAtOnce()
    {
        FakePackage a = new("a");
        for (int i = 0; i < 100; i++) a.File($"/{i:000}", string.Concat(Enumerable.Repeat($"{i} ", 5000)));
        RootTree tree = Build(a);
        Contents contents = Of([tree], new(a));
        Parallel.For(0, 400, i => Assert.StartsWith($"{i % 100} {i % 100} ", Text(contents, tree[i % 100]), StringComparison.Ordinal));
    }

    private ComposerException Fails(FakePackage package) => Assert.Throws<ComposerException>(
        () => Of([Build(package)], new(package)).Prefetch(new FakeStore(package).Locked));

    private Contents Of(IReadOnlyList<RootTree> trees, FakeStore store) => new(Disk.Host, trees, store, store.Locked, _spool);

    private static RootTree Build(params FakePackage[] packages) => TreeOf(Owned(RootBuilder.FromHeaders([.. packages.Select(package => package.Header)], [])));

    private static string Text(Contents contents, RootNode node)
    {
        PositionalSource source = contents.Open(((FileBody.Regular)node.Inode.Body).Content);
        using var reader = new StreamReader(source.OpenStream());
        return reader.ReadToEnd();
    }
}
