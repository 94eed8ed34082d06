using InitrdComposer.Diagnostics;
using InitrdComposer.Formats;

namespace InitrdComposer.Files;

/// <summary>
/// Small results worth keeping between runs, by digest of what they were made from: FOLDER/ab/abcd…. May forget and may hold damaged data; whoever
/// stores puts a check of its own into the bytes. That a result cannot be kept never fails a run.
/// </summary>
/// <param name="folder">Created when first written to.</param>
/// <param name="disk">Where it is; null: this machine's.</param>
public sealed class KeyedStore(string folder, Disk? disk = null) : IKeyedStore
{
    private readonly Disk _disk = disk ?? Disk.Host;

    /// <summary>What was stored under this key, or null.</summary>
    public ReadOnlyMemory<byte>? Find(Digest key)
    {
        try
        {
            string path = PathOf(key);
            byte[] result = FileSource.ReadAllBytes(_disk, path, Array.MaxLength);
            LastUse.Note(_disk, path);
            return result;
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
            AtomicFile.Write(_disk, PathOf(key), result);
        }
        catch (ComposerException exception) when (exception.Id.Kind == FailureKind.LocalIO)
        {
            // A read-only or full cache only means that the work is done again.
        }
    }

    private string PathOf(Digest key) => Path.Combine(folder, key.Hex[..2], key.Hex);
}
