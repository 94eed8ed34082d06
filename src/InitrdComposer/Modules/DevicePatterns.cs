using System.Collections.Immutable;
using InitrdComposer.Diagnostics;
using InitrdComposer.Formats.Kmod;

namespace InitrdComposer.Modules;

/// <summary>
/// Patterns that say what a machine has, and not how a kernel calls it: "modalias:ALIAS" stands for the modules that serve a device, "host:NAME" and
/// "host:modalias:ALIAS" for those that some machine had loaded or has the devices of, which another kernel need not have.
/// </summary>
internal static class DevicePatterns
{
    private const string Alias = "modalias:";
    private const string Host = "host:";

    /// <summary>Every pattern as patterns of names.</summary>
    /// <param name="notices">Is told which of the host's modules this kernel has built in, and which it does not have.</param>
    public static IEnumerable<PathPattern> Resolve(ImmutableArray<Located<string>> include, ModuleCatalog catalog, ICollection<Notice> notices)
    {
        var lookup = new Lazy<ModuleLookup>(() => new(catalog));
        var patterns = new List<PathPattern>();
        var builtin = new List<string>();
        var missing = new List<string>();
        foreach (Located<string> source in include)
        {
            string text = source.Value.TrimStart('?').TrimStart('-');
            if (text.StartsWith(Host, StringComparison.Ordinal)) AddHost(source, text[Host.Length..]);
            else if (text.StartsWith(Alias, StringComparison.Ordinal)) AddAlias(source, text[Alias.Length..]);
            else patterns.Add(PathPattern.OfModule(source));
        }

        if (builtin.Count > 0) notices.Add(new(ModuleErrors.HostModules, $"of the host's modules kernel {catalog.KernelVersion} has built in: {Listed(builtin)}"));
        if (missing.Count > 0) notices.Add(new(ModuleErrors.HostModules, $"of the host's modules kernel {catalog.KernelVersion} has none called {Listed(missing)}"));
        return patterns;

        void AddHost(Located<string> source, string text)
        {
            bool isAlias = text.StartsWith(Alias, StringComparison.Ordinal);
            IReadOnlyList<int> found = lookup.Value.Find(isAlias ? text[Alias.Length..] : text);
            Add(source, found);

            // Most devices of a machine have no module of their own.
            if (found.Count == 0 && !isAlias) (lookup.Value.IsBuiltin(text) ? builtin : missing).Add(ModuleName.Normalize(text));
        }

        void AddAlias(Located<string> source, string alias)
        {
            IReadOnlyList<int> found = lookup.Value.Find(alias);
            Add(source, found);

            // As a name it matches nothing, which is an error unless it is marked optional.
            if (found.Count == 0 && !lookup.Value.IsBuiltin(alias)) patterns.Add(PathPattern.OfModule(source));
        }

        void Add(Located<string> source, IEnumerable<int> modules) => patterns.AddRange(modules.Select(module => PathPattern.OfModuleName(source, catalog.Modules[module].Name)));
    }

    private static string Listed(List<string> names) => string.Join(", ", names.Distinct().Order(StringComparer.Ordinal));
}
