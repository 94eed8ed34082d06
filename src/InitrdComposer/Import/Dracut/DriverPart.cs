using System.Collections.Immutable;
using InitrdComposer.Import.Dracut.Conf;
using InitrdComposer.Import.Features;

namespace InitrdComposer.Import.Dracut;

/// <summary>drivers, add_drivers, force_drivers, omit_drivers and filesystems.</summary>
internal static class DriverPart
{
    private const string FileSystemList = "filesystems";

    private static readonly string[] Lists = ["drivers", "add_drivers", "force_drivers", FileSystemList];

    /// <summary>Whether the drivers are dracut's own choice.</summary>
    public static bool IsGeneric(ConfVariables variables) => !variables.Get("drivers").Items().Any();

    /// <param name="hasCheckers">The modules bring checkers of file systems.</param>
    public static DracutPart Of(ConfVariables variables, DracutRequest request, Distribution distribution, bool hasCheckers)
    {
        ConfItem[] wanted = [.. variables.Get(FileSystemList).Items()];
        var lines = ImmutableArray.CreateBuilder<DraftLine>();
        if (hasCheckers && variables.Flag("nofscks") != true && (request.DropIns is null || wanted.Length > 0))
        {
            lines.AddRange(wanted.Length > 0
                ? wanted.SelectMany(item => Checker(item.Text, distribution, DracutPart.Origin(FileSystemList, item.Text, item.Place)))
                : FileSystems.Usual.SelectMany(name => Checker(name, distribution, "checkers of file systems")));
        }

        if (wanted.Any(item => item.Text is "vfat" or "msdos")) lines.Add(DraftLine.Element("modules.include", "?/fs/nls/", "character sets that vfat asks for by name"));
        DracutPart named = DracutPart.All(Lists.SelectMany(variable => variables.Get(variable).Items().Select(item => DriverNames.Translate(variable, item, request.Kernel))));
        DracutPart omitted = DracutPart.All(variables.Get("omit_drivers").Items().Select(DriverNames.Omit));
        return new([.. lines, .. named.Lines, .. omitted.Lines], [.. named.Findings, .. omitted.Findings]);
    }

    private static IEnumerable<DraftLine> Checker(string fileSystem, Distribution distribution, string origin) =>
        (FileSystems.CheckerOf(fileSystem)?.PackagesOf(distribution.Names) ?? []).Select(name => DraftLine.Element("packages.install", name, origin));
}
