using InitrdComposer.Manifest.Budget;

namespace InitrdComposer.Cli.Terminal;

/// <summary>Rows of a budget in words.</summary>
internal static class BudgetWords
{
    /// <summary>Changes that a report lists.</summary>
    public const int MaxChanges = 8;

    /// <summary>"stored", "class firmware", "growth (5%)".</summary>
    public static string NameOf(BudgetRow row) => row.Kind switch
    {
        BudgetKind.Stored => "stored",
        BudgetKind.Unpacked => "unpacked",
        BudgetKind.Modules => "kernel modules",
        BudgetKind.Growth => $"stored, growth {row.Text}",
        BudgetKind.UnpackedGrowth => $"unpacked, growth {row.Text}",
        BudgetKind.Class => $"class {row.Name}",
        _ => $"package {row.Name}",
    };

    public static string Amount(BudgetRow row, long? amount) => amount is not long number ? "?" : row.Kind == BudgetKind.Modules ? $"{number}" : Sizes.Text(number);

    /// <summary>"within", "over by 3.7 MB".</summary>
    public static string Verdict(BudgetRow row) => row.Verdict switch
    {
        BudgetVerdict.Over => $"over by {Amount(row, row.Actual - row.Limit)}",
        BudgetVerdict.Unknown => "not known without --against",
        _ => "within",
    };

    /// <summary>"stored over by 3.7 MB".</summary>
    public static string Over(BudgetRow row) => $"{NameOf(row)} {Verdict(row)}";

    /// <summary>"+1.2 MB", "-300.0 kB".</summary>
    public static string Change(long bytes) => $"{(bytes < 0 ? "-" : "+")}{Sizes.Text(Math.Abs(bytes))}";

    /// <summary>"stored 33.7 MB (+3.7 MB, +12.3 %), unpacked ...".</summary>
    public static string Growth(BudgetReport report) => report.Before is null ? "" : $"stored {Step(report.Before.Stored, report.Now.Stored)}, unpacked {Step(report.Before.Unpacked, report.Now.Unpacked)}";

    private static string Step(long before, long now) => $"{Sizes.Text(now)} ({Change(now - before)}{(before == 0 ? "" : $", {(now < before ? "" : "+")}{100m * (now - before) / before:F1} %")})";
}
