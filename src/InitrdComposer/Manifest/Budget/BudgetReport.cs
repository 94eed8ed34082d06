using System.Collections.Immutable;

namespace InitrdComposer.Manifest.Budget;

/// <summary>An image held to its recipe's budget.</summary>
/// <param name="Now">What it takes.</param>
/// <param name="Before">What it took when it was built earlier; null: nothing to compare with.</param>
/// <param name="Rows">A row each limit, in the recipe's order.</param>
/// <param name="Changes">Classes and packages that changed since then, the most grown first; none: nothing to compare with.</param>
public sealed record BudgetReport(ImageFootprint Now, ImageFootprint? Before, ImmutableArray<BudgetRow> Rows, ImmutableArray<SizeChange> Changes)
{
    public IEnumerable<BudgetRow> Over => Rows.Where(row => row.Verdict == BudgetVerdict.Over);
}

/// <summary>A limit, and what is.</summary>
/// <param name="Kind">What it limits.</param>
/// <param name="Name">Of the class or package; null: of others.</param>
/// <param name="Limit">The most that is allowed: bytes, or modules; null: growth that is not known.</param>
/// <param name="Actual">What is.</param>
/// <param name="Text">Of growth, the limit as the recipe has it: "5%".</param>
public sealed record BudgetRow(BudgetKind Kind, string? Name, long? Limit, long Actual, string? Text = null)
{
    public BudgetVerdict Verdict => Limit is not long limit ? BudgetVerdict.Unknown : Actual > limit ? BudgetVerdict.Over : BudgetVerdict.Within;
}

/// <summary>What a limit is of.</summary>
public enum BudgetKind
{
    /// <summary>Bytes of the initrd's file.</summary>
    Stored,

    /// <summary>Bytes of its files.</summary>
    Unpacked,

    /// <summary>How many kernel modules there are.</summary>
    Modules,

    /// <summary>The initrd's file, against an earlier one.</summary>
    Growth,

    /// <summary>Its files, against earlier ones.</summary>
    UnpackedGrowth,

    /// <summary>Files of a class, unpacked.</summary>
    Class,

    /// <summary>Files of packages, unpacked.</summary>
    Package,
}

/// <summary>Whether a limit is kept.</summary>
public enum BudgetVerdict
{
    Within,
    Over,

    /// <summary>Growth, and there is nothing to compare with.</summary>
    Unknown,
}

/// <summary>A class or package then and now.</summary>
/// <param name="IsPackage">Else a class.</param>
/// <param name="Unpacked">Bytes more than then.</param>
/// <param name="Stored">The same of its share of the initrd's file.</param>
public sealed record SizeChange(bool IsPackage, string Name, long Unpacked, long Stored);
