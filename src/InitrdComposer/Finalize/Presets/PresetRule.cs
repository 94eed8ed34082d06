using System.Collections.Immutable;
using InitrdComposer.Tree;

namespace InitrdComposer.Finalize.Presets;

internal enum PresetAction
{
    Enable,
    Disable,

    /// <summary>Left as it is (systemd 257).</summary>
    Ignore,
}

/// <summary>A line of systemd.preset(5).</summary>
/// <param name="Pattern">A glob over unit names.</param>
/// <param name="Instances">Of a template that is enabled: which.</param>
internal sealed record PresetRule(PresetAction Action, string Pattern, ImmutableArray<string> Instances)
{
    /// <summary>Null for what is no rule.</summary>
    public static PresetRule? Parse(string line)
    {
        if (Words.Split(line.Trim(), retainBackslashes: true) is not [var verb, var pattern, .. var instances]) return null;
        return verb switch
        {
            "enable" => new(PresetAction.Enable, pattern, [.. instances]),
            "disable" when instances is [] => new(PresetAction.Disable, pattern, []),
            "ignore" when instances is [] => new(PresetAction.Ignore, pattern, []),
            _ => null,
        };
    }

    /// <summary>All rules of a preset file; comments and what is none is left out, as systemd does.</summary>
    public static IEnumerable<PresetRule> ParseFile(string text) =>
        text.Split('\n').Select(line => line.Trim()).Where(line => line is not ("" or ['#' or ';', ..])).Select(Parse).OfType<PresetRule>();

    public bool Matches(UnitName unit) => Fnmatch.IsMatch(Pattern, unit.ToString()) || NamedInstances(unit).Any();

    /// <summary>The units that are enabled when this rule decides about one.</summary>
    public IEnumerable<UnitName> Enabled(UnitName unit)
    {
        UnitName[] instances = [.. NamedInstances(unit)];
        return instances.Length > 0 ? instances : [unit];
    }

    private IEnumerable<UnitName> NamedInstances(UnitName unit) => unit.Instance is not null && Pattern == unit.Template.ToString()
        ? Instances.Where(instance => unit.IsTemplate || instance == unit.Instance)
            .Select(instance => unit.TryInstance(instance, out UnitName name) ? name : (UnitName?)null).OfType<UnitName>()
        : [];
}
