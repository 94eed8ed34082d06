using System.Collections.Immutable;
using InitrdComposer.Diagnostics;
using InitrdComposer.Files;
using InitrdComposer.Formats;
using InitrdComposer.Formats.Ini;

namespace InitrdComposer.Import.Features;

/// <summary>Profiles that a folder of drop-ins has: those that some [Match] asks for.</summary>
public static class ProjectProfiles
{
    private const string Conf = "mkosi.conf", Suffix = ".conf";

    /// <exception cref="ComposerException">A drop-in cannot be read.</exception>
    public static ImmutableArray<string> In(Disk disk, string folder)
    {
        var view = new DiskView(disk);
        IEnumerable<string> files = view.List(folder).Select(name => Path.Combine(folder, name)).Select(path => view.HasFolder(path) ? Path.Combine(path, Conf) : path);
        return
        [
            .. files.Where(path => path.EndsWith(Suffix, StringComparison.Ordinal) && view.HasFile(path)).SelectMany(path => ProfilesOf(disk, path)).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal),
        ];
    }

    private static IEnumerable<string> ProfilesOf(Disk disk, string path)
    {
        try
        {
            return
                [.. from section in IniReader.Read(FileSource.ReadAllBytes(disk, path)).Sections
                    where section.Name is "Match" or "TriggerMatch"
                    from condition in section.Assignments
                    where condition.Name is "Profiles" or "Profile"
                    from line in condition.Lines
                    where !line.Text.StartsWith('!')
                    select line.Text.TrimStart('|')];
        }
        catch (MalformedDataException cause)
        {
            throw ComposerException.Malformed(ImportDiagnostics.Malformed, path, cause);
        }
    }
}
