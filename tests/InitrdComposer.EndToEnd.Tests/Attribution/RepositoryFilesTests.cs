using InitrdComposer.Attribution;
using InitrdComposer.Config;
using InitrdComposer.Diagnostics;
using InitrdComposer.Files;
using InitrdComposer.Repository;
using InitrdComposer.Testing;
using InitrdComposer.Transport;
using InitrdComposer.Tree;
using Xunit;

namespace InitrdComposer.EndToEnd.Tests.Attribution;

/// <summary>What is read of a repository: its metadata, and the headers of packages that own something.</summary>
public sealed class RepositoryFilesTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly RootTree _image = RootTree.Of([new(RootPath.Of("bin/less"), Inode.File("another less"u8.ToArray()), Origin.Parent)]);

    public RepositoryFilesTests()
    {
        DistroFixture distro = DistroFixture.Require();
        Directory.CreateDirectory(_folder["repo"]);
        foreach (string prefix in new[] { "less-", "grep-" }) File.Copy(distro.Package(prefix), Path.Combine(_folder["repo"], Path.GetFileName(distro.Package(prefix))));
        Tool.Require("createrepo_c", "createrepo-c").Run("--quiet", _folder["repo"]);
    }

    [Fact]
    public async Task OnlyPackagesThatOwnAFileAreRead()
    {
        KnownFiles known = Assert.Single(await ReadAsync());
        Assert.Equal(["less"], known.Files.Select(file => file.Package!.Name).Distinct());
        Assert.Contains(known.Files, file => file.Path == RootPath.Of("usr/bin/less"));
    }

    [Fact]
    public async Task HeadersThatWereReadOnceNeedNoPackage()
    {
        KnownFiles first = Assert.Single(await ReadAsync());
        foreach (string package in Directory.GetFiles(_folder["repo"], "*.rpm")) File.Delete(package);
        Assert.Equal(first.Files.AsEnumerable(), Assert.Single(await ReadAsync()).Files);
    }

    public void Dispose() => _folder.Dispose();

    private async Task<IReadOnlyList<KnownFiles>> ReadAsync()
    {
        using var downloader = new Downloader(new Cache(_folder["cache"]));
        var remembered = new KeyedStore(_folder["headers"]);
        var source = new RepositorySource("repo", new RepositoryPlace.Metadata(new("repo", new SourceLocation("--repo"))), RepositorySource.DefaultPriority) { Signatures = RepositorySignatures.None };
        var files = new RepositoryFiles(new RepositoryLoader(downloader), new LockFiles(new(downloader, remembered), _folder.Path), _folder.Path);
        return await files.ReadAsync([source], _image, cancellation: TestContext.Current.CancellationToken);
    }
}
