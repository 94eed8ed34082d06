using System.Collections.Immutable;
using InitrdComposer.Diagnostics;

namespace InitrdComposer.Modules;

/// <summary>A topological order of modules, users before what they use, as depmod of kmod 34 finds it: its files list dependencies in this order.</summary>
internal sealed class DependencyOrder
{
    /// <summary>Of all modules together: a distribution's kernel of 4000 modules has some 12000. Chains are short, and this is quadratic in their length.</summary>
    private const int MaxDependencies = 1 << 20;

    private readonly ModuleCatalog _catalog;
    private readonly int[] _position;

    private DependencyOrder(ModuleCatalog catalog, int[] position) => (_catalog, _position) = (catalog, position);

    /// <exception cref="ComposerException">Modules need each other; depmod, too, writes nothing then.</exception>
    public static DependencyOrder Of(ModuleCatalog catalog)
    {
        IReadOnlyList<CatalogModule> modules = catalog.Modules;
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

        return sorted == modules.Count ? new(catalog, position) : throw Cycle(catalog);
    }

    /// <summary>For each module everything that it needs loaded, directly or not; what is needed by others of them comes later.</summary>
    /// <exception cref="ComposerException">That is more than an index can reasonably say.</exception>
    public IReadOnlyList<ImmutableArray<int>> AllDependencies()
    {
        var all = new List<ImmutableArray<int>>();
        int together = 0;
        for (int i = 0; i < _catalog.Modules.Length; i++)
        {
            ImmutableArray<int> dependencies = AllDependenciesOf(i);
            together += dependencies.Length;
            if (together > MaxDependencies)
            {
                throw new ComposerException(
                    ModuleErrors.Dependencies, $"modules.dep: got more than {MaxDependencies} dependencies of all modules together, expected at most {MaxDependencies}",
                    new SourceLocation(_catalog.Folder.ToString()));
            }

            all.Add(dependencies);
        }

        return all;
    }

    private ImmutableArray<int> AllDependenciesOf(int module)
    {
        var found = new HashSet<int>();
        var open = new Stack<int>([module]);
        while (open.TryPop(out int next))
        {
            foreach (int dependency in _catalog.Modules[next].SymbolDependencies)
            {
                if (found.Add(dependency)) open.Push(dependency);
            }
        }

        return [.. found.OrderBy(index => _position[index])];
    }

    private static ComposerException Cycle(ModuleCatalog catalog)
    {
        IReadOnlyList<int> cycle = DependencyCycle.Find([.. catalog.Modules.Select(module => module.SymbolDependencies)]);
        return new(
            ModuleErrors.Dependencies, $"symbols: got modules that need each other, {DependencyCycle.Describe([.. cycle.Select(index => catalog.Modules[index].Name)])}, expected an order to load them in",
            new SourceLocation(catalog.Folder.ToString()), "depmod cannot index such a kernel either: the modules have to be built anew");
    }
}
