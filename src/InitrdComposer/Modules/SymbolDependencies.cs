using System.Collections.Immutable;
using InitrdComposer.Formats.Kmod;

namespace InitrdComposer.Modules;

/// <summary>Which modules a module needs because it uses their symbols: what depmod goes by, whatever "depends" says.</summary>
internal static class SymbolDependencies
{
    /// <summary>For each module the indices of those it needs, each once, in the order of first use. A symbol that no module exports is the kernel's.</summary>
    /// <param name="modules">In the order of depmod's files; of two that export one symbol the later has it.</param>
    public static ImmutableArray<int>[] Resolve(IReadOnlyList<ModuleSymbols> modules)
    {
        var owners = new Dictionary<string, int>(StringComparer.Ordinal);
        for (int i = 0; i < modules.Count; i++)
        {
            foreach (string symbol in modules[i].Exported) owners[symbol] = i;
        }

        return [.. modules.Select(module => Needed(module.Required, owners))];
    }

    private static ImmutableArray<int> Needed(ImmutableArray<string> required, Dictionary<string, int> owners)
    {
        var needed = new List<int>();
        foreach (string symbol in required)
        {
            // PowerPC: .foo is the entry point of foo.
            string name = symbol.StartsWith('.') ? symbol[1..] : symbol;
            if (owners.TryGetValue(name, out int owner) && !needed.Contains(owner)) needed.Add(owner);
        }

        return [.. needed];
    }
}
