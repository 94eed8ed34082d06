using InitrdComposer.Diagnostics;
using InitrdComposer.Formats;
using InitrdComposer.Formats.IO;

namespace InitrdComposer.Files;

/// <summary>
/// Large results by digest of what they were made from: FOLDER/ab/abcd…, the bytes and after them their <see cref="Seal"/>. What is damaged, or another
/// user's, is not found. What was found or stored can be read until the store is disposed, also when its file is removed meanwhile.
/// </summary>
/// <param name="folder">Created when first written to.</param>
/// <param name="disk">Where it is; null: this machine's.</param>
/// <param name="temporary">A folder for what cannot be kept, as in a cache that is read-only or full; null: that fails.</param>
public sealed class BlobStore(string folder, Disk? disk = null, string? temporary = null) : IDisposable
{
    private static readonly DiagnosticId NotKept = new("CAC", 8, FailureKind.LocalIO);

    private readonly Disk _disk = disk ?? Disk.Host;
    private readonly List<FileSource> _open = [];
    private readonly System.Threading.Lock _opening = new();
    private ComposerException? _refusal;

    /// <summary>Why results of this run will not be found by the next one; null: they will.</summary>
    public Notice? Refusal => Volatile.Read(ref _refusal) is not ComposerException refusal ? null : new(
        NotKept, $"{refusal.Message}: what was packed is not kept for the next run", refusal.Location, refusal.Hint);

    /// <summary>What was stored under this key, or null.</summary>
    public PositionalSource? Find(Digest key)
    {
        FileSource? file = null;
        try
        {
            file = FileSource.Open(_disk, PathOf(key));
            long length = file.Length - Seal.Size;
            if (!file.IsOurs || length < 0 || !IsWhole(file, length, key)) return null;
            LastUse.Note(_disk, file.Path);
            PositionalSource found = Keep(file).Slice(0, length);
            file = null;
            return found;
        }
        catch (ComposerException unreadable) when (unreadable.Id.Kind == FailureKind.LocalIO)
        {
            return null;
        }
        finally
        {
            file?.Dispose();
        }
    }

    /// <summary>Writes what belongs to this key; again, elsewhere, if the folder does not take it.</summary>
    /// <exception cref="ComposerException">The disk is full, or whatever else the system refuses.</exception>
    public PositionalSource Store(Digest key, Action<Stream> write)
    {
        string path = Path.GetFullPath(PathOf(key));
        if (temporary is null) return StoreHere(key, path, write);
        if (Volatile.Read(ref _refusal) is null)
        {
            try
            {
                return StoreHere(key, path, write);
            }
            catch (ComposerException exception) when (exception.Id.Kind == FailureKind.LocalIO && exception.Location?.File == path)
            {
                Interlocked.CompareExchange(ref _refusal, exception, null);
            }
        }

        return Keep(FileSource.Temporary(_disk, temporary, write));
    }

    public void Dispose()
    {
        foreach (FileSource file in _open) file.Dispose();
    }

    private PositionalSource StoreHere(Digest key, string path, Action<Stream> write)
    {
        AtomicFile.WriteCached(_disk, path, stream =>
        {
            using var digesting = new HashingOutput(stream);
            write(digesting);
            stream.Write(Seal.Of(key, digesting.Finish()));
        });
        FileSource file = FileSource.Open(_disk, path);
        return Keep(file).Slice(0, file.Length - Seal.Size);
    }

    private static bool IsWhole(FileSource file, long length, Digest key)
    {
        Span<byte> found = stackalloc byte[Seal.Size];
        file.ReadExactlyAt(length, found);
        using Stream stream = file.Slice(0, length).OpenStream();
        return found.SequenceEqual(Seal.Of(key, Digest.Sha256Of(stream)));
    }

    private FileSource Keep(FileSource file)
    {
        lock (_opening) _open.Add(file);
        return file;
    }

    private string PathOf(Digest key) => Path.Combine(folder, key.Hex[..2], key.Hex);
}
