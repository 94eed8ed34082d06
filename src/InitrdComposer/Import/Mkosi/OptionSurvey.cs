using System.Collections.Immutable;
using InitrdComposer.Config;
using InitrdComposer.Config.Layers.DropIns;
using InitrdComposer.Diagnostics;
using InitrdComposer.Formats;
using InitrdComposer.Formats.Ini;

namespace InitrdComposer.Import.Mkosi;

/// <summary>What becomes of the options of one file.</summary>
internal static class OptionSurvey
{
    private const int MaxShown = 60;

    private static readonly string[] Conditions = ["Match", "TriggerMatch", "Assert", "TriggerAssert"];
    private static readonly string[] OfMkosi = ["mkosi-initrd", "mkosi-vm", "mkosi-tools", "mkosi-addon", "mkosi-obs"];

    /// <param name="path">For messages.</param>
    /// <param name="name">What the recipe calls the file.</param>
    public static TreeSurvey Of(IniDocument document, string path, string name, bool isUki)
    {
        if (document.Sections.Where(section => Conditions.Contains(section.Name)).SelectMany(section => section.Assignments).FirstOrDefault(IsUnknownCondition) is IniAssignment condition)
        {
            string? instead = MatchKey.Unsupported.FirstOrDefault(key => key.Name == condition.Name).Instead;
            return new([new(ImportVerdict.NoCounterpart, $"condition {condition.Name}=", $"{instead ?? "mkosi has no such condition"}; the file is left out.", At(path, condition.Position))], [(name, $"asks for {condition.Name}=")]);
        }

        var parts = new List<TreeSurvey>();
        foreach (IniSection section in document.Sections.Where(section => !Conditions.Contains(section.Name)))
        {
            parts.AddRange(MkosiOptions.Sections.Contains(section.Name)
                ? section.Assignments.Select(assignment => Of(assignment, path, isUki))
                : [Lost(ImportVerdict.Ignored, $"[{section.Name}]", "mkosi does not read the section.", At(path, section.Position), $"[{section.Name}]")]);
        }

        return new([.. parts.SelectMany(part => part.Findings)], [.. parts.SelectMany(part => part.Ignored)]);
    }

    private static TreeSurvey Of(IniAssignment assignment, string path, bool isUki)
    {
        SourceLocation place = At(path, assignment.Position);
        string whole = $"{assignment.Name}=";
        switch (MkosiOptions.Find(assignment.Name))
        {
            case null:
                string? close = Spelling.Closest(assignment.Name, MkosiOptions.All.Select(option => option.Name));
                return new([new(ImportVerdict.MatchesNothing, whole, "no option of mkosi 27, which warns of it.", place) { Suggestion = close }], [(whole, "no option of mkosi's")]);
            case UnsupportedOption refused:
                return Lost(ImportVerdict.NoCounterpart, Shown(assignment), refused.Remark, place, whole);
            case SettledOption settled:
                return Of(settled, assignment, path);
            case ForeignOption foreign:
                return new([new(ImportVerdict.Ignored, Shown(assignment), foreign.Remark, place)], []);
            case IncludeOption:
                return All(assignment.Split(',').Select(element => OfMkosi.Contains(element.Text)
                    ? Lost(ImportVerdict.NoCounterpart, $"Include={element.Text}", $"a part of mkosi: import its resources/{element.Text} too, before this tree.", At(path, element.Position), $"Include={element.Text}")
                    : new([new(ImportVerdict.Translated, $"Include={element.Text}", "read with the tree.", At(path, element.Position))], [])));
            case MappedOption { NeedsTable: "uki" } when !isUki:
                return Lost(ImportVerdict.NoCounterpart, Shown(assignment), "without a UKI the boot loader has the command line; --uki makes one.", place, whole);
            case MappedOption mapped:
                TreeSurvey[] elements = [.. assignment.Split(mapped.Separator ?? '\n').Select(element => Element(assignment, element, path)).OfType<TreeSurvey>()];
                return All([new([new(ImportVerdict.Translated, Shown(assignment), $"{mapped.Setting}.", place)], []), .. elements]);
            default:
                throw new InvalidOperationException(assignment.Name);
        }
    }

    private static TreeSurvey Of(SettledOption settled, IniAssignment assignment, string path)
    {
        IniText[] values = [.. assignment.IsEmpty ? assignment.Lines : assignment.Split(',')];
        return All(values.Select(value => settled.Accepted.Contains(value.Text) || (value.Text.Length == 0 && assignment.IsEmpty)
            ? new TreeSurvey([new(ImportVerdict.BuiltIn, $"{assignment.Name}={value.Text}", settled.Remark, At(path, value.Position))], [])
            : Lost(ImportVerdict.NoCounterpart, $"{assignment.Name}={value.Text}", settled.Remark, At(path, value.Position), $"{assignment.Name}={value.Text}")));
    }

    /// <summary>Elements that mean something else here, or nothing; null: it is as it is.</summary>
    private static TreeSurvey? Element(IniAssignment assignment, IniText element, string path)
    {
        string subject = $"{assignment.Name}={element.Text}";
        SourceLocation place = At(path, element.Position);
        return (assignment.Name, element.Text) switch
        {
            ("KernelModules" or "KernelInitrdModules", "host") => Lost(ImportVerdict.NoCounterpart, subject, "An image does not depend on the machine it is made on.", place, subject),
            ("Packages" or "VolatilePackages" or "InitrdPackages" or "InitrdVolatilePackages", ['^', ..]) =>
                Lost(ImportVerdict.NoCounterpart, subject, "A regular expression of apt's: name the packages in packages.install.", place, subject),
            _ => null,
        };
    }

    private static bool IsUnknownCondition(IniAssignment condition) => MatchKey.All.All(key => key.Name != condition.Name) && condition.Name != "Profile";

    private static TreeSurvey Lost(ImportVerdict verdict, string subject, string remark, SourceLocation place, string ignored) =>
        new([new(verdict, Printable.Escape(subject), remark, place)], [(ignored, remark.TrimEnd('.'))]);

    private static TreeSurvey All(IEnumerable<TreeSurvey> parts)
    {
        TreeSurvey[] list = [.. parts];
        return new([.. list.SelectMany(part => part.Findings)], [.. list.SelectMany(part => part.Ignored)]);
    }

    private static string Shown(IniAssignment assignment)
    {
        string value = string.Join(' ', assignment.Lines.Select(line => line.Text).Where(text => text.Length > 0));
        return Printable.Escape($"{assignment.Name}={(value.Length <= MaxShown ? value : value[..MaxShown] + "...")}");
    }

    private static SourceLocation At(string path, DataPosition position) => new(path, position);
}
