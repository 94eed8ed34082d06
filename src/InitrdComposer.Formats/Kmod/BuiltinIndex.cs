using System.Collections.Immutable;

namespace InitrdComposer.Formats.Kmod;

/// <summary>modules.builtin.bin and modules.builtin.alias.bin: what modprobe need not load because the kernel has it.</summary>
internal static class BuiltinIndex
{
    public static byte[] Names(string builtin) => IndexWriter.Write(
        builtin.Split('\n').Where(line => line.Length > 0 && char.IsAsciiLetter(line[0])).Select(line => new IndexEntry(ModuleName.OfPath(line), "", 0)));

    public static byte[] Aliases(ImmutableArray<BuiltinModuleInfo> info)
    {
        return IndexWriter.Write(Entries());

        IEnumerable<IndexEntry> Entries()
        {
            foreach (BuiltinModuleInfo entry in info)
            {
                if (entry is { Key: "alias", Value.Length: > 0 } && ModuleAlias.TryNormalize(entry.Value, out string? normalized))
                {
                    yield return new(normalized, entry.Module, 0);
                }
            }
        }
    }
}
