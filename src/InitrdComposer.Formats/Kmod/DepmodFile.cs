using System.Collections.Immutable;

namespace InitrdComposer.Formats.Kmod;

/// <summary>One of the files that depmod leaves in /usr/lib/modules/KVER.</summary>
public sealed record DepmodFile(string Name, byte[] Content)
{
    /// <summary>All of them, byte for byte as depmod of kmod 34 writes them.</summary>
    /// <param name="modules">In the order of <see cref="ModuleOrder"/>.</param>
    /// <param name="builtin">The text of modules.builtin, or null: then its index is an empty file.</param>
    /// <param name="builtinInfo">Of modules.builtin.modinfo, or null as above.</param>
    public static ImmutableArray<DepmodFile> WriteAll(
        ImmutableArray<IndexedModule> modules, string? builtin, ImmutableArray<BuiltinModuleInfo>? builtinInfo)
    {
        ImmutableArray<SymbolOwner> symbols = SymbolOwner.InHashOrder(modules);
        return
        [
            new("modules.dep", DependencyIndex.Text(modules)),
            new("modules.dep.bin", DependencyIndex.Binary(modules)),
            new("modules.alias", AliasIndex.Text(modules)),
            new("modules.alias.bin", AliasIndex.Binary(modules)),
            new("modules.softdep", DependencyHints.Text("Soft dependencies", "softdep", modules, module => module.SoftDependencies)),
            new("modules.weakdep", DependencyHints.Text("Weak dependencies", "weakdep", modules, module => module.WeakDependencies)),
            new("modules.symbols", SymbolIndex.Text(modules, symbols)),
            new("modules.symbols.bin", SymbolIndex.Binary(modules, symbols)),
            new("modules.builtin.bin", builtin is null ? [] : BuiltinIndex.Names(builtin)),
            new("modules.builtin.alias.bin", builtinInfo is null ? [] : BuiltinIndex.Aliases(builtinInfo.Value)),
            new("modules.devname", DeviceNameIndex.Text(modules)),
        ];
    }
}
