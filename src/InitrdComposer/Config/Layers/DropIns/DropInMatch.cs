using InitrdComposer.Config.Settings;
using InitrdComposer.Diagnostics;
using InitrdComposer.Formats.Ini;

namespace InitrdComposer.Config.Layers.DropIns;

/// <summary>
/// Whether a drop-in applies: every [Match] and, if there are any, at least one [TriggerMatch] (mkosi.1, "[Match] Section"). In a section every condition
/// must hold, and of those with '|' in front at least one; '!' negates.
/// </summary>
internal sealed class DropInMatch(DropInFacts facts, ProjectFolder project, SettingSource source)
{
    /// <exception cref="ComposerException">A condition is unknown, or its value is none.</exception>
    public bool Applies(IniDocument document)
    {
        bool[] all = [.. document.Sections.Where(section => section.Name == "Match").Select(Holds)];
        bool[] any = [.. document.Sections.Where(section => section.Name == "TriggerMatch").Select(Holds)];
        return all.All(holds => holds) && (any.Length == 0 || any.Any(holds => holds));
    }

    /// <summary>What [Assert] and [TriggerAssert] claim; they are written as [Match] is.</summary>
    /// <exception cref="ComposerException">It does not hold.</exception>
    public void RequireAssertions(IniDocument document)
    {
        IniSection? broken = document.Sections.FirstOrDefault(section => section.Name == "Assert" && !Holds(section));
        IniSection[] triggers = [.. document.Sections.Where(section => section.Name == "TriggerAssert")];
        if (broken is null && triggers.Length > 0 && !triggers.Any(Holds)) broken = triggers[0];
        if (broken is not null) throw new ComposerException(RecipeDiagnostics.Assertion, $"[{broken.Name}] does not hold", source.At(broken.Position));
    }

    private bool Holds(IniSection section)
    {
        bool? isTriggered = null;
        bool allHold = true;
        foreach (IniAssignment condition in section.Assignments)
        {
            string value = string.Join('\n', condition.Lines.Select(line => line.Text)).Trim();
            bool isTrigger = value.StartsWith('|');
            if (isTrigger) value = value[1..];
            bool isNegated = value.StartsWith('!');
            if (isNegated) value = value[1..];
            bool holds = Key(condition).Holds(Specifiers.Expand(value, facts, source.At(condition.Position)), new(facts, project, source, source.At(condition.Position))) != isNegated;
            if (isTrigger) isTriggered = isTriggered == true || holds;
            else allHold &= holds;
        }

        return allHold && isTriggered != false;
    }

    private MatchKey Key(IniAssignment condition)
    {
        string name = condition.Name == "Profile" ? "Profiles" : condition.Name;
        if (MatchKey.All.FirstOrDefault(key => key.Name == name) is MatchKey known) return known;
        SourceLocation place = source.At(condition.Position);
        if (MatchKey.Unsupported.FirstOrDefault(key => key.Name == name) is { Instead: string instead })
        {
            throw new ComposerException(RecipeDiagnostics.Unsupported, $"unsupported: the condition {name}=", place, instead);
        }

        string hint = Spelling.Closest(name, MatchKey.All.Select(key => key.Name)) is string close ? $"did you mean {close}=?" : $"there are: {string.Join(", ", MatchKey.All.Select(key => key.Name))}";
        throw new ComposerException(RecipeDiagnostics.UnknownKey, $"unknown condition {name}=", place, hint);
    }
}
