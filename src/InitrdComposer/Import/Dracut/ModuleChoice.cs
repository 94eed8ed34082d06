using System.Collections.Immutable;
using InitrdComposer.Config;
using InitrdComposer.Diagnostics;
using InitrdComposer.Import.Dracut.Conf;
using InitrdComposer.Import.Dracut.Tables;

namespace InitrdComposer.Import.Dracut;

/// <summary>Which of dracut's modules the image would have, and what of a recipe does their work.</summary>
/// <param name="Chosen">With the word that names each.</param>
/// <param name="Findings">One for each word.</param>
internal sealed record ModuleChoice(ImmutableArray<(DracutModule Module, string Origin)> Chosen, ImmutableArray<ImportFinding> Findings)
{
    private const string Exact = "dracutmodules", Omitted = "omit_dracutmodules";

    /// <summary>What dracut has in every generic image; all else depends on the machine.</summary>
    private static readonly string[] Always = ["base", "systemd", "systemd-initrd", "kernel-modules", "rootfs-block", "fs-lib"];

    /// <summary>In the order that they are asked.</summary>
    private static readonly string[] Lists = [Exact, "add_dracutmodules", "force_add_dracutmodules"];

    private static readonly SourceLocation Option = new("--module");

    public bool HasCheckers => Chosen.Any(chosen => chosen.Module.HasCheckers);

    /// <param name="asked">Further modules, as of dracut's --add.</param>
    /// <param name="first">Where to say that nothing is said of modules.</param>
    public static ModuleChoice Of(ConfVariables variables, ImmutableArray<string> asked, SourceLocation first)
    {
        var omitted = variables.Get(Omitted).Items().Select(item => item.Text).ToHashSet(StringComparer.Ordinal);
        var chosen = new List<(DracutModule, string)>();
        var findings = new List<ImportFinding>();
        if (!variables.Get(Exact).Items().Any())
        {
            chosen.AddRange(Always.Where(name => !omitted.Contains(name)).Select(name => (DracutModules.Find(name)!, "dracut has it always")));
            findings.Add(new(ImportVerdict.NoCounterpart, $"{Exact} (not set)", "dracut takes every module whose tools the machine has; the recipe has the base and what is named. Name the others: --module lvm.", first));
        }

        foreach ((string variable, ConfItem item) in Lists.SelectMany(variable => variables.Get(variable).Items().Select(item => (variable, item))).Concat(asked.Select(name => (Lists[1], new ConfItem(name, Option)))))
        {
            if (omitted.Contains(item.Text))
            {
                findings.Add(new(ImportVerdict.Ignored, DracutPart.Subject(variable, item.Text), $"{Omitted} takes it away again.", item.Place));
            }
            else if (item.IsKnown && DracutModules.Find(item.Text) is DracutModule module)
            {
                findings.Add(new(module.Verdict, DracutPart.Subject(variable, item.Text), RemarkOf(module), item.Place));
                chosen.Add((module, DracutPart.Origin(variable, item.Text, item.Place)));
            }
            else
            {
                findings.Add(Unknown(variable, item));
            }
        }

        findings.AddRange(variables.Get(Omitted).Items().Select(Omission));
        return new([.. chosen.DistinctBy(entry => entry.Item1.Name)], [.. findings]);
    }

    /// <summary>What a recipe has in its place, as a sentence.</summary>
    public static string RemarkOf(DracutModule module)
    {
        string[] parts =
        [
            .. module.Features.Select(name => $"feature {name}"),
            .. module.Drivers.IsEmpty ? [] : (string[])[module.IsGenericDrivers ? "drivers of the generic kind" : $"drivers {string.Join(", ", module.Drivers)}"],
            .. module.HasCheckers ? (string[])["checkers of the file systems"] : [],
        ];
        string does = parts.Length == 0 ? "" : $"{char.ToUpperInvariant(parts[0][0])}{string.Join(", ", parts)[1..]}.";
        return string.Join(' ', new[] { does, module.Remark }.Where(text => text.Length > 0));
    }

    private static ImportFinding Unknown(string variable, ConfItem item)
    {
        if (!item.IsKnown) return DracutPart.NotRead(variable, item).Findings[0];
        string? close = Spelling.Closest(item.Text, DracutModules.All.Select(module => module.Name));
        return new(
            close is null ? ImportVerdict.NoCounterpart : ImportVerdict.MatchesNothing, DracutPart.Subject(variable, item.Text),
            "no module of dracut 059 to 112: if another package brings it, its scripts are not read; put what it does into an extra tree.", item.Place)
        {
            Suggestion = close,
        };
    }

    private static ImportFinding Omission(ConfItem item)
    {
        bool isFixed = DracutModules.Find(item.Text) is { Verdict: ImportVerdict.BuiltIn };
        return new(
            isFixed ? ImportVerdict.BuiltIn : ImportVerdict.Translated, DracutPart.Subject(Omitted, item.Text),
            isFixed ? "It is part of systemd or of the base, whose packages are whole." : "What it would bring is not named.", item.Place);
    }
}
