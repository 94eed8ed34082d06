using InitrdComposer.Formats.Kmod;
using InitrdComposer.Tree;

namespace InitrdComposer.Modules;

/// <summary>Finds modules by what modprobe would be given: a name, or else an alias; what is built in needs no module.</summary>
internal sealed class ModuleLookup
{
    private readonly Dictionary<string, int> _byName;
    private readonly HashSet<string> _builtin;
    private readonly ILookup<string, int> _byAlias;
    private readonly (string Pattern, int Module)[] _wildcards;

    public ModuleLookup(ModuleCatalog catalog)
    {
        _byName = catalog.Modules.Select((module, i) => (module.Name, i)).ToDictionary(pair => pair.Name, pair => pair.i, StringComparer.Ordinal);
        _builtin = [.. catalog.BuiltinPaths.Select(ModuleName.OfPath)];
        _builtin.UnionWith((catalog.BuiltinInfo ?? []).Where(info => info.Key == "alias").Select(info => ModuleName.Normalize(info.Value)));

        (string Alias, int Module)[] aliases = [.. catalog.Modules.SelectMany((module, i) => module.Aliases.Select(alias => (Normalize(alias), i)))];
        _byAlias = aliases.Where(pair => !IsWildcard(pair.Alias)).ToLookup(pair => pair.Alias, pair => pair.Module, StringComparer.Ordinal);
        _wildcards = [.. aliases.Where(pair => IsWildcard(pair.Alias))];
    }

    public bool IsBuiltin(string name) => _builtin.Contains(ModuleName.Normalize(name));

    /// <summary>Indices into the catalog, in its order; none if it is built in or not there at all.</summary>
    public IReadOnlyList<int> Find(string nameOrAlias)
    {
        string name = ModuleName.Normalize(nameOrAlias);
        if (_byName.TryGetValue(name, out int module)) return [module];
        if (_builtin.Contains(name)) return [];
        return [.. _byAlias[name].Concat(_wildcards.Where(pair => Fnmatch.IsMatch(pair.Pattern, name)).Select(pair => pair.Module)).Distinct().Order()];
    }

    private static string Normalize(string alias) => ModuleAlias.TryNormalize(alias, out string? normalized) ? normalized : alias;

    private static bool IsWildcard(string alias) => alias.AsSpan().IndexOfAny("*?[") >= 0;
}
