using System.Collections.Immutable;
using InitrdComposer.Diagnostics;
using InitrdComposer.Import.Dracut.Conf;

namespace InitrdComposer.Import.Dracut;

/// <summary>What some variables of dracut.conf become.</summary>
internal sealed record DracutPart(ImmutableArray<DraftLine> Lines, ImmutableArray<ImportFinding> Findings)
{
    public static DracutPart None { get; } = new([], []);

    public static DracutPart Of(ImportFinding finding, params ReadOnlySpan<DraftLine> lines) => new([.. lines], [finding]);

    public static DracutPart All(IEnumerable<DracutPart> parts)
    {
        DracutPart[] list = [.. parts];
        return new([.. list.SelectMany(part => part.Lines)], [.. list.SelectMany(part => part.Findings)]);
    }

    /// <summary>"add_drivers: nvme".</summary>
    public static string Subject(string variable, string word) => $"{variable}: {Formats.Printable.Escape(word)}";

    /// <summary>Behind a value of the recipe: where it comes from.</summary>
    public static string Origin(string variable, string word, SourceLocation place) => $"{variable}: {Formats.Printable.Escape(word)} ({place})";

    public static DracutPart NotRead(string variable, ConfItem item) =>
        Of(new(ImportVerdict.NotRead, Subject(variable, item.Text), "none of these files sets the variable in it.", item.Place));
}
