using System.Collections.Immutable;
using InitrdComposer.Diagnostics;
using InitrdComposer.Files;

namespace InitrdComposer.Import.Dracut.Conf;

/// <summary>
/// Which files dracut sources, in its order (dropindirs_sort of dracut 059 and 112): dracut.conf, then *.conf of the folders as `sort -V` has their names; of
/// several folders the first that has a name hides it in the others.
/// </summary>
internal static class ConfFiles
{
    private const string Suffix = ".conf";

    /// <summary>Below a root, as dracut 112 asks for them: the administrator's, the distribution's, the running system's.</summary>
    private static readonly string[] Folders = ["etc/dracut.conf.d", "usr/lib/dracut/dracut.conf.d", "run/initramfs/dracut.conf.d"];

    /// <param name="disk">Where they are.</param>
    /// <param name="paths">Files, sourced first, and folders, which are taken together.</param>
    /// <exception cref="ComposerException">There is none.</exception>
    public static ImmutableArray<string> Find(Disk disk, IReadOnlyList<string> paths)
    {
        var view = new DiskView(disk);
        string[] folders = [.. paths.Where(view.HasFolder)];
        ImmutableArray<string> found = [.. paths.Except(folders), .. Merge(view, folders)];
        return found.IsEmpty ? throw new ComposerException(ImportDiagnostics.Usage, $"no *{Suffix} in {string.Join(", ", paths)}", hint: "name files, or folders that hold some") : found;
    }

    /// <summary>All that dracut reads on a machine.</summary>
    /// <inheritdoc cref="Find"/>
    public static ImmutableArray<string> OfRoot(Disk disk, string root)
    {
        var view = new DiskView(disk);
        string own = Path.Combine(root, "etc/dracut.conf");
        string[] folders = [.. Folders.Select(folder => Path.Combine(root, folder)).Where(view.HasFolder)];
        ImmutableArray<string> found = [.. view.HasFile(own) ? [own] : (string[])[], .. Merge(view, folders)];
        return found.IsEmpty ? throw new ComposerException(ImportDiagnostics.Usage, $"no configuration of dracut below {root}", hint: $"there would be {own}, or *{Suffix} in {folders.FirstOrDefault() ?? Path.Combine(root, Folders[0])}") : found;
    }

    private static IEnumerable<string> Merge(DiskView view, IReadOnlyList<string> folders) => folders
        .SelectMany(folder => view.List(folder).Where(name => name.EndsWith(Suffix, StringComparison.Ordinal) && !name.StartsWith('.')).Select(name => (Name: name, Path: Path.Combine(folder, name))))
        .GroupBy(file => file.Name, StringComparer.Ordinal)
        .OrderBy(same => same.Key, FileVersionOrder.Instance)
        .Select(same => same.First().Path);
}
