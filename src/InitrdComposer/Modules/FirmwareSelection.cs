using System.Text;
using InitrdComposer.Diagnostics;
using InitrdComposer.Tree;

namespace InitrdComposer.Modules;

/// <summary>
/// Leaves of the installed firmware what modules ask for and the recipe adds, with every link on the way to it. Microcode stays, as with mkosi: the
/// kernel asks for it itself.
/// </summary>
internal static class FirmwareSelection
{
    private const int MaxNamed = 5;

    private static readonly RootPath Folder = RootPath.Of("usr/lib/firmware");
    private static readonly RootPath[] Microcode = [Folder.Append("amd-ucode"), Folder.Append("intel-ucode")];

    /// <exception cref="ComposerException">A glob of the recipe matches nothing, or links go round.</exception>
    public static RootTree Apply(
        RootTree tree, IReadOnlyList<FirmwareRequest> requests, IEnumerable<Located<string>> globs, ICollection<Notice> notices)
    {
        if (!tree.TryResolve(Folder, followLast: true, out RootPath folder)) throw LinksGoRound(Folder);
        var patterns = new PatternList(globs.Select(PathPattern.OfFirmware));
        var wanted = new SortedSet<RootPath>();
        var missing = new List<FirmwareRequest>();
        foreach (FirmwareRequest request in requests)
        {
            RootPath[] found = [.. request.FindIn(tree, folder)];
            if (found.Length == 0) missing.Add(request);
            wanted.UnionWith(found.Where(path => patterns.Decide(Subject(path)) is null or { IsNegative: false }));
        }

        foreach (RootNode node in tree.Below(folder).Where(node => node.Inode.Body is not FileBody.Directory))
        {
            if (patterns.Decide(Subject(node.Path)) is { IsNegative: false }) wanted.Add(node.Path);
        }

        if (patterns.Unmatched.ToArray() is { Length: > 0 } unmatched)
        {
            throw UnmatchedPatterns.Error(unmatched, $"no file below {Folder}", tree.Below(folder).Select(node => Encoding.UTF8.GetString(node.Path.Name)));
        }

        if (missing.Count > 0) notices.Add(MissingNotice(missing));
        return Prune(tree, folder, WithLinks(tree, wanted, notices));

        PatternSubject Subject(RootPath path) => PathPattern.FirmwareSubject(Encoding.UTF8.GetString(path.Bytes[(folder.Bytes.Length + 1)..]));
    }

    private static HashSet<RootPath> WithLinks(RootTree tree, IEnumerable<RootPath> wanted, ICollection<Notice> notices)
    {
        var kept = new HashSet<RootPath>();
        foreach (RootPath path in wanted)
        {
            if (!LinkTrail.TryFollow(tree, path, out LinkTrail? trail)) throw LinksGoRound(path);
            kept.UnionWith(trail.Links);
            if (trail.End is not null) kept.Add(trail.End.Path);
            else notices.Add(new(ModuleErrors.DanglingLink, $"{path}: the link leads to no file of the tree"));
        }

        return kept;
    }

    /// <summary>Folders stay where something in them does.</summary>
    private static RootTree Prune(RootTree tree, RootPath folder, HashSet<RootPath> kept)
    {
        var folders = new HashSet<RootPath> { folder };
        foreach (RootPath path in kept)
        {
            for (RootPath parent = path.Parent; folders.Add(parent);) parent = parent.Parent;
        }

        return tree.Without(node => node.Path.IsWithin(folder)
            && !Microcode.Any(node.Path.IsWithin)
            && !kept.Contains(node.Path)
            && !(node.Inode.Body is FileBody.Directory && folders.Contains(node.Path)));
    }

    private static Notice MissingNotice(List<FirmwareRequest> missing)
    {
        int modules = missing.Select(request => request.Module).Distinct().Count();
        string rest = missing.Count > MaxNamed ? ", ..." : "";
        return new(
            ModuleErrors.MissingFirmware,
            $"{missing.Count} firmware files that {modules} modules may ask for are not installed: {string.Join(", ", missing.Take(MaxNamed).Select(request => request.Path))}{rest}",
            Hint: "install the firmware packages of the hardware that is to be supported");
    }

    private static ComposerException LinksGoRound(RootPath path) =>
        new(ModuleErrors.FirmwarePath, $"{path}: got links that go round, expected at most {RootTree.MaxLinks}", new SourceLocation(path.ToString()));
}
