using InitrdComposer.Config.Settings;
using InitrdComposer.Diagnostics;
using InitrdComposer.Formats.Ini;
using InitrdComposer.Formats.Toml;

namespace InitrdComposer.Config.Layers.DropIns;

/// <summary>A drop-in's options become changes of settings.</summary>
internal static class DropInOptions
{
    private static readonly string[] Conditions = ["Match", "TriggerMatch", "Assert", "TriggerAssert"];

    /// <param name="file">As messages have it.</param>
    /// <param name="source">The drop-in.</param>
    /// <exception cref="ComposerException">An option is unknown or unsupported, or its value does not fit.</exception>
    public static Recipe LayOver(Recipe recipe, IniDocument document, string file, SettingSource source, DropInFacts facts, DropInRules rules, Func<Recipe, string, SourceLocation, Recipe> include)
    {
        foreach (IniSection section in document.Sections.Where(section => !Conditions.Contains(section.Name) && !rules.Ignores(section)))
        {
            if (!MkosiOptions.Sections.Contains(section.Name)) throw UnknownSection(section, source);
            foreach (IniAssignment assignment in section.Assignments.Where(assignment => !rules.Ignores(assignment)))
            {
                MkosiOption option = Find(assignment, section, source);
                recipe = option is IncludeOption
                    ? Include(recipe, assignment, source, facts, rules, include)
                    : LayOver(recipe, assignment, option, file, source, facts, rules);
            }
        }

        return recipe;
    }

    private static Recipe Include(Recipe recipe, IniAssignment assignment, SettingSource source, DropInFacts facts, DropInRules rules, Func<Recipe, string, SourceLocation, Recipe> include)
    {
        foreach (IniText path in assignment.Split(',').Where(path => !rules.Ignores(assignment, path)))
        {
            SourceLocation place = source.At(path.Position);
            string text = Specifiers.Expand(path.Text, facts, place);
            RequirePath(assignment.Name, text, place);
            recipe = include(recipe, source.FromRecipe(text), place);
        }

        return recipe;
    }

    private static Recipe LayOver(Recipe recipe, IniAssignment assignment, MkosiOption option, string file, SettingSource source, DropInFacts facts, DropInRules rules)
    {
        SourceLocation place = source.At(assignment.Position);
        switch (option)
        {
            case MappedOption mapped:
                if (mapped.NeedsTable is string table && !source.Origins.IsGiven(table))
                {
                    throw new ComposerException(RecipeDiagnostics.Contradiction, $"{option.Name}= means nothing: the recipe has no [{table}]", place, $"write [{table}] into the recipe, or Format=uki under [Match]");
                }

                return Map(recipe, assignment, mapped, file, source, facts, rules);
            case SettledOption settled:
                foreach (IniText value in assignment.IsEmpty ? assignment.Lines : assignment.Split(','))
                {
                    if (rules.Ignores(assignment, value) || settled.Accepted.Contains(value.Text) || (value.Text.Length == 0 && assignment.IsEmpty)) continue;
                    throw Unsupported($"{option.Name}={value.Text}", option.Remark, source.At(value.Position));
                }

                return recipe;
            case UnsupportedOption:
                throw Unsupported($"the option {option.Name}=", option.Remark, place);
            default:
                return recipe;
        }
    }

    private static Recipe Map(Recipe recipe, IniAssignment assignment, MappedOption option, string file, SettingSource source, DropInFacts facts, DropInRules rules)
    {
        string[] keys = option.Setting.Split('.');
        if (assignment.IsEmpty) return Change(recipe, keys, new(ChangeKind.Clear), file, assignment.Lines[0], source);
        IniText[] elements = [.. assignment.Split(option.Separator ?? '\n')];
        if (option.Separator is null && elements.Length > 1) throw new ComposerException(RecipeDiagnostics.WrongType, $"{option.Name}=: got {elements.Length} lines, expected one value", source.At(elements[1].Position));
        foreach (IniText element in elements.Where(element => !rules.Ignores(assignment, element)))
        {
            SourceLocation place = source.At(element.Position);
            string text = Specifiers.Expand(element.Text, facts, place);
            if (option.IsPath) RequirePath(option.Name, text, place);
            foreach (SettingChange change in option.Changes(text)) recipe = Change(recipe, keys, option.IsPattern && rules.HasOptionalPatterns ? Optional(change) : change, file, element, source);
        }

        return recipe;
    }

    /// <summary>The pattern may match nothing.</summary>
    private static SettingChange Optional(SettingChange change) =>
        change.Text is DefaultModules.Name or ['?', ..] ? change : change with { Text = $"?{change.Text}" };

    private static void RequirePath(string option, string text, SourceLocation place)
    {
        if (!text.StartsWith('~') && !text.Contains('$', StringComparison.Ordinal)) return;
        throw new ComposerException(RecipeDiagnostics.Environment, $"{option}=: got {TomlText.Quote(text)}, expected a path of the project: ~ and $VARIABLE differ from machine to machine", place);
    }

    private static Recipe Change(Recipe recipe, string[] keys, SettingChange change, string file, IniText at, SettingSource source)
    {
        var here = new SettingSource(file, source.Origins) { Folder = source.Folder, Place = source.At(at.Position) };
        return SettingRows.Change(RecipeSettings.All, recipe, keys, "the recipe", "", change, here);
    }

    private static MkosiOption Find(IniAssignment assignment, IniSection section, SettingSource source)
    {
        SourceLocation place = source.At(assignment.Position);
        if (MkosiOptions.Find(assignment.Name) is not MkosiOption option)
        {
            string? close = Spelling.Closest(assignment.Name, MkosiOptions.All.Select(known => known.Name));
            throw new ComposerException(RecipeDiagnostics.UnknownKey, $"unknown option {assignment.Name}= in [{section.Name}]", place, close is null ? "options are listed in docs/reference/drop-ins.md" : $"did you mean {close}=?");
        }

        if (option.Section == section.Name) return option;
        throw new ComposerException(RecipeDiagnostics.UnknownKey, $"unknown option {assignment.Name}= in [{section.Name}]", place, $"{assignment.Name}= belongs into [{option.Section}]");
    }

    private static ComposerException UnknownSection(IniSection section, SettingSource source)
    {
        string? close = Spelling.Closest(section.Name, MkosiOptions.Sections.Concat(Conditions));
        return new(
            RecipeDiagnostics.UnknownKey, $"unknown section [{section.Name}]", source.At(section.Position),
            close is null ? $"there are: {string.Join(", ", Conditions.Concat(MkosiOptions.Sections))}" : $"did you mean [{close}]?");
    }

    private static ComposerException Unsupported(string what, string instead, SourceLocation place) => new(RecipeDiagnostics.Unsupported, $"unsupported: {what}", place, instead);
}
