using System.Collections.Immutable;
using System.Text;
using InitrdComposer.Config;
using InitrdComposer.Diagnostics;
using InitrdComposer.Files;
using InitrdComposer.Formats;
using InitrdComposer.Formats.Elf;
using InitrdComposer.Formats.IO;
using InitrdComposer.Formats.Kmod;
using InitrdComposer.Root;
using InitrdComposer.Tree;

namespace InitrdComposer.Modules;

/// <summary>Reads a kernel's modules, on all processors at once, or takes them from the cache.</summary>
public static class ModuleCatalogReader
{
    /// <summary>Of modules.order, modules.builtin and modules.builtin.modinfo, in bytes.</summary>
    private const int MaxListLength = 64 << 20;

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
        Digest key = CatalogCodec.KeyOf(folder, architecture, files, order, storage);
        ImmutableArray<CatalogModule> modules;
        if (cache?.Find(key) is byte[] stored)
        {
            modules = CatalogCodec.Decode(stored);
        }
        else
        {
            modules = ReadModules(files, contents, folder, MachineOf(architecture), order, storage);
            cache?.Store(key, CatalogCodec.Encode(modules));
        }

        byte[]? builtin = ReadList("modules.builtin");
        return new(
            kernel, folder.Path, folder.Version, modules, builtin is null ? null : Encoding.Latin1.GetString(builtin),
            ReadBuiltinInfo(), notices.ToImmutable());

        ImmutableArray<BuiltinModuleInfo>? ReadBuiltinInfo()
        {
            if (ReadList("modules.builtin.modinfo") is not byte[] info) return null;
            try
            {
                return BuiltinModuleInfo.ParseAll(info);
            }
            catch (MalformedDataException e)
            {
                throw ComposerException.Malformed(ModuleErrors.MalformedInfo, folder.Path.Append("modules.builtin.modinfo").ToString(), e);
            }
        }

        byte[]? ReadList(string name)
        {
            RootPath path = folder.Path.Append(name);
            if (!kernel.TryFind(path, out RootNode? node) || node.Inode.Body is not FileBody.Regular { Content: FileContent content }) return null;
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
        IReadOnlyList<ModuleFile> files, IContents contents, KernelFolder folder, ElfMachine machine, byte[]? order, ModuleStorage storage)
    {
        var modules = new ReadModule[files.Count];
        ParallelWork.Run(
            Environment.ProcessorCount, [.. Enumerable.Range(0, files.Count)],
            i => modules[i] = ModuleFileReader.Read(files[i], contents, folder, machine, storage));

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

    /// <summary>What RPM calls an architecture, as ELF says it.</summary>
    private static ElfMachine MachineOf(string architecture) => architecture switch
    {
        "x86_64" => ElfMachine.Amd64,
        "aarch64" => ElfMachine.AArch64,
        "i386" or "i486" or "i586" or "i686" => ElfMachine.I386,
        "armv7hl" or "armv6hl" => ElfMachine.Arm,
        "ppc64le" or "ppc64" => ElfMachine.PowerPC64,
        "s390x" => ElfMachine.S390,
        "riscv64" => ElfMachine.RiscV,
        "loongarch64" => ElfMachine.LoongArch,
        _ => throw new ComposerException(ModuleErrors.WrongMachine, $"architecture: got {architecture}, expected one that Linux runs on, as RPM writes it"),
    };
}
