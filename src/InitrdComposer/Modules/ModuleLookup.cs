using System.Text;
using InitrdComposer.Formats.Kmod;
using InitrdComposer.Tree;

namespace InitrdComposer.Modules;

/// <summary>Finds modules by what modprobe would be given: a name, or else an alias; what is built in needs no module.</summary>
internal sealed class ModuleLookup
{
    private readonly Dictionary<string, int> _byName;
    private readonly HashSet<string> _builtin;
    private readonly ILookup<string, int> _byAlias;
    private readonly ILookup<string, (byte[] Pattern, int Module)> _wildcards;
    private readonly ILookup<string, byte[]> _builtinWildcards;

    public ModuleLookup(ModuleCatalog catalog)
    {
        _byName = catalog.Modules.Select((module, i) => (module.Name, i)).ToDictionary(pair => pair.Name, pair => pair.i, StringComparer.Ordinal);
        _builtin = [.. catalog.BuiltinPaths.Select(ModuleName.OfPath)];
        _builtin.UnionWith((catalog.BuiltinInfo ?? []).Where(info => info.Key == "alias").Select(info => ModuleName.Normalize(info.Value)));

        (string Alias, int Module)[] aliases = [.. catalog.Modules.SelectMany((module, i) => module.Aliases.Select(alias => (Normalize(alias), i)))];
        _byAlias = aliases.Where(pair => !IsWildcard(pair.Alias)).ToLookup(pair => pair.Alias, pair => pair.Module, StringComparer.Ordinal);
        _wildcards = aliases.Where(pair => IsWildcard(pair.Alias)).ToLookup(pair => BusOf(pair.Alias), pair => (Encoding.UTF8.GetBytes(pair.Alias), pair.Module), StringComparer.Ordinal);
        _builtinWildcards = (catalog.BuiltinInfo ?? []).Where(info => info.Key == "alias").Select(info => Normalize(info.Value)).Where(IsWildcard)
            .ToLookup(BusOf, Encoding.UTF8.GetBytes, StringComparer.Ordinal);
    }

    public bool IsBuiltin(string nameOrAlias)
    {
        string name = ModuleName.Normalize(nameOrAlias);
        byte[] bytes = Encoding.UTF8.GetBytes(name);
        return _builtin.Contains(name) || Of(_builtinWildcards, name).Any(pattern => Fnmatch.IsMatch(pattern, bytes));
    }

    /// <summary>Indices into the catalog, in its order; none if it is built in or not there at all.</summary>
    public IReadOnlyList<int> Find(string nameOrAlias)
    {
        string name = ModuleName.Normalize(nameOrAlias);
        if (_byName.TryGetValue(name, out int module)) return [module];
        if (_builtin.Contains(name)) return [];
        byte[] bytes = Encoding.UTF8.GetBytes(name);
        return [.. _byAlias[name].Concat(Of(_wildcards, name).Where(pair => Fnmatch.IsMatch(pair.Pattern, bytes)).Select(pair => pair.Module)).Distinct().Order()];
    }

    /// <summary>What an alias begins with, "pci:", where no wildcard stands in it: what begins otherwise need not be compared.</summary>
    private static string BusOf(string alias) => alias.IndexOf(':', StringComparison.Ordinal) is int colon and >= 0 && !IsWildcard(alias[..colon]) ? alias[..(colon + 1)] : "";

    private static IEnumerable<T> Of<T>(ILookup<string, T> byBus, string name) => BusOf(name) is { Length: > 0 } bus ? byBus[bus].Concat(byBus[""]) : byBus[""];

    private static string Normalize(string alias) => ModuleAlias.TryNormalize(alias, out string? normalized) ? normalized : alias;

    private static bool IsWildcard(string alias) => alias.AsSpan().IndexOfAny("*?[") >= 0;
}
