using System.Text;
using InitrdComposer.Diagnostics;
using InitrdComposer.Formats.Kmod;
using InitrdComposer.Tree;

namespace InitrdComposer.Modules;

/// <summary>A firmware= line of a module: what it may ask the kernel to load.</summary>
/// <param name="Path">Below /usr/lib/firmware; may be a glob, whose '*' does not cross '/'.</param>
/// <param name="Module">Who asks.</param>
/// <param name="Source">Where it says so.</param>
internal sealed record FirmwareRequest(string Path, string Module, RootPath Source)
{
    /// <summary>As the kernel looks for it: as it is, then compressed (drivers/base/firmware_loader, FW_LOADER_COMPRESS).</summary>
    private static readonly string[] Suffixes = ["", ".zst", ".xz"];

    /// <summary>What chosen modules and everything built in ask for, each path once.</summary>
    /// <exception cref="ComposerException">A path leads out of /usr/lib/firmware.</exception>
    public static IReadOnlyList<FirmwareRequest> Of(ModuleCatalog catalog, IEnumerable<int> chosen) =>
    [
        .. chosen.Select(index => catalog.Modules[index])
            .SelectMany(module => module.Firmware.Select(path => new FirmwareRequest(path, module.Name, catalog.Folder.Append(module.Path))))
            .Concat((catalog.BuiltinInfo ?? []).Where(info => info.Key == "firmware")
                .Select(info => new FirmwareRequest(info.Value, info.Module, catalog.Folder.Append("modules.builtin.modinfo"))))
            .Select(Checked)
            .DistinctBy(request => request.Path)
            .OrderBy(request => request.Path, StringComparer.Ordinal),
    ];

    /// <summary>The names in the tree that satisfy it; empty when it is not installed.</summary>
    /// <param name="folder">/usr/lib/firmware.</param>
    public IEnumerable<RootPath> FindIn(RootTree tree, RootPath folder)
    {
        foreach (string suffix in Suffixes)
        {
            RootPath path = folder.Append(Path + suffix);
            if (Fnmatch.HasWildcard(path.Bytes))
            {
                foreach (RootNode node in PathGlob.Parse(path.ToString()).In(tree)) yield return node.Path;
            }
            else if (tree.TryResolve(path, followLast: false, out RootPath physical) && tree.Contains(physical))
            {
                yield return path;
            }
        }
    }

    private static FirmwareRequest Checked(FirmwareRequest request) =>
        request.Path is ['/', ..] or "" || request.Path.Split('/').Contains("..") || !RootPath.TryParse(Encoding.UTF8.GetBytes(request.Path), out _)
            ? throw new ComposerException(
                ModuleErrors.FirmwarePath, $"firmware of module {request.Module}: got \"{IndexText.Shown(request.Path)}\", expected a path below /usr/lib/firmware",
                new SourceLocation(request.Source.ToString()))
            : request;
}
