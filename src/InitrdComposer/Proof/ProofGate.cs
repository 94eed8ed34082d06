using System.Collections.Immutable;
using InitrdComposer.Diagnostics;

namespace InitrdComposer.Proof;

/// <summary>What red cells mean: nothing is published, the exit code is 1.</summary>
public static class ProofGate
{
    private const int MaxNamed = 5;

    /// <summary>The claims that do not hold, in words; null: all do.</summary>
    public static ComposerException? RefusalOf(IEnumerable<ProofReport> reports)
    {
        (ProofReport Report, ProofRow Row, ProofFinding Finding)[] red =
        [
            .. from report in reports
               from row in report.Rows
               from finding in row.Findings
               where finding.Verdict == ProofVerdict.Red
               select (report, row, finding),
        ];
        if (red.Length == 0) return null;
        string[] rows = [.. red.Select(found => found.Row.Kind == ProofClaimKind.General ? "to boot at all" : found.Row.Name).Distinct()];
        IEnumerable<string> lines = red.DistinctBy(found => (found.Finding.Subject, found.Finding.Text)).Take(MaxNamed).Select(found => $"\n{found.Finding.Subject}: {found.Finding.Text}");
        string more = red.Length > MaxNamed ? $"\nand {red.Length - MaxNamed} more" : "";
        return new(
            ProofErrors.Red, $"{red[0].Report.Name} does not have what it takes: {string.Join(", ", rows)}{string.Concat(lines)}{more}",
            hint: red.Select(found => found.Finding.Hint).FirstOrDefault(hint => hint is not null) ?? "`prove` shows the whole matrix");
    }
}
