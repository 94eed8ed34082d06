using System.Text;
using InitrdComposer.Diagnostics;
using InitrdComposer.Formats.Kmod;
using InitrdComposer.Tree;

namespace InitrdComposer.Modules;

/// <summary>A module where the kernel packages have it.</summary>
/// <param name="Node">The name in the kernel's folder: a file, or a link to one.</param>
/// <param name="Target">The file itself; the same as <paramref name="Node"/> if that is no link.</param>
/// <param name="Path">Relative to the kernel's folder.</param>
internal sealed record ModuleFile(RootNode Node, RootNode Target, string Path)
{
    /// <summary>Where modules stand that win over the kernel's own of the same name: depmod's default "search updates".</summary>
    private const string PreferredFolder = "updates/";

    public string Name { get; } = ModuleName.OfPath(Path);

    public FileContent Content => ((FileBody.Regular)Target.Inode.Body).Content;

    /// <summary>True for a link into another kernel's folder, whose module is meant to be used with this one (weak-modules(8)).</summary>
    public bool IsForeign => !ReferenceEquals(Node, Target);

    /// <summary>
    /// All modules below the kernel's folder, one a name: of several the one below updates/, else the first in byte order, where depmod takes
    /// whichever the folder happens to list first. Folders called "build" and "source" are not entered: at the top they lead to the kernel's sources.
    /// </summary>
    /// <param name="notices">Takes links that lead nowhere.</param>
    /// <exception cref="ComposerException">A path that is not printable ASCII without spaces.</exception>
    public static IReadOnlyList<ModuleFile> FindAll(RootTree kernel, KernelFolder folder, ICollection<Notice> notices)
    {
        var byName = new SortedDictionary<string, ModuleFile>(StringComparer.Ordinal);
        foreach (RootNode node in kernel.Below(folder.Path))
        {
            if (node.Inode.Body is not (FileBody.Regular or FileBody.SymbolicLink) || !ModuleName.IsModuleFile(node.Path.Name)) continue;
            string path = RelativePath(node, folder);
            if (path.Split('/')[..^1].Any(component => component is "build" or "source")) continue;
            if (!kernel.TryFind(node.Path, out RootNode? target) || target.Inode.Body is not FileBody.Regular)
            {
                notices.Add(new(ModuleErrors.DanglingLink, $"{node.Path}: the link leads to no file of the kernel packages; left out"));
                continue;
            }

            var file = new ModuleFile(node, target, path);
            if (!byName.TryGetValue(file.Name, out ModuleFile? other) || (file.IsPreferred && !other.IsPreferred)) byName[file.Name] = file;
        }

        return [.. byName.Values];
    }

    private bool IsPreferred => Path.StartsWith(PreferredFolder, StringComparison.Ordinal);

    private static string RelativePath(RootNode node, KernelFolder folder)
    {
        string path = Encoding.Latin1.GetString(node.Path.Bytes[(folder.Path.Bytes.Length + 1)..]);
        return path.All(c => c is > ' ' and <= '~')
            ? path
            : throw new ComposerException(
                ModuleErrors.UnfitText, $"path: got {node.Path}, expected printable ASCII without spaces", new SourceLocation(node.Path.ToString()));
    }
}
