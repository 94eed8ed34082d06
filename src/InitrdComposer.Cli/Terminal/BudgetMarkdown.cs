using System.Collections.Immutable;
using System.Text;
using InitrdComposer.Manifest.Budget;

namespace InitrdComposer.Cli.Terminal;

/// <summary>What `budget --markdown` prints: tables as GitHub, GitLab and Forgejo show them.</summary>
internal static class BudgetMarkdown
{
    public static string Of(ImmutableArray<BudgetReport> reports)
    {
        var text = new StringBuilder();
        foreach (BudgetReport report in reports)
        {
            text.Append(null, $"{(text.Length == 0 ? "" : "\n")}### {Cell(report.Now.Image)}: {(report.Over.Any() ? "over budget" : report.Rows.IsEmpty ? "no limits" : "within budget")}\n");
            if (!report.Rows.IsEmpty)
            {
                text.Append("\n| | limit | is | |\n|---|--:|--:|---|\n");
                foreach (BudgetRow row in report.Rows)
                {
                    string verdict = row.Verdict == BudgetVerdict.Over ? $"**{BudgetWords.Verdict(row)}**" : BudgetWords.Verdict(row);
                    text.Append(null, $"| {Cell(BudgetWords.NameOf(row))} | {BudgetWords.Amount(row, row.Limit)} | {BudgetWords.Amount(row, row.Actual)} | {verdict} |\n");
                }
            }

            if (report.Before is null) continue;
            text.Append(null, $"\nSince the earlier build: {BudgetWords.Growth(report)}.\n");
            if (report.Changes.IsEmpty) continue;
            text.Append("\n| grown most | unpacked | stored |\n|---|--:|--:|\n");
            foreach (SizeChange change in report.Changes.Take(BudgetWords.MaxChanges))
            {
                text.Append(null, $"| {(change.IsPackage ? "package" : "class")} {Cell(change.Name)} | {BudgetWords.Change(change.Unpacked)} | {BudgetWords.Change(change.Stored)} |\n");
            }
        }

        return text.ToString();
    }

    /// <summary>Nothing of a name is markup: a class is called by a folder, which may be called anything.</summary>
    private static string Cell(string name)
    {
        var cell = new StringBuilder();
        foreach (char letter in name)
        {
            if (letter is '|' or '\\' or '*' or '_' or '`' or '[' or ']' or '<' or '>' or '#' or '&') cell.Append('\\');
            cell.Append(char.IsControl(letter) ? ' ' : letter);
        }

        return cell.ToString();
    }
}
