using System.Collections.Immutable;
using InitrdComposer.Import.Features;

namespace InitrdComposer.Import.Dracut;

/// <summary>Chosen modules become packages, kernel modules and presets, or profiles of the project's drop-ins.</summary>
internal static class PackagePart
{
    public static ImmutableArray<DraftLine> Of(ModuleChoice choice, DracutRequest request, Distribution distribution, bool hasGenericDrivers)
    {
        var lines = ImmutableArray.CreateBuilder<DraftLine>();
        if (request.DropIns is null) lines.AddRange(Packages(KnownFeatures.Base, distribution, "the base of every initrd"));
        foreach ((string feature, string origin) in choice.Chosen.SelectMany(chosen => chosen.Module.Features.Select(name => (name, chosen.Origin))).DistinctBy(pair => pair.name))
        {
            if (request.DropIns is not null && request.Profiles.Contains(feature)) lines.Add(DraftLine.Element("use-profiles", feature, origin));
            else lines.AddRange(Of(KnownFeatures.Find(feature), distribution, origin));
        }

        if (hasGenericDrivers && request.DropIns is null) lines.Add(DraftLine.Element("modules.include", "default", "mkosi-initrd's list"));
        lines.AddRange(
            from chosen in choice.Chosen
            where hasGenericDrivers || !chosen.Module.IsGenericDrivers
            from pattern in chosen.Module.Drivers
            select DraftLine.Element("modules.include", $"?{pattern}", chosen.Origin));
        return lines.ToImmutable();
    }

    private static IEnumerable<DraftLine> Of(Feature feature, Distribution distribution, string origin) =>
    [
        .. Packages(feature, distribution, origin),
        .. feature.ModulePatterns.Select(pattern => DraftLine.Element("modules.include", $"?{pattern}", origin)),
        .. feature.Presets.Select(line => DraftLine.Element("finalize.presets", line, origin)),
    ];

    private static IEnumerable<DraftLine> Packages(Feature feature, Distribution distribution, string origin) =>
        feature.PackagesOf(distribution.Names).Select(name => DraftLine.Element("packages.install", name, origin));
}
