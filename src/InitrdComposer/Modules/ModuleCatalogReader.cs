using System.Collections.Immutable;
using System.Text;
using InitrdComposer.Config;
using InitrdComposer.Diagnostics;
using InitrdComposer.Files;
using InitrdComposer.Formats;
using InitrdComposer.Formats.IO;
using InitrdComposer.Formats.Kmod;
using InitrdComposer.Tree;

namespace InitrdComposer.Modules;

/// <summary>Reads a kernel's modules, on all processors at once, or takes them from the cache.</summary>
public static class ModuleCatalogReader
{
    /// <summary>Of modules.order, modules.builtin and the like, in bytes; the largest are modules.alias with below 2 MB.</summary>
    private const int MaxListLength = 4 << 20;

    /// <summary>A catalog of each kernel, by version as text.</summary>
    /// <param name="kernel">The tree of the packages in the kernel role.</param>
    /// <param name="texts">Has the lists of the kernel build.</param>
    /// <param name="contents">Has the modules; asked only when the cache does not know them.</param>
    /// <param name="architecture">The recipe's: x86_64, aarch64.</param>
    /// <param name="storage">Only for modules that will be stored uncompressed their own digests are needed.</param>
    /// <param name="cache">Null: none.</param>
    /// <exception cref="ComposerException">No kernel; a malformed module, or one of another kernel or processor; modules in a cycle.</exception>
    public static ImmutableArray<ModuleCatalog> ReadAll(
        RootTree kernel, IContents texts, IContents contents, string architecture, ModuleStorage storage, IKeyedStore? cache = null) =>
        [.. KernelFolder.FindAll(kernel).Select(folder => Read(kernel, folder, texts, contents, architecture, storage, cache))];

    private static ModuleCatalog Read(
        RootTree kernel, KernelFolder folder, IContents texts, IContents contents, string architecture, ModuleStorage storage, IKeyedStore? cache)
    {
        var notices = ImmutableArray.CreateBuilder<Notice>();
        IReadOnlyList<ModuleFile> files = ModuleFile.FindAll(kernel, folder, notices);
        byte[]? order = ReadList("modules.order");
        var catalog = new ModuleCatalog(
            kernel, folder.Path, folder.Version, [],
            Parse("modules.builtin", bytes => BuiltinList.Read(bytes)),
            Parse("modules.builtin.modinfo", bytes => (ImmutableArray<BuiltinModuleInfo>?)BuiltinModuleInfo.ParseAll(bytes)),
            []);
        Digest key = CatalogCodec.KeyOf(folder, architecture, files, order, DigestOf("modules.dep"), DigestOf("modules.alias"), storage);
        KeptCatalog kept;
        if (cache?.Find(key) is byte[] stored)
        {
            kept = CatalogCodec.Decode(stored);
        }
        else
        {
            catalog = catalog with { Modules = ReadModules(files, contents, folder, KernelPlatform.Of(architecture), order, storage) };
            kept = new(catalog.Modules, PackagedIndex.Contradictions(catalog, ReadList("modules.dep"), ReadList("modules.alias")));
            cache?.Store(key, CatalogCodec.Encode(kept));
        }

        notices.AddRange(kept.Contradictions.Select(contradiction => new Notice(ModuleErrors.PackagedIndex, contradiction)));
        return catalog with { Modules = kept.Modules, Notices = notices.ToImmutable() };

        T? Parse<T>(string name, Func<byte[], T> parse)
        {
            if (ReadList(name) is not byte[] bytes) return default;
            try
            {
                return parse(bytes);
            }
            catch (MalformedDataException e)
            {
                throw ComposerException.Malformed(ModuleErrors.Of(e), folder.Path.Append(name).ToString(), e);
            }
        }

        FileContent? Find(string name) => kernel.TryFind(folder.Path.Append(name), out RootNode? node) ? (node.Inode.Body as FileBody.Regular)?.Content : null;

        Digest? DigestOf(string name) => Find(name)?.Digest;

        byte[]? ReadList(string name)
        {
            if (Find(name) is not FileContent content) return null;
            RootPath path = folder.Path.Append(name);
            if (content.Length > MaxListLength)
            {
                throw new ComposerException(
                    ModuleErrors.MalformedInfo, $"size: got {content.Length} bytes, expected at most {MaxListLength}", new SourceLocation(path.ToString()));
            }

            var bytes = new byte[content.Length];
            texts.Open(content).ReadExactlyAt(0, bytes);
            return bytes;
        }
    }

    private static ImmutableArray<CatalogModule> ReadModules(
        IReadOnlyList<ModuleFile> files, IContents contents, KernelFolder folder, KernelPlatform platform, byte[]? order, ModuleStorage storage)
    {
        var modules = new ReadModule[files.Count];
        ParallelWork.Run(
            Environment.ProcessorCount, [.. Enumerable.Range(0, files.Count)],
            i => modules[i] = ModuleFileReader.Read(files[i], contents, folder, platform, storage));

        (string Path, ReadModule Read)[] sorted = ModuleOrder.Sort(
            files.Select((file, i) => (file.Path, modules[i])), item => item.Path, order is null ? null : Encoding.Latin1.GetString(order));
        ImmutableArray<int>[] dependencies = SymbolDependencies.Resolve([.. sorted.Select(item => item.Read.Module.Symbols)]);
        return
        [
            .. sorted.Select((item, i) => new CatalogModule(
                item.Path, item.Read.Module.Depends, item.Read.Module.SoftDependencies, item.Read.Module.WeakDependencies, item.Read.Module.Aliases,
                item.Read.Module.Firmware, item.Read.Module.Symbols.Exported, dependencies[i], item.Read.Decompressed)),
        ];
    }
}
