using InitrdComposer.Diagnostics;
using InitrdComposer.Formats;
using InitrdComposer.Testing;
using InitrdComposer.Tests.Files;
using InitrdComposer.Transport;
using Xunit;

namespace InitrdComposer.Tests.Transport;

public sealed class CacheTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void AFolderThatEverybodyMayWriteToIsRefused()
    {
        Directory.CreateDirectory(_folder["cache"]);
        Assert.NotNull(new Cache(_folder["cache"]));
        Tool.Require("chmod", "coreutils").Run("0777", _folder["cache"]);
        Assert.Equal(TransportDiagnostics.CacheNotOurs, Assert.Throws<ComposerException>(() => new Cache(_folder["cache"])).Id);
    }

    [Fact]
    public void ALinkOrAFileIsRefused()
    {
        File.WriteAllText(_folder["file"], "");
        Directory.CreateDirectory(_folder["real"]);
        File.CreateSymbolicLink(_folder["link"], _folder["real"]);
        Assert.Throws<ComposerException>(() => new Cache(_folder["file"]));
        Assert.Throws<ComposerException>(() => new Cache(_folder["link"]));
    }

    [Fact]
    public async Task WithoutLocksTwoWhoWriteOneObjectDoNotMeet()
    {
        const int Enolck = 37;
        byte[] bytes = "the same bytes"u8.ToArray();
        Digest digest = Digest.Sha256Of(bytes);
        var cache = new Cache(_folder["cache"], new FaultyDisk(step => step.Operation == DiskOperation.Lock ? Enolck : 0));
        using CacheEntry first = await cache.ReserveAsync(digest, CancellationToken.None), second = await cache.ReserveAsync(digest, CancellationToken.None);
        second.Stream.Write(bytes.AsSpan(0, 3));
        second.Stream.Flush();
        first.Stream.Write(bytes);
        first.Publish();
        AssertHas(cache, digest);
        second.Stream.Write(bytes.AsSpan(3));
        AssertHas(cache, digest);
        second.Publish();
        AssertHas(cache, digest);
        Assert.Empty(Directory.EnumerateFiles(_folder["cache/v1/partial"]));
    }

    private static void AssertHas(Cache cache, Digest digest)
    {
        Assert.True(cache.TryOpen(digest, out VerifiedFile? file));
        file.Dispose();
    }
}
