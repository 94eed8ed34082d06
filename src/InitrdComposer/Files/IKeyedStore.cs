using InitrdComposer.Formats;

namespace InitrdComposer.Files;

/// <summary>Keeps results between runs by digest of what they were made from. May forget; what it finds is what was stored.</summary>
public interface IKeyedStore
{
    /// <summary>What was stored under this key, or null.</summary>
    byte[]? Find(Digest key);

    void Store(Digest key, ReadOnlyMemory<byte> result);
}
