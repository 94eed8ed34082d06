using InitrdComposer.Diagnostics;
using InitrdComposer.Formats;

namespace InitrdComposer.Files;

/// <summary>
/// Small results worth keeping between runs, by digest of what they were made from: FOLDER/ab/abcd…, the bytes and after them their
/// <see cref="Seal"/>. What is damaged, or another user's, is not found. That a result cannot be kept never fails a run.
/// </summary>
/// <param name="folder">Created when first written to.</param>
/// <param name="disk">Where it is; null: this machine's.</param>
public sealed class KeyedStore(string folder, Disk? disk = null) : IKeyedStore
{
    private readonly Disk _disk = disk ?? Disk.Host;

    /// <summary>What was stored under this key, or null.</summary>
    public byte[]? Find(Digest key)
    {
        try
        {
            string path = PathOf(key);
            using FileSource source = FileSource.Open(_disk, path);
            if (!source.IsOurs) return null;
            byte[] file = source.ReadAll();
            LastUse.Note(_disk, path);
            int length = file.Length - Seal.Size;
            if (length < 0 || !file.AsSpan(length).SequenceEqual(Seal.Of(key, Digest.Sha256Of(file.AsSpan(0, length))))) return null;
            return file[..length];
        }
        catch (ComposerException exception) when (exception.Id.Kind == FailureKind.LocalIO)
        {
            return null;
        }
    }

    public void Store(Digest key, ReadOnlyMemory<byte> result)
    {
        try
        {
            AtomicFile.WriteCached(_disk, PathOf(key), stream =>
            {
                stream.Write(result.Span);
                stream.Write(Seal.Of(key, Digest.Sha256Of(result.Span)));
            });
        }
        catch (ComposerException exception) when (exception.Id.Kind == FailureKind.LocalIO)
        {
            // A read-only or full cache only means that the work is done again.
        }
    }

    private string PathOf(Digest key) => Path.Combine(folder, key.Hex[..2], key.Hex);
}
