using static InitrdComposer.SizeStudy.Figures;

namespace InitrdComposer.SizeStudy;

/// <summary>Why another image is larger or smaller than the first: rules over the data, each of which says something where there is something to be said.</summary>
internal static class DifferenceSection
{
    private const int MaxClasses = 5, MaxFolders = 5, MaxFiles = 6, MaxNames = 8;

    /// <summary>Below them a difference is not worth a line, a file not a name.</summary>
    private const long Notable = 500_000, LargeFile = 200_000;

    public static IEnumerable<string> Of(StudyData study) =>
        study.Differences.Select(difference => Of(study.Images[0], study.Images.Single(image => image.Name == difference.Other), difference)).Prepend("## Why they differ");

    private static string Of(StudiedImage first, StudiedImage other, StudiedDifference difference)
    {
        string[] lines =
        [
            .. Classes(first.Sizes!, other.Sizes!),
            Modules(first.Sizes!, other.Sizes!, difference),
            .. Packing(first.Sizes!, other.Sizes!),
            .. Files(difference),
            .. Duplicates(other.Sizes!),
            .. Features(difference),
        ];
        return $"### {other.Title}, beside {first.Title}\n\n{Whole(first.Sizes!, other.Sizes!)}\n\n{string.Join('\n', lines.Select(line => $"- {line}"))}";
    }

    private static string Whole(ImageSizes first, ImageSizes other) =>
        $"{Megabytes(other.Stored)} stored against {Megabytes(first.Stored)}, {Ratio(other.Stored, first.Stored)} times as much; unpacked {Megabytes(other.Unpacked)} against "
        + $"{Megabytes(first.Unpacked)}, {Ratio(other.Unpacked, first.Unpacked)} times.";

    private static IEnumerable<string> Classes(ImageSizes first, ImageSizes other)
    {
        long difference = other.Stored - first.Stored;
        var rows = first.Classes.Concat(other.Classes).Select(row => row.Name).Distinct()
            .Select(name => (Name: name, First: first.Class(name), Other: other.Class(name)))
            .Select(row => (row.Name, row.First, row.Other, Change: row.Other.Stored - row.First.Stored))
            .Where(row => Math.Abs(row.Change) >= Notable).OrderByDescending(row => Math.Abs(row.Change)).ThenBy(row => row.Name, StringComparer.Ordinal).Take(MaxClasses);
        foreach (var row in rows)
        {
            string share = Math.Sign(row.Change) == Math.Sign(difference) && Math.Abs(row.Change) <= Math.Abs(difference) ? $", {Percent(row.Change, difference)} of the difference" : "";
            yield return $"**{row.Name}**: {Change(row.Change)} stored ({Count(row.Other.Files, "file")} against {Count(row.First.Files)}, unpacked {Megabytes(row.Other.Unpacked)} against {Megabytes(row.First.Unpacked)}){share}.";
        }
    }

    private static string Modules(ImageSizes first, ImageSizes other, StudiedDifference difference)
    {
        int wanted = difference.CommonModules + difference.OnlyFirst;
        int more = difference.OnlyOther.Sum(row => row.Files);
        string folders = string.Join(", ", difference.OnlyOther.OrderByDescending(row => row.Files).ThenBy(row => row.Name, StringComparer.Ordinal).Take(MaxFolders).Select(row => $"{row.Name} {Count(row.Files)}"));
        string has = $"Of our {Count(wanted, "module")} it has {Count(difference.CommonModules)}";
        string lacks = difference.OnlyFirst == 0 ? "" : $" (not {Names(difference.MissingModules)})";
        string adds = more == 0 ? " and none besides." : $" and {Count(more)} more, {Megabytes(difference.OnlyOther.Sum(row => row.Stored))} as stored: {folders}{(difference.OnlyOther.Length > MaxFolders ? " and others" : "")}.";
        return $"{has}{lacks}{adds} Without any compression all its modules are {Megabytes(other.PlainModules)}, ours {Megabytes(first.PlainModules)}.";
    }

    private static IEnumerable<string> Packing(ImageSizes first, ImageSizes other)
    {
        if ((first.PackedModules.Count == 0) == (other.PackedModules.Count == 0)) yield break;
        (ImageSizes packed, string whose, string others) = other.PackedModules.Count > 0 ? (other, "Its", "ours are plain") : (first, "Our", "its are plain");
        yield return $"{whose} modules are compressed inside the archive too, as the kernel's package has them ({Count(packed.PackedModules.Count)} files, {Megabytes(packed.PackedModules.Bytes)}, which nothing compresses further); {others}, and compressed once, with the archive.";
    }

    private static IEnumerable<string> Files(StudiedDifference difference)
    {
        FileSize[] files = [.. difference.OtherFiles.Where(file => file.Stored >= LargeFile).Take(MaxFiles)];
        if (files.Length > 0) yield return $"The largest files that only it has, as stored: {string.Join(", ", files.Select(file => $"`{file.Path}` {Megabytes(file.Stored)}"))}.";
    }

    private static IEnumerable<string> Duplicates(ImageSizes other)
    {
        if (other.DuplicateBytes >= Notable) yield return $"{Megabytes(other.DuplicateBytes)} of it, unpacked, are files that it has already under another name.";
    }

    private static IEnumerable<string> Features(StudiedDifference difference)
    {
        if (difference.OtherFeatures.Length > 0) yield return $"Only it has: {string.Join(", ", difference.OtherFeatures.Select(WithoutGroup))}.";
        if (difference.FirstFeatures.Length > 0) yield return $"Only ours has: {string.Join(", ", difference.FirstFeatures.Select(WithoutGroup))}.";
    }

    private static string WithoutGroup(string feature) => feature[(feature.IndexOf(": ", StringComparison.Ordinal) + 2)..];

    private static string Names(IReadOnlyList<string> names) => string.Join(", ", names.Take(MaxNames)) + (names.Count > MaxNames ? Invariant($" and {names.Count - MaxNames} others") : "");
}
