using InitrdComposer.Diagnostics;
using InitrdComposer.Files;
using InitrdComposer.Formats;
using InitrdComposer.Testing;
using InitrdComposer.Transport;
using Xunit;

namespace InitrdComposer.Tests.Transport;

public sealed class CacheContentsTests : IDisposable
{
    private static readonly DateTimeOffset Now = new(2026, 11, 21, 0, 0, 0, TimeSpan.Zero);

    private static readonly CachedFile[] Files =
    [
        new("/c/old", "objects", 100, Now.AddDays(-40)),
        new("/c/older", "segments", 10, Now.AddDays(-41)),
        new("/c/new", "objects", 1000, Now.AddDays(-1)),
        new("/c/.begun.1.partial", "segments", 5, Now),
        new("/c/bad", "quarantine", 7, Now),
    ];

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(30, null, "/c/.begun.1.partial /c/bad /c/older /c/old")]
    [InlineData(41, null, "/c/.begun.1.partial /c/bad")]
    [InlineData(null, 2000L, "/c/.begun.1.partial /c/bad")]
    [InlineData(null, 1100L, "/c/.begun.1.partial /c/bad /c/older")]
    [InlineData(null, 999L, "/c/.begun.1.partial /c/bad /c/older /c/old /c/new")]
    [InlineData(30, 1110L, "/c/.begun.1.partial /c/bad /c/older /c/old")]
    public void WasteGoesThenWhatIsOldThenWhatWasUsedLongestAgo(int? days, long? size, string expected) => Assert.Equal(
        expected.Split(' '),
        CacheContents.ToPrune(Files, new(days is int limit ? TimeSpan.FromDays(limit) : null, size), Now).Select(file => file.Path));

    [Fact]
    public void EveryKindIsListedWithTheTimeOfItsLastUse()
    {
        var cache = new Cache(_folder["cache"]);
        using (FileLock? use = cache.Use()) Assert.NotNull(use);
        Digest key = Digest.Sha256Of("key"u8);
        new KeyedStore(_folder["cache/v1/remembered"]).Store(key, new byte[3]);
        CachedFile stored = Assert.Single(CacheContents.Of(cache));
        Assert.Equal(("remembered", 3 + 32), (stored.Kind, stored.Size));

        File.SetLastWriteTimeUtc(stored.Path, new DateTime(2001, 1, 1, 0, 0, 0, DateTimeKind.Utc));
        Assert.Equal(2001, Assert.Single(CacheContents.Of(cache)).LastUse.Year);
        Assert.NotNull(new KeyedStore(_folder["cache/v1/remembered"]).Find(key));
        Assert.NotEqual(2001, Assert.Single(CacheContents.Of(cache)).LastUse.Year);
    }

    [Fact]
    public async Task NobodyPrunesWhileSomebodyUsesTheCache()
    {
        var cache = new Cache(_folder["cache"]);
        using (FileLock? first = cache.Use())
        {
            ComposerException busy = await Assert.ThrowsAsync<ComposerException>(() => cache.AcquireAsync(TimeSpan.Zero, TimeProvider.System, TestContext.Current.CancellationToken));
            Assert.Equal(FailureKind.Busy, busy.Id.Kind);
            using FileLock? second = cache.Use();
            Assert.NotNull(second);
        }

        using FileLock use = await cache.AcquireAsync(TimeSpan.Zero, TimeProvider.System, TestContext.Current.CancellationToken);
        Assert.NotNull(use);
    }
}
