using System.Collections.Immutable;
using System.Text;

namespace InitrdComposer.Formats.Kmod;

/// <summary>An exported symbol and the index of the module that has it.</summary>
internal readonly record struct SymbolOwner(string Symbol, int Module)
{
    /// <summary>Of two modules that export one symbol the later has it.</summary>
    public static ImmutableArray<SymbolOwner> InHashOrder(ImmutableArray<IndexedModule> modules)
    {
        var owners = new Dictionary<string, int>(StringComparer.Ordinal);
        for (int i = 0; i < modules.Length; i++)
        {
            foreach (string symbol in modules[i].ExportedSymbols) owners[symbol] = i;
        }

        return [.. HashOrder.Sort(owners.Select(owner => new SymbolOwner(owner.Key, owner.Value)), owner => owner.Symbol, HashOrder.SymbolBuckets)];
    }
}

/// <summary>modules.symbols and modules.symbols.bin: which module to load for a symbol.</summary>
internal static class SymbolIndex
{
    public static byte[] Text(ImmutableArray<IndexedModule> modules, ImmutableArray<SymbolOwner> symbols)
    {
        var text = new StringBuilder("# Aliases for symbols, used by symbol_request().\n");
        foreach ((string symbol, int module) in symbols)
        {
            text.Append("alias symbol:").Append(symbol).Append(' ').Append(modules[module].Name).Append('\n');
        }

        return Encoding.ASCII.GetBytes(text.ToString());
    }

    public static byte[] Binary(ImmutableArray<IndexedModule> modules, ImmutableArray<SymbolOwner> symbols) =>
        IndexWriter.Write(symbols.Select(owner => new IndexEntry($"symbol:{owner.Symbol}", modules[owner.Module].Name, (uint)owner.Module)));
}
