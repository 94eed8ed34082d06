using System.Collections.Immutable;
using System.Text;
using InitrdComposer.Attribution;
using InitrdComposer.Files;
using InitrdComposer.Formats.Kmod;
using InitrdComposer.Questions.Comparison;

namespace InitrdComposer.SizeStudy;

/// <summary>Two images -> what one has and the other has not.</summary>
internal static class MeasuredDifference
{
    public static StudiedDifference Of(AttributedImage first, string otherName, AttributedImage other)
    {
        ImageComparison comparison = ImageComparer.Compare(Disk.Host, first, other);
        HashSet<string> added = [.. comparison.Modules.OnlyB];
        ComparedFile[] onlyOther = [.. comparison.Files.Where(file => file is { Change: FileChange.Added, Moved: null, B.Type: FileType.File })];
        int modulesOfFirst = comparison.Files.Where(file => file.A is not null && MeasuredImage.IsModule(file)).Select(file => NameOf(file.A!)).Distinct(StringComparer.Ordinal).Count();
        return new(
            otherName, modulesOfFirst - comparison.Modules.OnlyA.Length, comparison.Modules.OnlyA.Length,
            MeasuredImage.Sorted(onlyOther.Where(file => MeasuredImage.IsModule(file) && added.Contains(NameOf(file.B!))).GroupBy(file => MeasuredImage.FolderOf(file.Class))
                .Select(group => new ClassSize(group.Key, group.Count(), group.Sum(file => file.B!.Size), group.Sum(file => file.B!.Stored)))),
            comparison.Modules.OnlyA,
            [.. MeasuredImage.Largest(onlyOther.Where(file => !MeasuredImage.IsModule(file)).Select(file => file.B!))],
            [.. comparison.Features.Where(feature => feature is { IsInA: true, IsInB: false } && MeasuredImage.IsTold(feature)).Select(MeasuredImage.NameOf)],
            [.. comparison.Features.Where(feature => feature is { IsInA: false, IsInB: true } && MeasuredImage.IsTold(feature)).Select(MeasuredImage.NameOf)]);
    }

    private static string NameOf(FileSide module) => ModuleName.OfPath(Encoding.UTF8.GetString(module.Path.Name));
}
