using InitrdComposer.Libraries;
using InitrdComposer.Packages;
using InitrdComposer.Tree;

namespace InitrdComposer.Removal;

/// <summary>Which libraries go with removed files: as a garbage collector does it, what those files reach, less what everything else reaches.</summary>
internal sealed class LibrarySweep
{
    private readonly IReadOnlyDictionary<RootPath, FileNeeds> _needs;
    private readonly LoaderSearch _search;
    private readonly IReadOnlySet<RootPath> _removed;
    private readonly Func<RootPath, bool> _mayGo;
    private readonly ILookup<RootPath, RootPath> _besides;
    private readonly Dictionary<RootPath, RootPath[]> _kept = [];

    /// <param name="tree">With the removed files still in it.</param>
    /// <param name="needs">Of the tree's files.</param>
    /// <param name="search">In the tree.</param>
    /// <param name="removed">What the recipe names.</param>
    /// <param name="mayGo">Whether a library may be removed at all.</param>
    public LibrarySweep(
        RootTree tree, IReadOnlyDictionary<RootPath, FileNeeds> needs, LoaderSearch search, IReadOnlySet<RootPath> removed, Func<RootPath, bool> mayGo)
    {
        (_needs, _search, _removed, _mayGo) = (needs, search, removed, mayGo);
        _besides = Besides(tree);
    }

    /// <summary>The libraries that go, and why. What stands beside a library goes only if that one does, so this is repeated until it is so.</summary>
    public Dictionary<RootPath, RemovalReason> Run()
    {
        Dictionary<RootPath, RemovalReason> going = Without(Reached(_ => true));
        while (true)
        {
            Dictionary<RootPath, RemovalReason> next = Without(Reached(going.ContainsKey));
            if (next.Count == going.Count) return next;
            going = next;
        }
    }

    /// <summary>What removed files reach, breadth first, so that of several ways the shortest is taken.</summary>
    /// <param name="goes">Whether what stands beside a library is reached from it.</param>
    private Dictionary<RootPath, RemovalReason> Reached(Func<RootPath, bool> goes)
    {
        var reached = new Dictionary<RootPath, RemovalReason>();
        Follow(
            _removed.Where(_needs.ContainsKey).Order(),
            file =>
            [
                .. _needs[file].Dynamic.Needed.Concat(_needs[file].DlopenedNames).SelectMany(name => _search.Find(file, name)).Where(library => Add(library, new RemovalReason.NeededBy(file))),
                .. _besides[file].Where(beside => reached.ContainsKey(file) && goes(file) && Add(beside, new RemovalReason.Needs(file))),
            ]);
        return reached;

        bool Add(RootPath library, RemovalReason reason) => !_removed.Contains(library) && _mayGo(library) && reached.TryAdd(library, reason);
    }

    /// <summary>Candidates, without what files that stay reach of them.</summary>
    private Dictionary<RootPath, RemovalReason> Without(Dictionary<RootPath, RemovalReason> candidates)
    {
        var kept = new HashSet<RootPath>();
        Follow(
            _needs.Keys.Where(file => !_removed.Contains(file) && !candidates.ContainsKey(file)),
            file => NeededToStay(file).Where(library => candidates.ContainsKey(library) && kept.Add(library)));
        return candidates.Where(candidate => !kept.Contains(candidate.Key)).ToDictionary();
    }

    private RootPath[] NeededToStay(RootPath file)
    {
        if (_kept.TryGetValue(file, out RootPath[]? known)) return known;
        FileNeeds needs = _needs[file];
        IEnumerable<RootPath> found = needs.Dynamic.Interpreter is string name && _search.FindInterpreter(name) is RootPath interpreter ? [interpreter] : [];
        if (needs.Target is not null)
        {
            found = found.Concat(needs.Dynamic.Needed.Concat(needs.DlopenedNames).Concat(needs.Mentioned).SelectMany(library => _search.FindAll(file, library)));
        }

        return _kept[file] = [.. found];
    }

    /// <summary>
    /// The libraries of the same package that need a library, where they are ordinary ones: in a folder that the loader searches, with a name to need
    /// them by, and none of NSS, which libc loads by names that it makes up.
    /// </summary>
    private ILookup<RootPath, RootPath> Besides(RootTree tree) =>
    (
        from file in _needs
        where file.Value is { Target: not null, Dynamic.SoName: not null } && _search.IsSearched(file.Key) && !file.Key.Name.StartsWith("libnss_"u8)
        from name in file.Value.Dynamic.Needed
        from library in _search.Find(file.Key, name)
        where PackageOf(tree, library) is Nevra package && package == PackageOf(tree, file.Key)
        orderby file.Key
        select (Library: library, Beside: file.Key)).ToLookup(pair => pair.Library, pair => pair.Beside);

    private static Nevra? PackageOf(RootTree tree, RootPath path) => tree.TryGet(path, out RootNode? node) && node.Origin is Origin.Package package ? package.Nevra : null;

    /// <param name="start">Not found themselves.</param>
    /// <param name="next">What a file leads to: what it finds is followed in turn.</param>
    private static void Follow(IEnumerable<RootPath> start, Func<RootPath, IEnumerable<RootPath>> next)
    {
        var waiting = new Queue<RootPath>(start);
        while (waiting.TryDequeue(out RootPath file))
        {
            foreach (RootPath found in next(file)) waiting.Enqueue(found);
        }
    }
}
