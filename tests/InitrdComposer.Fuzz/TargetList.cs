using System.Collections.Immutable;
using InitrdComposer.Fuzz.Targets;

namespace InitrdComposer.Fuzz;

/// <summary>Every reader of what others wrote.</summary>
internal static class TargetList
{
    public static ImmutableArray<Target> All { get; } =
    [
        .. MetadataTargets.All, .. PackageTargets.All, .. CompressionTargets.All, .. ProgramTargets.All, .. CmsTargets.All, .. FileSystemTargets.All, .. TableTargets.All, .. OpenPgpTargets.All, .. TextTargets.All,
    ];

    /// <exception cref="ArgumentException">There is none.</exception>
    public static Target Find(string name) => All.FirstOrDefault(target => target.Name == name) ?? throw new ArgumentException($"no target {name}: initrd-fuzz list");
}
