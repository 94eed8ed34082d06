using System.Text;
using InitrdComposer.Diagnostics;
using InitrdComposer.Files;
using InitrdComposer.Formats;

namespace InitrdComposer.Repository;

/// <summary>
/// Filled pools by what they were filled from: FOLDER/ab/abcd…, a <see cref="PoolFile"/> and after it its <see cref="Seal"/>. What is damaged is not found, and
/// that a pool cannot be kept never fails a run.
/// </summary>
/// <param name="folder">Created when first written to.</param>
/// <param name="disk">Where it is.</param>
public sealed class PoolCache(string folder, Disk disk)
{
    /// <summary>Names everything that a pool is a function of.</summary>
    /// <param name="snapshots">In their order.</param>
    internal static Digest KeyOf(IEnumerable<RepositorySnapshot> snapshots) =>
        Digest.Sha256Of(Encoding.UTF8.GetBytes($"{PoolFile.Layout}\n{string.Concat(snapshots.Select(snapshot => $"{snapshot.Source.Signatures.Trust} {snapshot.ContentKey}\n"))}"));

    /// <summary>What was stored under this key, or null.</summary>
    internal FilledPool? Find(Digest key)
    {
        try
        {
            using FileSource file = FileSource.Open(disk, PathOf(key));
            long length = file.Length - Seal.Size;
            if (length < 0) return null;
            using var columns = new ColumnReader(file.Slice(0, length));
            FilledPool pool = PoolFile.Read(columns);
            Span<byte> seal = stackalloc byte[Seal.Size];
            file.ReadExactlyAt(length, seal);
            if (!seal.SequenceEqual(Seal.Of(key, columns.Finish()))) return null;
            LastUse.Note(disk, file.Path);
            return pool;
        }
        catch (ComposerException exception) when (exception.Id.Kind == FailureKind.LocalIO)
        {
            return null;
        }
        catch (MalformedDataException)
        {
            return null;
        }
    }

    internal void Store(Digest key, FilledPool pool)
    {
        try
        {
            AtomicFile.WriteCached(disk, PathOf(key), stream =>
            {
                using var hashing = new HashingOutput(stream);
                PoolFile.Write(new(hashing), pool);
                stream.Write(Seal.Of(key, hashing.Finish()));
            });
        }
        catch (ComposerException exception) when (exception.Id.Kind == FailureKind.LocalIO)
        {
            // A read-only or full cache only means that metadata is parsed again.
        }
    }

    private string PathOf(Digest key) => Path.Combine(folder, key.Hex[..2], key.Hex);
}
