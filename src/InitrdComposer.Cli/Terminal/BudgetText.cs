using System.Collections.Immutable;
using System.Text;
using InitrdComposer.Formats;
using InitrdComposer.Manifest.Budget;

namespace InitrdComposer.Cli.Terminal;

/// <summary>What `budget` prints for people, in 100 columns where names allow it.</summary>
internal static class BudgetText
{
    private const int NameWidth = 40;

    public static string Of(ImmutableArray<BudgetReport> reports)
    {
        var text = new StringBuilder();
        foreach (BudgetReport report in reports)
        {
            text.Append(null, $"{(text.Length == 0 ? "" : "\n")}{report.Now.Image}\n");
            if (!report.Rows.IsEmpty) Line("", "limit", "is", "");
            foreach (BudgetRow row in report.Rows) Line(Printable.Escape(Encoding.UTF8.GetBytes(BudgetWords.NameOf(row))), BudgetWords.Amount(row, row.Limit), BudgetWords.Amount(row, row.Actual), row.Verdict == BudgetVerdict.Over ? $"OVER{BudgetWords.Verdict(row)["over".Length..]}" : BudgetWords.Verdict(row));
            if (report.Before is null) continue;
            text.Append(null, $"\nsince the earlier {report.Before.Image}:\n  {BudgetWords.Growth(report)}\n");
            if (report.Changes.IsEmpty) continue;
            Line("", "unpacked", "stored", "");
            foreach (SizeChange change in report.Changes.Take(BudgetWords.MaxChanges))
            {
                Line(Printable.Escape(Encoding.UTF8.GetBytes($"{(change.IsPackage ? "package" : "class")} {change.Name}")), BudgetWords.Change(change.Unpacked), BudgetWords.Change(change.Stored), "");
            }

            if (report.Changes.Length > BudgetWords.MaxChanges) text.Append(null, $"  and {report.Changes.Length - BudgetWords.MaxChanges} more: --json has all\n");
        }

        return text.ToString();

        void Line(string name, string left, string right, string verdict) => text.Append($"  {name.PadRight(NameWidth)}{left,12}{right,12}  {verdict}".TrimEnd()).Append('\n');
    }
}
