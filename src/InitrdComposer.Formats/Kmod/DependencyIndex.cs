using System.Collections.Immutable;
using System.Text;

namespace InitrdComposer.Formats.Kmod;

/// <summary>modules.dep (modules.dep(5)): a line a module, "path: dependency...", and the same by module name in modules.dep.bin.</summary>
internal static class DependencyIndex
{
    public static byte[] Text(ImmutableArray<IndexedModule> modules) =>
        Encoding.ASCII.GetBytes(string.Concat(modules.Select(module => Line(modules, module) + "\n")));

    public static byte[] Binary(ImmutableArray<IndexedModule> modules) =>
        IndexWriter.Write(modules.Select((module, index) => new IndexEntry(module.Name, Line(modules, module), (uint)index)));

    private static string Line(ImmutableArray<IndexedModule> modules, IndexedModule module) =>
        $"{module.Path}:{string.Concat(module.Dependencies.Select(index => " " + modules[index].Path))}";
}
