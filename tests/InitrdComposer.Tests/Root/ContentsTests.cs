using System.Text;
using InitrdComposer.Diagnostics;
using InitrdComposer.Formats;
using InitrdComposer.Formats.IO;
using InitrdComposer.Root;
using InitrdComposer.Testing;
using InitrdComposer.Tree;
using Xunit;
using static InitrdComposer.Tests.Tree.Nodes;

namespace InitrdComposer.Tests.Root;

public sealed class ContentsTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void EveryFileOfTheTreesCanBeRead()
    {
        FakePackage a = new FakePackage("a").File("/a", "alpha").File("/empty", "");
        FakePackage b = new FakePackage("b").File("/b", new string('b', 1_000_000));
        RootTree first = Build(a).With([FileNode("/generated", "made")]);
        RootTree second = Build(b);
        using Spool spool = Contents.Materialize([first, second], new FakeStore(a, b), new FakeStore(a, b).Locked, _folder.Path);
        Assert.Equal(["alpha", "", "made"], first.Select(node => Text(spool, node)));
        Assert.Equal(new string('b', 1_000_000), Text(spool, second[0]));
    }

    [Fact]
    public void OnlyWhatTreesReferToIsStoredAndEqualBodiesOnce()
    {
        FakePackage a = new FakePackage("a").File("/a", "same").File("/dropped", "dropped");
        FakePackage b = new FakePackage("b").File("/b", "same");
        RootTree tree = Build(a, b).Without(node => node.Path == RootPath.Of("/dropped"));
        using Spool spool = Contents.Materialize([tree], new FakeStore(a, b), new FakeStore(a, b).Locked, _folder.Path);
        Assert.Equal(4, spool.Length);
    }

    [Fact]
    public void APayloadIsReadOnceAndOneThatIsNotNeededNever()
    {
        FakePackage a = new FakePackage("a").File("/a", "a").File("/b", "b");
        FakePackage unused = new FakePackage("unused").File("/u", "u");
        var store = new FakeStore(a, unused);
        using Spool spool = Contents.Materialize([Build(a), Build(a)], store, store.Locked, _folder.Path);
        Assert.Equal(new Dictionary<string, int> { ["a"] = 1 }, store.Reads);
    }

    [Fact]
    public void AnyFileOfAHardLinkGroupMayCarryTheBytes()
    {
        FakePackage a = new FakePackage("a").File("/a", "linked", hardLinkGroup: 3).File("/b", "linked", hardLinkGroup: 3);
        a.Payload.Remove(0);
        RootTree tree = Build(a);
        using Spool spool = Contents.Materialize([tree], new FakeStore(a), new FakeStore(a).Locked, _folder.Path);
        Assert.All(tree, node => Assert.Equal("linked", Text(spool, node)));
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
        using (Spool spool = Contents.Materialize([Build(a, b)], new FakeStore(a, b), new FakeStore(a, b).Locked, _folder.Path)) Assert.Equal(8, spool.Length);
        a.Payload[0] = "else"u8.ToArray();
        Assert.Equal(FailureKind.Verification, Fails(a).Id.Kind);
    }

    [Fact]
    public void AFileWithoutDigestIsTakenAsThePackageDigestVouchesForIt()
    {
        FakePackage a = new FakePackage("a").File("/a", "text", digest: null);
        RootTree tree = Build(a);
        using Spool spool = Contents.Materialize([tree], new FakeStore(a), new FakeStore(a).Locked, _folder.Path);
        Assert.Equal("text", Text(spool, tree[0]));
    }

    [Fact]
    public void NothingIsLeftInTheFolderNotEvenWhileTheSpoolIsOpen()
    {
        FakePackage a = new FakePackage("a").File("/a", "x");
        using Spool spool = Contents.Materialize([Build(a)], new FakeStore(a), new FakeStore(a).Locked, _folder.Path);
        Assert.Empty(Directory.EnumerateFileSystemEntries(_folder.Path));
    }

    [Fact]
    public void AFolderThatCannotBeWrittenIsALocalProblem()
    {
        var e = Assert.Throws<ComposerException>(() => Contents.Materialize([], new FakeStore(), [], _folder["missing"]));
        Assert.Equal(FailureKind.LocalIO, e.Id.Kind);
    }

    [Fact]
    public void ManyReadersMayReadAtOnce()
    {
        FakePackage a = new("a");
        for (int i = 0; i < 100; i++) a.File($"/{i:000}", string.Concat(Enumerable.Repeat($"{i} ", 5000)));
        RootTree tree = Build(a);
        using Spool spool = Contents.Materialize([tree], new FakeStore(a), new FakeStore(a).Locked, _folder.Path);
        Parallel.For(0, 400, i => Assert.StartsWith($"{i % 100} {i % 100} ", Text(spool, tree[i % 100]), StringComparison.Ordinal));
    }

    private ComposerException Fails(FakePackage package) => Assert.Throws<ComposerException>(
        () => Contents.Materialize([Build(package)], new FakeStore(package), new FakeStore(package).Locked, _folder.Path));

    private static RootTree Build(params FakePackage[] packages) => TreeOf(Owned(RootBuilder.FromHeaders([.. packages.Select(package => package.Header)], [])));

    private static string Text(Spool spool, RootNode node)
    {
        PositionalSource source = spool.Open(((FileBody.Regular)node.Inode.Body).Content);
        using var reader = new StreamReader(source.OpenStream());
        return reader.ReadToEnd();
    }
}
