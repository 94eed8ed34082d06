using System.Collections.Immutable;
using System.Text;
using InitrdComposer.Diagnostics;
using InitrdComposer.Formats.Kmod;

namespace InitrdComposer.Modules;

/// <summary>
/// The modules.dep and modules.alias that some kernel packages bring. The image has an index of its own, made from the modules; that a package's says
/// otherwise of a module that is there means that one of the two was changed.
/// </summary>
internal static class PackagedIndex
{
    /// <summary>Names that a message shows.</summary>
    private const int MaxNamed = 5;

    /// <summary>What of the index contradicts the modules, a sentence a file. Modules that only one of them has are no contradiction: packages are split.</summary>
    /// <param name="dependencies">The text of modules.dep, or null.</param>
    /// <param name="aliases">The text of modules.alias, or null.</param>
    /// <exception cref="ComposerException">The modules themselves cannot be indexed.</exception>
    public static ImmutableArray<string> Contradictions(ModuleCatalog catalog, byte[]? dependencies, byte[]? aliases)
    {
        var found = ImmutableArray.CreateBuilder<string>();
        if (dependencies is not null)
        {
            IReadOnlyList<ImmutableArray<int>> own = DependencyOrder.Of(catalog).AllDependencies();
            Add("modules.dep", DependencyLines(dependencies), i => own[i].Select(needed => catalog.Modules[needed].Name));
        }

        if (aliases is not null) Add("modules.alias", AliasLines(aliases), i => catalog.Modules[i].Aliases);
        return found.ToImmutable();

        void Add(string file, ILookup<string, string> packaged, Func<int, IEnumerable<string>> own)
        {
            string[] names =
            [
                .. catalog.Modules.Select((module, i) => (module.Name, i))
                    .Where(module => packaged.Contains(module.Name) && !packaged[module.Name].Where(value => value.Length > 0).ToHashSet(StringComparer.Ordinal).SetEquals(own(module.i)))
                    .Select(module => module.Name).Order(StringComparer.Ordinal),
            ];
            if (names.Length == 0) return;
            string more = names.Length > MaxNamed ? $" and {names.Length - MaxNamed} more" : "";
            found.Add($"{catalog.Folder.Append(file)} of the packages contradicts the modules themselves: {string.Join(", ", names.Take(MaxNamed))}{more}; the image has what the modules say");
        }
    }

    /// <summary>"kernel/a.ko: kernel/b.ko kernel/c.ko" by name, with "" for a module without dependencies.</summary>
    private static ILookup<string, string> DependencyLines(byte[] text) =>
        (from line in Lines(text)
         let colon = line.IndexOf(':', StringComparison.Ordinal)
         where colon > 0
         from needed in line[(colon + 1)..].Split(' ')
         select (Module: ModuleName.OfPath(line[..colon]), Value: needed.Length == 0 ? "" : ModuleName.OfPath(needed))).ToLookup(pair => pair.Module, pair => pair.Value, StringComparer.Ordinal);

    /// <summary>"alias PATTERN NAME" by name.</summary>
    private static ILookup<string, string> AliasLines(byte[] text) =>
        (from line in Lines(text)
         where line.StartsWith("alias ", StringComparison.Ordinal)
         let end = line.LastIndexOf(' ')
         where end > "alias ".Length
         select (Module: ModuleName.Normalize(line[(end + 1)..]), Value: line["alias ".Length..end])).ToLookup(pair => pair.Module, pair => pair.Value, StringComparer.Ordinal);

    private static string[] Lines(byte[] text) => Encoding.Latin1.GetString(text).Split('\n', StringSplitOptions.RemoveEmptyEntries);
}
