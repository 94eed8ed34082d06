using System.Text;
using InitrdComposer.Questions.Comparison;

namespace InitrdComposer.Cli.Terminal.Diff;

/// <summary>Files that only one image has, that are elsewhere, that differ: the largest first.</summary>
/// <param name="text">Where they go.</param>
/// <param name="most">How many of each are shown; null: all, and no path is shortened.</param>
internal sealed class FileLists(StringBuilder text, int? most)
{
    private const int SizeWidth = 10;

    public void Write(ImageComparison comparison)
    {
        ILookup<FileChange, ComparedFile> files = comparison.Files.ToLookup(file => file.Change);
        OneSided("only in A", [.. files[FileChange.Removed].Where(file => file.Moved is null)], file => file.A!);
        OneSided("only in B", [.. files[FileChange.Added].Where(file => file.Moved is null)], file => file.B!);
        Moved([.. files[FileChange.Added].Where(file => file.Moved is not null)]);
        Changed([.. files[FileChange.Changed]]);
    }

    private void OneSided(string title, List<ComparedFile> files, Func<ComparedFile, FileSide> sideOf)
    {
        if (files.Count == 0) return;
        text.Append(null, $"\n{title}: {Counted(files.Select(sideOf))}\n{"unpacked",SizeWidth}{"stored",SizeWidth}\n");
        Each(files.OrderByDescending(file => sideOf(file).Size).ThenBy(file => file.Path), files.Count, file =>
        {
            FileSide side = sideOf(file);
            return side.Type == FileType.File
                ? ($"{Sizes.Text(side.Size),SizeWidth}{Sizes.Text(side.Stored),SizeWidth}  ", side.HardLink is { } first ? $"{side.Path} = {first}" : side.Path.ToString())
                : ($"{ComparisonWords.Of(side.Type),2 * SizeWidth}  ", side.Type == FileType.Symlink ? $"{side.Path} -> {side.Target}" : side.Path.ToString());
        });
    }

    private void Moved(List<ComparedFile> files)
    {
        if (files.Count == 0) return;
        text.Append(null, $"\nsame content, other path: {Counted(files.Select(file => file.B!))}\n{"unpacked",SizeWidth}\n");
        Each(files.OrderByDescending(file => file.B!.Size).ThenBy(file => file.Path), files.Count, file => ($"{Sizes.Text(file.B!.Size),SizeWidth}  ", $"{file.Moved} -> {file.B.Path}"));
    }

    private void Changed(List<ComparedFile> files)
    {
        if (files.Count == 0) return;
        text.Append(null, $"\nin both, but different: {Counted(files.Select(file => file.B!))}\n{"unpacked A",SizeWidth + 1}{"B",SizeWidth}{"B-A",SizeWidth}\n");
        Each(files.OrderByDescending(file => Math.Max(file.A!.Size, file.B!.Size)).ThenBy(file => file.Path), files.Count, file =>
        {
            (FileSide a, FileSide b) = (file.A!, file.B!);
            return ($"{Sizes.Text(a.Size),SizeWidth + 1}{Sizes.Text(b.Size),SizeWidth}{Columns.Signed(b.Size - a.Size),SizeWidth}  ", $"{b.Path}  {string.Join(", ", file.What.Select(aspect => Words(aspect, a, b)))}{Linked("A", a)}{Linked("B", b)}");
        });
    }

    private void Each(IEnumerable<ComparedFile> files, int count, Func<ComparedFile, (string Head, string Tail)> lineOf)
    {
        foreach ((string head, string rest) in files.Take(most ?? count).Select(lineOf)) text.Append(head).Append(most is null ? rest : Columns.Fit(rest, Columns.Width - head.Length)).Append('\n');
        if (count > most) text.Append(null, $"{"and " + (count - most) + " more: --files",2 * SizeWidth + 12}\n");
    }

    private static string Words(FileAspect aspect, FileSide a, FileSide b) => aspect switch
    {
        FileAspect.Mode => $"mode {Octal(a)} -> {Octal(b)}",
        FileAspect.Owner => $"owner {a.Owner} -> {b.Owner}",
        FileAspect.Target => $"target {a.Target} -> {b.Target}",
        FileAspect.Type => $"{ComparisonWords.Of(a.Type)} -> {ComparisonWords.Of(b.Type)}",
        _ => ComparisonWords.Of(aspect),
    };

    /// <summary>Why a file that has a content counts nothing.</summary>
    private static string Linked(string image, FileSide side) => side.HardLink is { } first ? $" ({image}: = {first})" : "";

    private static string Octal(FileSide side) => Convert.ToString(side.Mode, 8).PadLeft(4, '0');

    private static string Counted(IEnumerable<FileSide> sides)
    {
        FileSide[] all = [.. sides];
        int files = all.Count(side => side.Type == FileType.File);
        string others = all.Length > files ? $" and {Sizes.Counted(all.Length - files, "folder, link or device").Replace("folder, link or devices", "folders, links, devices", StringComparison.Ordinal)}" : "";
        return $"{Sizes.Counted(files, "file")}{others}, {Sizes.Text(all.Sum(side => side.Size))} unpacked, {Sizes.Text(all.Sum(side => side.Stored))} stored";
    }
}
