using System.Collections.Immutable;
using System.Text;
using InitrdComposer.Formats;
using InitrdComposer.Questions.FileReasons;

namespace InitrdComposer.Cli.Terminal;

/// <summary>What `why --biggest` prints for people, in 100 columns where names allow it.</summary>
internal static class BiggestText
{
    private const int Columns = 100;
    private const int Indent = 31;

    /// <param name="isEstimated">Stored sizes of files are by the ratio of what they are compressed with.</param>
    public static string Of(Biggest biggest, bool isEstimated)
    {
        var text = new StringBuilder();
        text.Append(null, $"{Sizes.Counted(biggest.Total.Files, "file")}: {Sizes.Text(biggest.Total.Unpacked)} unpacked, {Sizes.Text(biggest.Total.Stored)} stored{(isEstimated ? " (of each by the ratio of what it is compressed with)" : "")}\n");
        Table("class", biggest.Classes);
        Table("package", biggest.Packages);
        Table("file", biggest.Files);
        return text.ToString();

        void Table(string kind, ImmutableArray<BiggestEntry> rows)
        {
            if (rows.IsEmpty) return;
            text.Append(null, $"\n{"unpacked",10}{"stored",10}{"share",8}   {kind}\n");
            foreach (BiggestEntry row in rows)
            {
                text.Append(null, $"{Sizes.Text(row.Size.Unpacked),10}{Sizes.Text(row.Size.Stored),10}{WhyFileText.Percent(row.Size.Stored, Math.Max(1, biggest.Total.Stored)),8}   {Printable.Escape(Encoding.UTF8.GetBytes(row.Name))}\n");
                text.Append(null, $"{"",Indent}  {Cut(row.Reason)}\n");
            }
        }
    }

    private static string Cut(string reason) => Printable.Escape(Encoding.UTF8.GetBytes(reason.Length > Columns - Indent - 2 ? reason[..(Columns - Indent - 5)] + "..." : reason));
}
