using System.Collections.Immutable;
using InitrdComposer.Config;
using InitrdComposer.Diagnostics;

namespace InitrdComposer.Manifest.Budget;

/// <summary>What a build says of images that are over budget: it is for `budget` to fail.</summary>
public static class BudgetNotices
{
    /// <summary>One for each image that is over; growth is not known to a build.</summary>
    public static ImmutableArray<Notice> Of(BudgetSettings? budget, IEnumerable<ImageFootprint> images) => budget is null
        ? []
        : [.. images.Select(image => BudgetCheck.Of(budget, image, before: null)).Where(report => report.Over.Any()).Select(report => new Notice(BudgetErrors.Over, $"{report.Now.Image} is over budget: {Text(report)}; `budget` says more"))];

    private static string Text(BudgetReport report) => string.Join(", ", report.Over.Select(row => row.Kind switch
    {
        BudgetKind.Modules => $"{row.Actual} modules of {row.Limit}",
        BudgetKind.Class or BudgetKind.Package => $"{row.Name} {row.Actual} of {row.Limit} bytes",
        _ => $"{(row.Kind == BudgetKind.Stored ? "stored" : "unpacked")} {row.Actual} of {row.Limit} bytes",
    }));
}
