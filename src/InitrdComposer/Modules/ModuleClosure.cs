using InitrdComposer.Diagnostics;
using InitrdComposer.Formats.Kmod;

namespace InitrdComposer.Modules;

/// <summary>Everything that chosen modules want: by symbols and "depends", softdep (pre and post alike) and weakdep, over and over.</summary>
internal static class ModuleClosure
{
    /// <summary>Names that a message shows.</summary>
    private const int MaxNamed = 5;

    /// <param name="chosen">Indices into the catalog, with the patterns that chose them.</param>
    /// <param name="notices">
    /// Takes hard dependencies that are nowhere. Soft ones often name what only other configurations have, and modprobe passes over them too.
    /// </param>
    /// <returns>Index to reason: the first one found, breadth first.</returns>
    public static SortedDictionary<int, ModuleReason> Of(
        ModuleCatalog catalog, IEnumerable<(int Module, PathPattern Pattern)> chosen, ICollection<Notice> notices)
    {
        var lookup = new ModuleLookup(catalog);
        var reasons = new SortedDictionary<int, ModuleReason>();
        var open = new Queue<int>();
        foreach ((int module, PathPattern pattern) in chosen) Add(module, new ModuleReason.Pattern(pattern.Source));

        while (open.TryDequeue(out int next))
        {
            CatalogModule module = catalog.Modules[next];
            foreach (int dependency in module.SymbolDependencies) Want(dependency, ModuleDependencyKind.Symbols);
            var missing = new List<string>();
            foreach (string name in module.Depends)
            {
                IReadOnlyList<int> found = lookup.Find(name);
                foreach (int dependency in found) Want(dependency, ModuleDependencyKind.Symbols);
                if (found.Count == 0 && !lookup.IsBuiltin(name)) missing.Add(name);
            }

            if (missing.Count > 0)
            {
                string more = missing.Count > MaxNamed ? $" and {missing.Count - MaxNamed} more" : "";
                notices.Add(new(
                    ModuleErrors.MissingDependency, $"module {module.Name} depends on {string.Join(", ", missing.Take(MaxNamed))}{more}, which the kernel packages do not have"));
            }

            foreach (string name in Words(module.SoftDependencies)) WantAll(name, ModuleDependencyKind.Soft);
            foreach (string name in Words(module.WeakDependencies)) WantAll(name, ModuleDependencyKind.Weak);

            void WantAll(string name, ModuleDependencyKind kind)
            {
                foreach (int dependency in lookup.Find(name)) Want(dependency, kind);
            }

            void Want(int dependency, ModuleDependencyKind kind) => Add(dependency, new ModuleReason.DependencyOf(module.Name, kind));
        }

        if (DeclaredCycle(catalog, [.. reasons.Keys]) is Notice notice) notices.Add(notice);
        return reasons;

        void Add(int module, ModuleReason reason)
        {
            if (reasons.TryAdd(module, reason)) open.Enqueue(module);
        }
    }

    /// <summary>
    /// What "depends" says in a circle is harmless, for modprobe goes by symbols; but no kernel's build writes it, so somebody should know.
    /// </summary>
    private static Notice? DeclaredCycle(ModuleCatalog catalog, int[] modules)
    {
        var places = modules.Select((module, i) => (catalog.Modules[module].Name, i)).ToDictionary(pair => pair.Name, pair => pair.i, StringComparer.Ordinal);
        IReadOnlyList<int> cycle = DependencyCycle.Find(
        [
            .. modules.Select(module => (int[])[.. catalog.Modules[module].Depends.Select(name => places.GetValueOrDefault(ModuleName.Normalize(name), -1)).Where(i => i >= 0).Distinct()]),
        ]);
        return cycle.Count == 0 ? null : new(
            ModuleErrors.Dependencies, $"modules say that they depend on each other: {DependencyCycle.Describe([.. cycle.Select(i => catalog.Modules[modules[i]].Name)])}",
            new SourceLocation(catalog.Folder.ToString()));
    }

    /// <summary>The names of "pre: a b post: c".</summary>
    private static IEnumerable<string> Words(IEnumerable<string> values) =>
        values.SelectMany(value => value.Split(' ', StringSplitOptions.RemoveEmptyEntries)).Where(word => !word.EndsWith(':'));
}
