using InitrdComposer.Files;
using InitrdComposer.Formats;
using InitrdComposer.Testing;
using Xunit;

namespace InitrdComposer.Tests.Files;

/// <summary>What is found is what was stored; everything else is not found.</summary>
public sealed class KeyedStoreTests : IDisposable
{
    private static readonly Digest Key = Digest.Sha256Of("key"u8);

    private readonly TempFolder _folder = new();

    private KeyedStore Store => new(_folder.Path);

    private string File => Path.Combine(_folder.Path, Key.Hex[..2], Key.Hex);

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(100_000)]
    public void WhatWasStoredIsFound(int length)
    {
        byte[] result = [.. Enumerable.Range(0, length).Select(i => (byte)i)];
        Assert.Null(Store.Find(Key));
        Store.Store(Key, result);
        Assert.Equal(result, Store.Find(Key));
    }

    [Fact]
    public void WhatIsDamagedIsNotFoundAndCanBeStoredAgain()
    {
        byte[] result = [.. "what it took long to find out"u8];
        Store.Store(Key, result);
        byte[] stored = System.IO.File.ReadAllBytes(File);
        foreach (byte[] damaged in Damages(stored))
        {
            System.IO.File.WriteAllBytes(File, damaged);
            Assert.Null(Store.Find(Key));
        }

        Store.Store(Key, result);
        Assert.Equal(result, Store.Find(Key));
    }

    [Fact]
    public void WhatGotAnothersNameIsNotFound()
    {
        Digest other = Digest.Sha256Of("other"u8);
        Store.Store(Key, "result"u8.ToArray());
        Store.Store(other, "another"u8.ToArray());
        System.IO.File.Copy(Path.Combine(_folder.Path, other.Hex[..2], other.Hex), File, overwrite: true);
        Assert.Null(Store.Find(Key));
    }

    [Fact]
    public void AFolderThatCannotBeWrittenOnlyForgets()
    {
        System.IO.File.WriteAllText(_folder["file"], "");
        var store = new KeyedStore(_folder["file/below"]);
        store.Store(Key, new byte[1]);
        Assert.Null(store.Find(Key));
    }

    /// <summary>Every bit turned, every length cut, and zeros, as after a power cut.</summary>
    private static IEnumerable<byte[]> Damages(byte[] stored)
    {
        for (int i = 0; i < stored.Length; i++)
        {
            byte[] turned = [.. stored];
            turned[i] ^= (byte)(1 << (i % 8));
            yield return turned;
            yield return stored[..i];
        }

        yield return new byte[stored.Length];
        yield return [.. stored, 0];
    }
}
