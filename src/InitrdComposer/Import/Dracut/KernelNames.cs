using System.Collections.Immutable;
using InitrdComposer.Diagnostics;
using InitrdComposer.Formats.Kmod;
using InitrdComposer.Modules;

namespace InitrdComposer.Import.Dracut;

/// <summary>What a kernel has: the paths of its modules, loadable and built in, and the names that stand for others.</summary>
/// <param name="Version">The kernel release.</param>
/// <param name="Modules">Relative to the kernel's folder: "kernel/fs/xfs/xfs.ko.xz".</param>
/// <param name="Builtin">As modules.builtin has them.</param>
/// <param name="Aliases">Module names by alias, of aliases that are plain words.</param>
public sealed record KernelNames(string Version, ImmutableArray<string> Modules, ImmutableArray<string> Builtin, ImmutableDictionary<string, string> Aliases)
{
    /// <summary>All names, '_' for '-'.</summary>
    internal IEnumerable<string> Names => Modules.Concat(Builtin).Select(ModuleName.OfPath);

    internal bool HasModule(string pattern) => Matches(pattern, Modules);

    internal bool HasBuiltin(string pattern) => Matches(pattern, Builtin);

    internal string? ModuleOfAlias(string name) => Aliases.GetValueOrDefault(ModuleName.Normalize(name));

    private static bool Matches(string pattern, ImmutableArray<string> paths)
    {
        var parsed = PathPattern.OfModule(new Located<string>(pattern, default));
        return paths.Any(path => parsed.Matches(PathPattern.ModuleSubject(path)));
    }
}
