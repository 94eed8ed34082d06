using System.Collections.Immutable;
using InitrdComposer.Diagnostics;
using InitrdComposer.Libraries;
using InitrdComposer.Lock;
using InitrdComposer.Tree;

namespace InitrdComposer.Removal;

/// <summary>
/// The recipe's remove-with-libraries: the files that it names, and every shared library that was there only for them. A library goes if a file that
/// goes needed it and no file that stays does, directly or through other libraries: by DT_NEEDED, by a note of dlopen(), or because its name stands
/// among the constants of a program that stays. Libraries that nothing needs at all stay, since they may be plugins; but for those beside a library
/// that goes, of the same package, which could not be loaded without it (libicuio beside libicuuc).
/// </summary>
/// <param name="catalog">Knows what the files of all trees need.</param>
/// <param name="packages">The lock's: what the recipe itself asks for stays.</param>
internal sealed class LibraryRemoval(NeedsCatalog catalog, IEnumerable<LockedPackage> packages)
{
    private readonly HashSet<(string Name, string Arch)> _wanted =
    [
        .. packages.Where(package => package.Role == PackageRole.Install && package.RequestedBy.Any(reason => reason.Package is null))
            .Select(package => (package.Nevra.Name, package.Nevra.Arch)),
    ];

    /// <param name="tree">With everything that will be in the image.</param>
    /// <param name="patterns">Globs of absolute paths; '?' in front: may match nothing.</param>
    /// <param name="texts">Has configuration.</param>
    /// <exception cref="ComposerException">A pattern is none; a program of the image is malformed.</exception>
    public LibraryRemovalResult Apply(RootTree tree, ImmutableArray<Located<string>> patterns, IContents texts)
    {
        if (patterns.IsEmpty) return new(tree, []);
        Dictionary<RootPath, string> named = RemovalPatterns.MatchesOf(patterns, tree);
        var reasons = new Dictionary<RootPath, RemovalReason>();
        foreach (RootNode node in tree)
        {
            if (PatternOf(node.Path, named) is string pattern) reasons.Add(node.Path, new RemovalReason.Named(pattern));
        }

        IReadOnlyDictionary<RootPath, FileNeeds> needs = catalog.Of(tree);
        var sweep = new LibrarySweep(
            tree, needs, new(tree, needs, texts), reasons.Keys.ToHashSet(), library => tree.TryGet(library, out RootNode? node) && !IsWanted(node.Origin));
        foreach ((RootPath library, RemovalReason reason) in sweep.Run()) reasons.Add(library, reason);
        AddLinks(reasons, tree);
        return new(
            tree.Without(node => node.Origin == Origin.Parent || reasons.ContainsKey(node.Path)).WithParents(),
            [.. Report(reasons, tree)]);
    }

    private static string? PatternOf(RootPath path, Dictionary<RootPath, string> named)
    {
        for (; !path.IsRoot; path = path.Parent)
        {
            if (named.TryGetValue(path, out string? pattern)) return pattern;
        }

        return null;
    }

    private bool IsWanted(Origin origin) => origin is not Origin.Package package || _wanted.Contains((package.Nevra.Name, package.Nevra.Arch));

    private static void AddLinks(Dictionary<RootPath, RemovalReason> reasons, RootTree tree)
    {
        foreach (RootNode node in tree)
        {
            if (node.Inode.Body is FileBody.SymbolicLink && !reasons.ContainsKey(node.Path)
                && tree.TryResolve(node.Path, followLast: true, out RootPath physical)
                && reasons.TryGetValue(physical, out RemovalReason? reason) && reason is RemovalReason.NeededBy or RemovalReason.Needs)
            {
                reasons.Add(node.Path, new RemovalReason.LinkTo(physical));
            }
        }
    }

    private static IEnumerable<RemovedFile> Report(Dictionary<RootPath, RemovalReason> reasons, RootTree tree)
    {
        HashSet<Inode> there = [.. tree.Where(node => !reasons.ContainsKey(node.Path)).Select(node => node.Inode)];
        foreach (RootNode node in tree)
        {
            if (node.Inode.Body is FileBody.Directory || !reasons.TryGetValue(node.Path, out RemovalReason? reason)) continue;
            yield return new(node.Path, there.Add(node.Inode) && node.Inode.Body is FileBody.Regular file ? file.Content.Length : 0, reason);
        }
    }
}

/// <summary>What is left, and what is not, by path.</summary>
internal sealed record LibraryRemovalResult(RootTree Tree, ImmutableArray<RemovedFile> Removed);
