using InitrdComposer.Config;
using InitrdComposer.Diagnostics;
using InitrdComposer.Formats;
using InitrdComposer.Import.Dracut.Conf;
using InitrdComposer.Import.Dracut.Tables;

namespace InitrdComposer.Import.Dracut;

/// <summary>Variables about which nothing but their table has to be said, those that nobody knows, and code.</summary>
internal static class OptionPart
{
    private const int MaxShown = 60;

    public static DracutPart Of(ConfVariables variables) => DracutPart.All(
    [
        .. variables.Places.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => Of(pair.Key, variables.Get(pair.Key), pair.Value)),
        .. variables.Code.Select(Of),
    ]);

    private static DracutPart Of(string name, ConfValue value, SourceLocation place)
    {
        string text = value.Text.Trim();
        string subject = $"{name}={Printable.Escape(text.Length <= MaxShown ? text : text[..MaxShown] + "...")}";
        if (DracutOptions.Find(name) is DracutOption option)
        {
            if (option.Verdict == ImportVerdict.Translated || text.Length == 0) return DracutPart.None;
            DracutOption judged = option.For(text);
            return DracutPart.Of(new(judged.Verdict, subject, judged.Remark, place));
        }

        string? close = Spelling.Closest(name, DracutOptions.All.Select(known => known.Name));
        return close is null
            ? DracutPart.Of(new(ImportVerdict.Ignored, subject, "no variable of dracut's: a name that these files use themselves, or another package.", place))
            : DracutPart.Of(new(ImportVerdict.MatchesNothing, subject, "dracut has no such variable, and does not say so.", place) { Suggestion = close });
    }

    private static DracutPart Of(ConfShellCode code)
    {
        string names = code.Names.IsEmpty ? "" : $" What {string.Join(", ", code.Names.Select(Printable.Escape))} {(code.Names.Length == 1 ? "holds" : "hold")} behind it is not known.";
        return DracutPart.Of(new(ImportVerdict.NotRead, code.Text, $"shell code: {code.Why}.{names}", code.Place));
    }
}
