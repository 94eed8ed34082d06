using InitrdComposer.Packages;
using InitrdComposer.Repository;
using InitrdComposer.Resolver.Modularity;

namespace InitrdComposer.Resolver.Rules;

/// <summary>The pool as one request sees it: which packages may be chosen, and the one order that does not depend on the order of arrival.</summary>
internal sealed class Universe : IComparer<int>
{
    private const int DefaultCost = 1000;

    private readonly ResolutionRequest _request;
    private readonly Availability[] _availability;
    private readonly sbyte[] _archRanks;
    private readonly Architectures _architectures;
    private readonly StreamFilter _streams;

    public Universe(PoolIndex index, ResolutionRequest request)
    {
        Pool pool = index.Pool;
        Index = index;
        _request = request;
        _architectures = Architectures.Of(request.Architecture, request.Multilib);
        _availability = new Availability[pool.Packages.Length];
        _archRanks = new sbyte[pool.Packages.Length];
        Names = new PackageNames(index);
        RankArchitectures();
        Exclude();
        _streams = new StreamFilter(index, request);
        HideByStreams();
        if (request.StrictPriorities) HideLowerPriorities();
        foreach (PackageId package in request.Base) _availability[package.Index] = Availability.Available;
    }

    public PoolIndex Index { get; }

    public Pool Pool => Index.Pool;

    public PackageNames Names { get; }

    public Availability this[int package] => _availability[package];

    public int ArchRank(int package) => _archRanks[package];

    public bool IsSecondaryArch(int package) => _architectures.IsSecondary(_archRanks[package]);

    public bool ShareColour(int left, int right) => _architectures.ShareColour(_archRanks[left], _archRanks[right]);

    /// <summary>As in dnf: the lowest wins.</summary>
    public int Priority(int package) => RepositoryPriorities.Of(_request.Priorities, Pool.Packages[package].Repository);

    /// <summary>Which part of the request excludes a package, in words.</summary>
    public string ExcludedBy(int package)
    {
        string? spec = _request.Excludes.FirstOrDefault(spec => Names.Match(spec).Contains(package));
        return spec is null ? "what is seen of its repository (includepkgs, excludepkgs)" : $"\"{spec}\"";
    }

    /// <summary>Which module stream hides a package that one does, in words.</summary>
    public string HiddenBy(int package) => _streams.Hidden[package].ToString();

    /// <summary>A package of a low priority that the request names in full may be chosen all the same.</summary>
    public void Reveal(int package) => _availability[package] = Availability.Available;

    /// <summary>Name in byte order, newest first, best architecture first, best repository first.</summary>
    public int Compare(int left, int right)
    {
        if (left == right) return 0;
        ref readonly PackageColumns a = ref Pool.Packages.ItemRef(left);
        ref readonly PackageColumns b = ref Pool.Packages.ItemRef(right);
        int order = a.Name == b.Name ? 0 : Pool.Strings[a.Name].SequenceCompareTo(Pool.Strings[b.Name]);
        if (order == 0) order = CompareVersions(right, left);
        if (order == 0) order = _archRanks[left].CompareTo(_archRanks[right]);
        if (order == 0) order = Pool.Strings[a.Arch].SequenceCompareTo(Pool.Strings[b.Arch]);
        if (order == 0) order = Priority(left).CompareTo(Priority(right));
        if (order == 0) order = Cost(left).CompareTo(Cost(right));
        if (order == 0) order = a.Repository.CompareTo(b.Repository);
        if (order == 0) order = Pool.CompareChecksums(new(left), new(right));
        return order != 0 ? order : Pool.Strings[a.Location].SequenceCompareTo(Pool.Strings[b.Location]);
    }

    public int CompareVersions(int left, int right)
    {
        StringId a = Pool.Packages[left].Evr;
        StringId b = Pool.Packages[right].Evr;
        return a == b ? 0 : Utf8Evr.Split(Pool.Strings[a]).Compare(Utf8Evr.Split(Pool.Strings[b]));
    }

    /// <summary>As in dnf: the lowest wins, after the priority.</summary>
    private int Cost(int package)
    {
        int repository = Pool.Packages[package].Repository;
        return repository < _request.Costs.Length ? _request.Costs[repository] : DefaultCost;
    }

    private void RankArchitectures()
    {
        Dictionary<StringId, int?> ranks = [];
        for (int i = 0; i < _availability.Length; i++)
        {
            StringId arch = Pool.Packages[i].Arch;
            if (!ranks.TryGetValue(arch, out int? rank)) ranks.Add(arch, rank = _architectures.Rank(Pool.Strings.Text(arch)));
            if (rank is int known) _archRanks[i] = (sbyte)known;
            else (_archRanks[i], _availability[i]) = (sbyte.MaxValue, Availability.OtherArchitecture);
        }
    }

    private void Exclude()
    {
        foreach (string spec in _request.Excludes)
        {
            foreach (int package in Names.Match(spec)) _availability[package] = Availability.Excluded;
        }

        for (int repository = 0; repository < _request.Filters.Length; repository++) Filter(repository, _request.Filters[repository]);
    }

    private void Filter(int repository, RepositoryFilter filter)
    {
        HashSet<int> included = [.. filter.Includes.SelectMany(Names.Match)];
        HashSet<int> excluded = [.. filter.Excludes.SelectMany(Names.Match)];
        if (filter.Includes.IsEmpty && excluded.Count == 0) return;
        for (int package = 0; package < _availability.Length; package++)
        {
            if (Pool.Packages[package].Repository != repository) continue;
            bool isSeen = (filter.Includes.IsEmpty || included.Contains(package)) && !excluded.Contains(package);
            if (!isSeen) _availability[package] = Availability.Excluded;
        }
    }

    private void HideByStreams()
    {
        foreach (int package in _streams.Hidden.Keys)
        {
            if (_availability[package] == Availability.Available) _availability[package] = Availability.HiddenByStream;
        }
    }

    private void HideLowerPriorities()
    {
        if (_request.Priorities.IsEmpty) return;
        Dictionary<StringId, int> best = [];
        for (int i = 0; i < _availability.Length; i++)
        {
            if (_availability[i] != Availability.Available) continue;
            StringId name = Pool.Packages[i].Name;
            best[name] = Math.Min(best.GetValueOrDefault(name, int.MaxValue), Priority(i));
        }

        for (int i = 0; i < _availability.Length; i++)
        {
            if (_availability[i] == Availability.Available && Priority(i) > best[Pool.Packages[i].Name]) _availability[i] = Availability.LowerPriority;
        }
    }
}
