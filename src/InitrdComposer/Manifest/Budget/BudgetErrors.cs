using InitrdComposer.Diagnostics;

namespace InitrdComposer.Manifest.Budget;

/// <summary>What can be wrong with sizes.</summary>
public static class BudgetErrors
{
    /// <summary>An image is larger than its recipe allows.</summary>
    public static readonly DiagnosticId Over = new("BGT", 1, FailureKind.Claim);

    /// <summary>A limit is of a class or package that there is not.</summary>
    public static readonly DiagnosticId UnknownName = new("BGT", 2, FailureKind.Usage);

    /// <summary>There is nothing to hold images to, or to compare them with.</summary>
    public static readonly DiagnosticId NothingToCompare = new("BGT", 3, FailureKind.Usage);
}
