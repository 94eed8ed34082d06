using InitrdComposer.Formats;

namespace InitrdComposer.Modules;

/// <summary>Keeps what was read from a kernel's modules, so that the next build need not decompress them all. May forget, and may hold damaged data.</summary>
public interface IModuleCatalogCache
{
    /// <summary>What was stored under this key, or null.</summary>
    ReadOnlyMemory<byte>? Find(Digest key);

    void Store(Digest key, ReadOnlyMemory<byte> catalog);
}
