using System.Collections.Immutable;
using InitrdComposer.Lock;

namespace InitrdComposer.Questions;

/// <summary>A lock's requested-by edges as a graph, from the recipe to every package. Packages are numbers: their places in the lock.</summary>
public sealed class RequestGraph
{
    private readonly LockFile _locked;
    private readonly ImmutableArray<ImmutableArray<(int Requirer, RequestedBy Edge)>> _requirers;

    public RequestGraph(LockFile locked)
    {
        _locked = locked;
        ILookup<string, int> places = Enumerable.Range(0, locked.Packages.Length).ToLookup(place => $"{locked.Packages[place].Nevra}");
        _requirers =
        [
            .. locked.Packages.Select(package => (ImmutableArray<(int, RequestedBy)>)
            [
                .. from edge in package.RequestedBy
                   where edge.Package is not null
                   from place in places[$"{edge.Package}"]
                   where locked.Packages[place].Role == package.Role
                   select (place, edge),
            ]),
        ];
    }

    /// <summary>The packages that need one, and by what.</summary>
    public ImmutableArray<(int Requirer, RequestedBy Edge)> RequirersOf(int package) => _requirers[package];

    /// <summary>The lines of the recipe, and of its other files, that name a package.</summary>
    public IEnumerable<RequestedBy> LinesOf(int package) => _locked.Packages[package].RequestedBy.Where(edge => edge.Package is null);

    /// <summary>
    /// The shortest way from a package that the recipe names to this one; weak dependencies only where there is no other way; of several the first in the
    /// lock's order. Both ends are part of it.
    /// </summary>
    public ImmutableArray<int> ChainTo(int package)
    {
        var next = new Dictionary<int, int?>();
        var queue = new PriorityQueue<(int Place, int? Next), (int Weak, int Length, int Place)>();
        queue.Enqueue((package, null), default);
        while (queue.TryDequeue(out (int Place, int? Next) step, out (int Weak, int Length, int Place) cost))
        {
            if (!next.TryAdd(step.Place, step.Next)) continue;
            if (LinesOf(step.Place).Any()) return [.. Follow(step.Place)];
            foreach ((int requirer, RequestedBy edge) in _requirers[step.Place])
            {
                queue.Enqueue((requirer, step.Place), (cost.Weak + (edge.IsWeak ? 1 : 0), cost.Length + 1, requirer));
            }
        }

        return [package];

        IEnumerable<int> Follow(int from)
        {
            for (int? place = from; place is int here; place = next[here]) yield return here;
        }
    }

    /// <summary>What nothing would ask for any more if nothing asked for this package: itself first, then the others in the lock's order.</summary>
    public ImmutableArray<int> LeavingWith(int package)
    {
        var wanted = new bool[_locked.Packages.Length];
        ILookup<int, int> requires = _requirers.Index().SelectMany(entry => entry.Item.Select(edge => (edge.Requirer, Required: entry.Index))).ToLookup(edge => edge.Requirer, edge => edge.Required);
        var left = new Stack<int>(Enumerable.Range(0, wanted.Length).Where(place => place != package && LinesOf(place).Any()));
        while (left.TryPop(out int place))
        {
            if (wanted[place]) continue;
            wanted[place] = true;
            foreach (int required in requires[place].Where(required => required != package)) left.Push(required);
        }

        return [package, .. Enumerable.Range(0, wanted.Length).Where(place => !wanted[place] && place != package)];
    }
}
