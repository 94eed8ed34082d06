using InitrdComposer.Diagnostics;
using InitrdComposer.Fetch;
using InitrdComposer.Formats;
using InitrdComposer.Lock;
using InitrdComposer.Tree;

namespace InitrdComposer.Root;

/// <summary>Fetches the bytes that trees promise.</summary>
public static class Contents
{
    private const int Workers = 2;

    /// <summary>
    /// Decompresses the payload of each package that the trees still need, once; keeps the bodies that they refer to and checks each against its
    /// promised digest while it passes. Memory stays flat: bodies go straight to the spool.
    /// </summary>
    /// <param name="trees">Whose regular files are wanted.</param>
    /// <param name="store">Of the packages.</param>
    /// <param name="packages">The lock's.</param>
    /// <param name="folder">Where the spool's space is taken from; a RAM disk counts as memory.</param>
    /// <returns>To be disposed when the last writer is done.</returns>
    /// <exception cref="ComposerException">A body is not what its header promises, or is missing; a host file changed; no space.</exception>
    public static Spool Materialize(IReadOnlyList<RootTree> trees, IPackageStore store, IReadOnlyList<LockedPackage> packages, string folder)
    {
        List<(FileContent Content, RootPath Path)> wanted =
        [
            .. from tree in trees
               from node in tree
               let content = (node.Inode.Body as FileBody.Regular)?.Content
               where content is FileContent.Packaged or FileContent.Host
               select (content, node.Path),
        ];
        ILookup<Digest, (FileContent.Packaged Content, RootPath Path)> byPackage =
            (from file in wanted where file.Content is FileContent.Packaged select (Content: (FileContent.Packaged)file.Content, file.Path))
                .ToLookup(file => file.Content.Package);

        // The kernel and the biggest first: what runs alone at the end should be short.
        LockedPackage[] order = [.. packages.DistinctBy(package => package.Digest).Where(package => byPackage.Contains(package.Digest))
            .OrderByDescending(package => package.Role == PackageRole.Kernel).ThenByDescending(package => package.Size)
            .ThenBy(package => package.Location, StringComparer.Ordinal)];
        if (byPackage.FirstOrDefault(group => !order.Any(package => package.Digest == group.Key)) is { } stray)
        {
            throw new ArgumentException($"{stray.First().Path} is of package {stray.Key}, which is not among the packages", nameof(packages));
        }

        var spool = new Spool(folder);
        try
        {
            foreach ((FileContent content, RootPath path) in wanted)
            {
                if (content is FileContent.Host host && spool.Claim(host)) Store(host, path, spool);
            }

            ParallelWork.Run(Workers, order, package => PackageBodies.Store(store, package, [.. byPackage[package.Digest]], spool));
            return spool;
        }
        catch
        {
            spool.Dispose();
            throw;
        }
    }

    private static void Store(FileContent.Host host, RootPath path, Spool spool)
    {
        string? found;
        try
        {
            using FileStream body = File.OpenRead(host.Path);
            found = spool.Store(host, body);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ComposerException(RootErrors.UnreadableExtraFile, $"{host.Path}: {e.Message}", cause: e);
        }

        if (found is not null)
        {
            throw new ComposerException(
                RootErrors.ExtraFileChanged, $"{host.Path} changed while {path} was built from it: got {found}, expected {host.Digest}");
        }
    }
}
