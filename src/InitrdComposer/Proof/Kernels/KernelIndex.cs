using System.Text;
using InitrdComposer.Formats;
using InitrdComposer.Formats.Kmod;
using InitrdComposer.Tree;

namespace InitrdComposer.Proof.Kernels;

/// <summary>
/// What libkmod knows of a kernel's modules: the binary indexes alone, as modprobe and udev use them, and modules.softdep. The index may name every module of the
/// kernel's packages; which of them are in the image is another question.
/// </summary>
internal sealed class KernelIndex
{
    private readonly Dictionary<string, IndexedFile> _modules = new(StringComparer.Ordinal);
    private readonly ILookup<string, (string Pattern, string Module)> _aliases;
    private readonly ILookup<string, (string Pattern, string Module)> _builtinAliases;
    private readonly HashSet<string> _builtin;
    private readonly ILookup<string, string> _soft;
    private readonly List<string> _damages = [];

    /// <param name="folder">/usr/lib/modules/KVER.</param>
    public KernelIndex(RootTree tree, IContents contents, RootPath folder, ModprobeConfiguration configuration)
    {
        foreach (IndexEntry entry in Entries("modules.dep.bin", isNeeded: true))
        {
            int colon = entry.Value.IndexOf(':', StringComparison.Ordinal);
            if (colon > 0) _modules.TryAdd(entry.Key, new(entry.Value[..colon], entry.Value[(colon + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries)));
        }

        _aliases = ByBus([.. configuration.Aliases, .. Pairs("modules.alias.bin", isNeeded: true)]);
        _builtinAliases = ByBus([.. Pairs("modules.builtin.alias.bin", isNeeded: false)]);
        _builtin = [.. Entries("modules.builtin.bin", isNeeded: false).Select(entry => entry.Key)];
        _soft = (from line in Encoding.Latin1.GetString((BytesOf("modules.softdep") ?? default).Span).Split('\n')
                 let words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries)
                 where words is ["softdep", _, ..]
                 from word in words[2..].TakeWhile(word => word != "post:").Where(word => word != "pre:")
                 select (Module: words[1], word)).ToLookup(pair => pair.Module, pair => pair.word, StringComparer.Ordinal);

        IEnumerable<(string, string)> Pairs(string name, bool isNeeded) => Entries(name, isNeeded).Select(entry => (entry.Key, entry.Value));

        IReadOnlyList<IndexEntry> Entries(string name, bool isNeeded)
        {
            try
            {
                if (BytesOf(name) is ReadOnlyMemory<byte> bytes) return IndexReader.Read(bytes);
                if (isNeeded) _damages.Add($"there is no {folder.Append(name)}, which modprobe and udev look modules up in");
            }
            catch (MalformedDataException damage)
            {
                _damages.Add($"{folder.Append(name)} is damaged: {damage.Message}");
            }

            return [];
        }

        ReadOnlyMemory<byte>? BytesOf(string name)
        {
            if (!tree.TryFind(folder.Append(name), out RootNode? node) || node.Inode.Body is not FileBody.Regular { Content: FileContent content }) return null;
            return contents.Open(content).ReadAll();
        }
    }

    /// <summary>Why modules cannot be found, a sentence each.</summary>
    public IReadOnlyList<string> Damages => _damages;

    public bool IsBuiltin(string name) => _builtin.Contains(ModuleName.Normalize(name));

    /// <summary>A module by its name; null: the index has none.</summary>
    public IndexedFile? Find(string name) => _modules.GetValueOrDefault(ModuleName.Normalize(name));

    /// <summary>Names of what modprobe would load for a name or an alias, those that are built in among them.</summary>
    public (IReadOnlyList<string> Modules, IReadOnlyList<string> Builtin) Lookup(string nameOrAlias)
    {
        if (!ModuleAlias.TryNormalize(nameOrAlias, out string? name)) return ([], []);
        if (_modules.ContainsKey(name)) return ([name], []);
        return ([.. Matching(_aliases, name)], [.. _builtin.Contains(name) ? [name] : Matching(_builtinAliases, name)]);
    }

    /// <summary>What a module wants to be loaded before it, and can do without: names or aliases.</summary>
    public IEnumerable<string> SoftDependenciesOf(string module) => _soft[module];

    private static IEnumerable<string> Matching(ILookup<string, (string Pattern, string Module)> aliases, string name) =>
        aliases[BusOf(name)].Concat(aliases[""]).Where(alias => Fnmatch.IsMatch(alias.Pattern, name)).Select(alias => alias.Module).Distinct(StringComparer.Ordinal);

    /// <summary>Patterns by what stands before their colon, so that not all of them are tried; those with a wildcard there, by nothing.</summary>
    private static ILookup<string, (string Pattern, string Module)> ByBus(IEnumerable<(string Pattern, string Module)> aliases) =>
        aliases.ToLookup(alias => BusOf(alias.Pattern) is var bus && bus.AsSpan().IndexOfAny("*?[") < 0 ? bus : "", StringComparer.Ordinal);

    private static string BusOf(string alias) => alias.IndexOf(':', StringComparison.Ordinal) is int colon and >= 0 ? alias[..(colon + 1)] : "-";
}

/// <summary>A line of modules.dep.</summary>
/// <param name="Path">Relative to the kernel's folder.</param>
/// <param name="Dependencies">Paths of all modules that must be loaded before.</param>
internal sealed record IndexedFile(string Path, string[] Dependencies);
