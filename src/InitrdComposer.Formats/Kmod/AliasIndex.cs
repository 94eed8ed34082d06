using System.Collections.Immutable;
using System.Text;

namespace InitrdComposer.Formats.Kmod;

/// <summary>modules.alias and modules.alias.bin: patterns of device ids and other names, and the module that serves them.</summary>
internal static class AliasIndex
{
    public static byte[] Text(ImmutableArray<IndexedModule> modules)
    {
        var text = new StringBuilder("# Aliases extracted from modules themselves.\n");
        foreach (IndexedModule module in modules)
        {
            foreach (string alias in module.Aliases) text.Append("alias ").Append(alias).Append(' ').Append(module.Name).Append('\n');
        }

        return Encoding.ASCII.GetBytes(text.ToString());
    }

    /// <summary>An alias whose brackets do not pair is left out, as depmod does.</summary>
    public static byte[] Binary(ImmutableArray<IndexedModule> modules)
    {
        return IndexWriter.Write(modules.SelectMany(Entries));

        static IEnumerable<IndexEntry> Entries(IndexedModule module, int index)
        {
            foreach (string alias in module.Aliases)
            {
                if (ModuleAlias.TryNormalize(alias, out string? normalized)) yield return new(normalized, module.Name, (uint)index);
            }
        }
    }
}
