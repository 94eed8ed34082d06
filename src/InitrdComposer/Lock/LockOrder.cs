using System.Collections.Immutable;

namespace InitrdComposer.Lock;

/// <summary>The one order of everything in a lock, so that two locks of the same content are the same text and a change is a small difference.</summary>
internal static class LockOrder
{
    /// <summary>By name, architecture, EVR as text, role; what requested a package likewise, the recipe's own lines first, then those of its other files.</summary>
    public static LockFile Sort(LockFile file) => file with
    {
        Tools = [.. file.Tools.OrderBy(tool => tool.Name, StringComparer.Ordinal)],
        Packages =
        [
            .. file.Packages
                .OrderBy(package => package.Nevra.Name, StringComparer.Ordinal)
                .ThenBy(package => package.Nevra.Arch, StringComparer.Ordinal)
                .ThenBy(package => $"{package.Nevra.Evr}", StringComparer.Ordinal)
                .ThenBy(package => package.Role)
                .Select(package => package with { RequestedBy = Sort(package.RequestedBy) }),
        ],
    };

    private static ImmutableArray<RequestedBy> Sort(ImmutableArray<RequestedBy> edges) =>
    [
        .. edges
            .OrderBy(edge => edge.Package is not null)
            .ThenBy(edge => edge.File, StringComparer.Ordinal)
            .ThenBy(edge => edge.Line)
            .ThenBy(edge => $"{edge.Package}", StringComparer.Ordinal)
            .ThenBy(edge => edge.IsWeak)
            .ThenBy(edge => edge.Dependency, StringComparer.Ordinal)
            .ThenBy(edge => edge.Dlopen?.File, StringComparer.Ordinal),
    ];
}
