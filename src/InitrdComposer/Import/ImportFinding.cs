using InitrdComposer.Diagnostics;

namespace InitrdComposer.Import;

/// <summary>What was found of one thing that the imported configuration says.</summary>
/// <param name="Subject">As it is written there: "dracutmodules: lvm".</param>
/// <param name="Remark">One sentence: what it became, or what to do instead.</param>
/// <param name="Place">Where it is written.</param>
public sealed record ImportFinding(ImportVerdict Verdict, string Subject, string Remark, SourceLocation Place)
{
    /// <summary>What was probably meant, where that is known.</summary>
    public string? Suggestion { get; init; }

    /// <summary>Whether the recipe does less than the configuration says.</summary>
    public bool IsLoss => Verdict is ImportVerdict.NoCounterpart or ImportVerdict.MatchesNothing or ImportVerdict.NotRead;
}
