using System.Collections.Immutable;
using InitrdComposer.Config.Settings;
using InitrdComposer.Diagnostics;
using InitrdComposer.Import.Dracut.Conf;
using InitrdComposer.Import.Dracut.Tables;

namespace InitrdComposer.Import.Dracut;

/// <summary>uefi and what belongs to it, and the kernel command line.</summary>
internal static class UkiPart
{
    private const string CommandLine = "kernel_cmdline", Certificate = "uefi_secureboot_cert", Key = "uefi_secureboot_key";

    private static readonly SourceLocation Option = new("--kernel-cmdline");

    public static bool IsWanted(ConfVariables variables, DracutRequest request) => request.Uefi || variables.Flag("uefi") == true;

    public static DracutPart Of(ConfVariables variables, DracutRequest request)
    {
        bool isUki = IsWanted(variables, request);
        var parts = new List<DracutPart>();
        foreach (ConfItem item in variables.Get("uefi").Items().Take(1))
        {
            parts.Add(DracutPart.Of(new(ImportVerdict.Translated, DracutPart.Subject("uefi", item.Text), isUki ? "[uki]." : "no [uki].", item.Place)));
        }

        parts.Add(Words(variables, request, isUki));
        parts.Add(PathOf(variables, "uefi_stub", "uki.stub", isUki));
        parts.Add(PathOf(variables, "uefi_splash_image", "uki.splash", isUki));
        parts.Add(Signer(variables, isUki));
        parts.Add(Sbat(variables, isUki));
        return DracutPart.All(parts);
    }

    private static DracutPart Words(ConfVariables variables, DracutRequest request, bool isUki)
    {
        ConfItem[] words = [.. variables.Get(CommandLine).Items(), .. (request.CommandLine ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(word => new ConfItem(word, Option))];
        var findings = new List<ImportFinding>();
        foreach (ConfItem word in words)
        {
            string subject = DracutPart.Subject(CommandLine, word.Text);
            if (!word.IsKnown) findings.Add(DracutPart.NotRead(CommandLine, word).Findings[0]);
            else if (CommandLineWord.Find(word.Text) is CommandLineWord known) findings.Add(new(known.Verdict, subject, known.Remark, word.Place));
            else if (isUki) findings.Add(new(ImportVerdict.Translated, subject, "uki.cmdline.", word.Place));
            if (!isUki && word.IsKnown) findings.Add(new(ImportVerdict.NoCounterpart, subject, "without a UKI the boot loader has the command line; --uefi makes one.", word.Place));
        }

        if (!isUki) return new([], [.. findings]);
        string text = string.Join(' ', words.Where(word => word.IsKnown).Select(word => word.Text));
        if (TextRules.CommandLine.Refusal(text) is string expected) throw new ComposerException(ImportDiagnostics.Usage, $"{CommandLine}: got {words.Length} words, expected {expected}", words.Length > 0 ? words[0].Place : null);
        return new([DraftLine.Value("uki.cmdline", text, words.Length > 0 ? $"{CommandLine} ({string.Join(", ", words.Select(word => word.Place).Distinct())})" : "the root is found by its partition type")], [.. findings]);
    }

    private static DracutPart PathOf(ConfVariables variables, string variable, string setting, bool isUki)
    {
        if (variables.Text(variable) is not string path) return DracutPart.None;
        SourceLocation place = variables.Places[variable];
        string subject = DracutPart.Subject(variable, path);
        if (!isUki) return DracutPart.Of(new(ImportVerdict.Ignored, subject, "no UKI is made.", place));
        return variables.Get(variable).Unknown.Any()
            ? DracutPart.Of(new(ImportVerdict.NotRead, subject, "none of these files sets the variable in it.", place))
            : DracutPart.Of(
                new(ImportVerdict.Translated, subject, $"{setting}; uki.allow-host-paths as the file is the machine's: better copy it beside the recipe.", place),
                DraftLine.Value(setting, path, DracutPart.Origin(variable, path, place)), new DraftLine("uki.allow-host-paths", "true", "for paths of the machine"));
    }

    private static DracutPart Signer(ConfVariables variables, bool isUki)
    {
        ImmutableArray<string> given = [.. new[] { Key, Certificate }.Where(name => variables.Text(name) is not null)];
        if (given.IsEmpty) return DracutPart.None;
        ImmutableArray<ImportFinding> Findings(ImportVerdict verdict, string remark) => [.. given.Select(name => new ImportFinding(verdict, DracutPart.Subject(name, variables.Text(name)!), remark, variables.Places[name]))];
        if (given.SelectMany(name => variables.Get(name).Unknown).Any()) return new([], Findings(ImportVerdict.NotRead, "none of these files sets the variable in it."));
        if (!isUki) return new([], Findings(ImportVerdict.Ignored, "no UKI is made."));
        if (given.Length < 2) return new([], Findings(ImportVerdict.NoCounterpart, "dracut wants both, key and certificate."));
        return new(
            [
                DraftLine.Value("uki.sign.key", variables.Text(Key)!, DracutPart.Origin(Key, variables.Text(Key)!, variables.Places[Key])),
                DraftLine.Value("uki.sign.certificate", variables.Text(Certificate)!, DracutPart.Origin(Certificate, variables.Text(Certificate)!, variables.Places[Certificate])),
            ],
            Findings(ImportVerdict.Translated, "[[uki.sign]]."));
    }

    private static DracutPart Sbat(ConfVariables variables, bool isUki)
    {
        if (variables.Text("sbat") is not string text) return DracutPart.None;
        SourceLocation place = variables.Places["sbat"];
        string subject = DracutPart.Subject("sbat", text);
        string own = string.Join('\n', text.Split('\n').Where(line => !line.StartsWith("sbat,", StringComparison.Ordinal)));
        return !isUki ? DracutPart.Of(new(ImportVerdict.Ignored, subject, "no UKI is made.", place))
            : own.Length == 0 ? DracutPart.Of(new(ImportVerdict.BuiltIn, subject, "every UKI has that line.", place))
            : DracutPart.Of(new(ImportVerdict.Translated, subject, "uki.sbat.", place), DraftLine.Value("uki.sbat", own, $"sbat ({place})"));
    }
}
