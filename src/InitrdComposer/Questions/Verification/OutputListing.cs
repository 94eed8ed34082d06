using System.Collections.Concurrent;
using InitrdComposer.Diagnostics;
using InitrdComposer.Files;
using InitrdComposer.Formats;
using InitrdComposer.Formats.IO;

namespace InitrdComposer.Questions.Verification;

/// <summary>The files and links of an output folder as they lie there. Each is hashed when it is asked for, and once.</summary>
internal sealed class OutputListing
{
    private readonly Disk _disk;
    private readonly string _folder;
    private readonly ConcurrentDictionary<string, Digest> _digests = new(StringComparer.Ordinal);

    /// <exception cref="ComposerException">The folder cannot be listed.</exception>
    public OutputListing(Disk disk, string folder) => (_disk, _folder, Names) = (disk, folder, [.. new DiskView(disk).FilesBelow(folder)]);

    /// <summary>Paths from the folder.</summary>
    public HashSet<string> Names { get; }

    /// <summary>Where a file is on the disk.</summary>
    public string PathOf(string file) => Path.Combine(_folder, file);

    /// <summary>Where a link points; null: it is none.</summary>
    public string? TargetOf(string file) => new DiskView(_disk).LinkTarget(PathOf(file));

    /// <summary>Hashes files that will be asked for, on all processors. One that cannot be read is told when it is.</summary>
    public void Hash(IEnumerable<string> files) => ParallelWork.Run(Environment.ProcessorCount, [.. files.Where(Names.Contains)], file =>
    {
        try
        {
            DigestOf(file);
        }
        catch (ComposerException)
        {
            // Nothing is known of it yet.
        }
    });

    /// <summary>Of a file's bytes.</summary>
    /// <exception cref="ComposerException">It cannot be read.</exception>
    public Digest DigestOf(string file)
    {
        if (_digests.TryGetValue(file, out Digest known)) return known;
        using var source = FileSource.Open(_disk, PathOf(file));
        using Stream content = source.OpenStream();
        return _digests[file] = Digest.Sha256Of(content);
    }
}
