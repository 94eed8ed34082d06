using InitrdComposer.Config;
using InitrdComposer.Config.Settings;
using InitrdComposer.Import.Dracut.Conf;
using InitrdComposer.Modules;

namespace InitrdComposer.Import.Dracut;

/// <summary>Names of drivers and file systems as dracut takes them become patterns of modules.include, compared with a kernel where there is one.</summary>
internal static class DriverNames
{
    private const string Setting = "modules.include";
    private const int MaxNear = 3;

    private static readonly string[] Suffixes = [".xz", ".zst", ".gz", ".ko"];

    /// <summary>"=drivers/md" is all that is below that folder; of files the name counts.</summary>
    public static string PatternOf(string name)
    {
        if (name.StartsWith('=')) return $"/{WithoutKernel(name[1..].Trim('/'))}/";
        foreach (string suffix in Suffixes)
        {
            if (name.EndsWith(suffix, StringComparison.Ordinal)) name = name[..^suffix.Length];
        }

        return WithoutKernel(name.TrimStart('/'));
    }

    public static DracutPart Translate(string variable, ConfItem item, KernelNames? kernel)
    {
        if (!item.IsKnown) return DracutPart.NotRead(variable, item);
        string subject = DracutPart.Subject(variable, item.Text);
        string origin = DracutPart.Origin(variable, item.Text, item.Place);
        string pattern = PatternOf(item.Text);
        if (pattern.StartsWith('-') || pattern.StartsWith('?') || TextRules.ModulePattern.Refusal(pattern) is not null || pattern == "default" || pattern.StartsWith("re:", StringComparison.Ordinal))
        {
            return DracutPart.Of(new(ImportVerdict.MatchesNothing, subject, "no module can be called so.", item.Place));
        }

        MistakenName? mistaken = MistakenName.Find(pattern);
        if (kernel is null) return mistaken is null ? Taken(ImportVerdict.Translated, "") : Instead(mistaken);
        if (kernel.HasModule(pattern)) return Taken(ImportVerdict.Translated, $"in kernel {kernel.Version}.");
        if (kernel.HasBuiltin(pattern)) return Taken(ImportVerdict.BuiltIn, $"built into kernel {kernel.Version}.");
        if (kernel.ModuleOfAlias(pattern) is string module)
        {
            return DracutPart.Of(new(ImportVerdict.Translated, subject, $"a name of {module} in kernel {kernel.Version}.", item.Place), DraftLine.Element(Setting, module, origin));
        }

        if (mistaken is not null && (kernel.HasModule(mistaken.Module) || kernel.HasBuiltin(mistaken.Module))) return Instead(mistaken);
        return Unmatched();

        DracutPart Taken(ImportVerdict verdict, string remark) =>
            DracutPart.Of(new(verdict, subject, remark, item.Place), DraftLine.Element(Setting, pattern, origin));

        DracutPart Instead(MistakenName name) => name.IsAlias
            ? DracutPart.Of(new(ImportVerdict.Translated, subject, $"{name.What}: {name.Module}.", item.Place), DraftLine.Element(Setting, name.Module, origin))
            : DracutPart.Of(
                new(ImportVerdict.MatchesNothing, subject, $"{item.Text} is {name.What}; the recipe has the kernel's driver for it.", item.Place) { Suggestion = name.Module },
                DraftLine.Element(Setting, name.Module, $"{origin} is {name.What}"));

        DracutPart Unmatched()
        {
            string[] near = [.. MistakenName.Near(pattern.Trim('/')[(pattern.Trim('/').LastIndexOf('/') + 1)..], kernel.Names).Take(MaxNear)];
            string glued = item.IsGlued ? " Two assignments without a blank between make one word of two." : "";
            return DracutPart.Of(
                new(ImportVerdict.MatchesNothing, subject, $"kernel {kernel.Version} has no such module, loadable or built in.{glued}", item.Place)
                {
                    Suggestion = mistaken?.Module ?? (near.Length == 0 ? null : string.Join(" or ", near)),
                },
                DraftLine.Element(Setting, pattern, $"{origin} matches nothing") with { IsOff = true });
        }
    }

    /// <summary>omit_drivers: dracut takes them for regular expressions over the whole name.</summary>
    public static DracutPart Omit(ConfItem item)
    {
        const string Variable = "omit_drivers";
        if (!item.IsKnown) return DracutPart.NotRead(Variable, item);
        string name = PatternOf(item.Text);
        bool isPlain = name.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-' or '/');
        string pattern = isPlain ? $"?-{name}" : $"?-re:(^|/)({name})\\.ko";
        return TextRules.ModulePattern.Refusal(pattern) is null
            ? DracutPart.Of(
                new(ImportVerdict.Translated, DracutPart.Subject(Variable, item.Text), "left out, unless another module needs it.", item.Place),
                DraftLine.Element(Setting, pattern, DracutPart.Origin(Variable, item.Text, item.Place)))
            : DracutPart.Of(new(ImportVerdict.MatchesNothing, DracutPart.Subject(Variable, item.Text), "no module can be called so.", item.Place));
    }

    private static string WithoutKernel(string path) => path.StartsWith("kernel/", StringComparison.Ordinal) ? path["kernel/".Length..] : path;
}
