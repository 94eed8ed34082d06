using System.Text;
using InitrdComposer.Formats;
using InitrdComposer.Questions.Comparison;

namespace InitrdComposer.Cli.Terminal.Diff;

/// <summary>Rows of sizes of two images: files, unpacked bytes, stored bytes, and by how much the second is larger.</summary>
internal static class SizeTable
{
    private const int NameWidth = 24;

    /// <param name="text">Where it goes.</param>
    /// <param name="title">Of the first column.</param>
    /// <param name="rows">In their order.</param>
    /// <param name="most">How many of them are shown; the others are added up in one row.</param>
    /// <param name="last">A row of its own behind the total.</param>
    public static void Write(StringBuilder text, string title, IReadOnlyList<ComparedSize> rows, int most, ComparedSize? last = null)
    {
        if (rows.Count == 0) return;
        text.Append(null, $"\n{"",NameWidth}{"files",14}{"unpacked",31}{"stored",31}\n");
        text.Append(null, $"{title,-NameWidth}{"A",7}{"B",7}{"A",10}{"B",10}{"B-A",11}{"A",10}{"B",10}{"B-A",11}\n");
        foreach (ComparedSize row in rows.Take(most)) Line(text, row);
        if (rows.Count > most) Line(text, new($"{rows.Count - most} more: --all", Sum(rows.Skip(most).Select(row => row.A)), Sum(rows.Skip(most).Select(row => row.B))));
        Line(text, new("total", Sum(rows.Select(row => row.A)), Sum(rows.Select(row => row.B))));
        if (last is not null) Line(text, last);
    }

    /// <summary>All of them.</summary>
    public static SizeTotal Sum(IEnumerable<SizeTotal> totals) => totals.Aggregate(default(SizeTotal), SizeTotal.Add);

    private static void Line(StringBuilder text, ComparedSize row)
    {
        (SizeTotal a, SizeTotal b) = (row.A, row.B);
        text.Append(null, $"{Columns.Fit(Printable.Escape(row.Name), NameWidth),-NameWidth}{a.Files,7}{b.Files,7}{Sizes.Text(a.Unpacked),10}{Sizes.Text(b.Unpacked),10}");
        text.Append(null, $"{Columns.Signed(b.Unpacked - a.Unpacked),11}{Sizes.Text(a.Stored),10}{Sizes.Text(b.Stored),10}{Columns.Signed(b.Stored - a.Stored),11}\n");
    }
}
