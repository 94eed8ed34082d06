using System.Collections.Immutable;
using InitrdComposer.Diagnostics;
using InitrdComposer.Files;
using InitrdComposer.Formats;
using InitrdComposer.Manifest;
using InitrdComposer.Repository.Signatures;
using InitrdComposer.Testing;
using InitrdComposer.Tree;
using Xunit;

namespace InitrdComposer.Tests.Manifest;

public sealed class OutputsTests : IDisposable
{
    private static readonly ImageManifest Nothing = new("x", "x86_64", 0, Digest.Sha256Of([]), Digest.Sha256Of([]), [], [], [], [], [])
    {
        Signatures = new([], ImmutableDictionary<(string, Digest), PackageSigner>.Empty),
    };

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void AnOutputThatACleanerTookIsMissed()
    {
        using var outputs = new Outputs(Disk.Host, _folder["out"]);
        outputs.Write("initrd", "x.initrd", "bytes"u8.ToArray());
        File.Delete(Assert.Single(Directory.GetFiles(_folder.Path, "x.initrd", SearchOption.AllDirectories)));
        outputs.Write(Nothing, new NoContents());
        Assert.Equal(LocalFailure.NotFound, Assert.Throws<ComposerException>(outputs.Commit).Id);
        Assert.False(Directory.Exists(_folder["out"]));
    }

    private sealed class NoContents : IContents
    {
        public Formats.IO.PositionalSource Open(FileContent content) => throw new NotSupportedException();
    }
}
