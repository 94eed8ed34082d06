using System.Collections.Immutable;
using InitrdComposer.Diagnostics;

namespace InitrdComposer.Modules;

/// <summary>A topological order of modules, users before what they use, as depmod of kmod 34 finds it: its files list dependencies in this order.</summary>
internal sealed class DependencyOrder
{
    private readonly IReadOnlyList<CatalogModule> _modules;
    private readonly int[] _position;

    private DependencyOrder(IReadOnlyList<CatalogModule> modules, int[] position) => (_modules, _position) = (modules, position);

    /// <exception cref="ComposerException">Modules need each other; depmod, too, writes nothing then.</exception>
    public static DependencyOrder Of(IReadOnlyList<CatalogModule> modules)
    {
        var users = new int[modules.Count];
        foreach (int dependency in modules.SelectMany(module => module.SymbolDependencies)) users[dependency]++;

        // A stack, not a queue: that is the order in which depmod takes them.
        var ready = new Stack<int>(Enumerable.Range(0, modules.Count).Where(i => users[i] == 0));
        var position = new int[modules.Count];
        int sorted = 0;
        while (ready.TryPop(out int module))
        {
            position[module] = sorted++;
            foreach (int dependency in modules[module].SymbolDependencies)
            {
                if (--users[dependency] == 0) ready.Push(dependency);
            }
        }

        return sorted == modules.Count ? new(modules, position) : throw CycleIn(modules, users);
    }

    /// <summary>Everything the module needs loaded, directly or not; what is needed by others of them comes later.</summary>
    public ImmutableArray<int> AllDependenciesOf(int module)
    {
        var found = new HashSet<int>();
        var open = new Stack<int>([module]);
        while (open.TryPop(out int next))
        {
            foreach (int dependency in _modules[next].SymbolDependencies)
            {
                if (found.Add(dependency)) open.Push(dependency);
            }
        }

        return [.. found.OrderBy(index => _position[index])];
    }

    private static ComposerException CycleIn(IReadOnlyList<CatalogModule> modules, int[] users)
    {
        // Whoever still has users is in a cycle or needed by one; going from user to used, backwards, ends in the cycle.
        var path = new List<int>();
        int current = Array.FindIndex(users, count => count > 0);
        while (!path.Contains(current))
        {
            path.Add(current);
            int used = current;
            current = Enumerable.Range(0, modules.Count).First(i => users[i] > 0 && modules[i].SymbolDependencies.Contains(used));
        }

        IEnumerable<int> cycle = path.SkipWhile(index => index != current).Append(current).Reverse();
        return new(
            ModuleErrors.Cycle, $"modules depend on each other: {string.Join(" -> ", cycle.Select(index => modules[index].Name))}",
            hint: "depmod cannot index such a kernel either: the modules have to be built anew");
    }
}
