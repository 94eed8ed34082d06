using System.Text;
using InitrdComposer.Tree;

namespace InitrdComposer.Finalize.Presets;

/// <summary>The system units of an image, found as systemd finds them (systemd.unit(5), "Unit File Load Path").</summary>
internal sealed class UnitFiles(RootTree tree, IContents contents)
{
    public static readonly string[] Folders = ["/etc/systemd/system", "/run/systemd/system", "/usr/local/lib/systemd/system", "/usr/lib/systemd/system"];

    /// <summary>The names of all unit files and of links to some, in the order of their bytes.</summary>
    public IReadOnlyList<UnitName> All { get; } =
    [
        .. Folders.SelectMany(folder => ImageText.Entries(tree, RootPath.Of(folder)))
            .Where(node => node.Inode.Body is FileBody.Regular or FileBody.SymbolicLink)
            .Select(node => UnitName.TryParse(Encoding.UTF8.GetString(node.Path.Name), out UnitName name) ? name : (UnitName?)null)
            .OfType<UnitName>().Distinct().OrderBy(name => name.ToString(), StringComparer.Ordinal),
    ];

    /// <summary>
    /// The file that a unit comes from: its own or its template's. Null when there is none, it is masked (a link to /dev/null, or an empty file), or the
    /// name is only an alias, a link to a unit of another name.
    /// </summary>
    public string? FileOf(UnitName unit)
    {
        foreach (UnitName name in unit.Instance is null or "" ? [unit] : new[] { unit, unit.Template })
        {
            foreach (string folder in Folders)
            {
                RootPath path = RootPath.Of(folder).Append(name.ToString());
                if (!tree.TryResolve(path, followLast: false, out RootPath physical) || !tree.TryGet(physical, out RootNode? node)) continue;
                if (!tree.TryFind(path, out RootNode? file) || file.Inode.Body is not FileBody.Regular { Content.Length: > 0 }) return null;
                bool isAlias = node.Inode.Body is FileBody.SymbolicLink && !file.Path.Name.SequenceEqual(Encoding.UTF8.GetBytes(name.ToString()));
                return isAlias ? null : $"{folder}/{name}";
            }
        }

        return null;
    }

    public InstallSection InstallOf(UnitName unit, string file) => InstallSection.Parse(TextsOf(unit, file));

    /// <summary>A unit's file, then its drop-ins in their order.</summary>
    public IEnumerable<string> TextsOf(UnitName unit, string file) =>
    [
        ImageText.Find(tree, contents, RootPath.Of(file)) ?? "",
        .. from found in ImageText.Files(tree, contents, ".conf", from dropIn in DropIns(unit) from folder in Folders select $"{folder}/{dropIn}.d")
           select found.Text,
    ];

    /// <summary>For "a-b@c.service": its own name, the template, "a-.service", "service" ("Drop-ins").</summary>
    private static IEnumerable<string> DropIns(UnitName unit)
    {
        yield return unit.ToString();
        if (unit.Instance is not (null or "")) yield return unit.Template.ToString();
        for (int dash = unit.Prefix.TrimEnd('-').LastIndexOf('-'); dash > 0; dash = unit.Prefix[..dash].TrimEnd('-').LastIndexOf('-'))
        {
            yield return (unit with { Prefix = unit.Prefix[..(dash + 1)] }).ToString();
        }

        yield return unit.Type;
    }
}
