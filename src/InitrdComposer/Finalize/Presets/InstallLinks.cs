using InitrdComposer.Diagnostics;
using InitrdComposer.Tree;

namespace InitrdComposer.Finalize.Presets;

/// <summary>The links that enabling units makes (systemctl(1), "enable"): aliases, and .wants, .requires, .upholds of other units.</summary>
internal sealed class InstallLinks(UnitFiles units)
{
    private static readonly (string Key, string Suffix)[] Dependencies = [("WantedBy", "wants"), ("RequiredBy", "requires"), ("UpheldBy", "upholds")];

    private readonly OrderedDictionary<RootPath, RootNode> _links = [];
    private readonly HashSet<UnitName> _done = [];
    private readonly List<Notice> _notices = [];

    public IEnumerable<RootNode> Nodes => _links.Values;

    public IReadOnlyList<Notice> Notices => _notices;

    /// <summary>Enables a unit, and with it what its Also= names.</summary>
    public void Enable(UnitName unit)
    {
        if (!_done.Add(unit) || units.FileOf(unit) is not string file) return;
        InstallSection install = units.InstallOf(unit, file);
        foreach (string alias in Expanded(unit, install["Alias"]))
        {
            if (UnitName.TryParse(alias, out UnitName name) && CanAlias(unit, name)) Link(InstanceOf(unit, name).ToString(), file);
            else Skip(unit, $"cannot be aliased as {alias}");
        }

        // A template stands for its default instance; without one only other templates can want it.
        UnitName wanted = unit;
        if (unit.IsTemplate && install.DefaultInstance is string instance && !unit.TryInstance(instance, out wanted))
        {
            Skip(unit, $"DefaultInstance={instance} names no unit");
            wanted = unit;
        }

        foreach ((string key, string suffix) in Dependencies)
        {
            foreach (string target in Expanded(wanted, install[key]))
            {
                if (UnitName.TryParse(target, out UnitName name) && (!wanted.IsTemplate || name.IsTemplate)) Link($"{target}.{suffix}/{wanted}", file);
                else if (!wanted.IsTemplate) Skip(unit, $"{key}={target} names no unit");
            }
        }

        foreach (string also in Expanded(unit, install["Also"]))
        {
            if (UnitName.TryParse(also, out UnitName name)) Enable(name);
            else Skip(unit, $"Also={also} names no unit");
        }
    }

    private IEnumerable<string> Expanded(UnitName unit, IEnumerable<string> texts)
    {
        foreach (string text in texts)
        {
            if (unit.Expand(text) is string expanded) yield return expanded;
            else Skip(unit, $"a specifier in \"{text}\" depends on the running machine");
        }
    }

    /// <summary>Same type, and templates only for templates and their instances (systemd, unit_validate_alias_symlink).</summary>
    private static bool CanAlias(UnitName unit, UnitName alias) => unit.Type == alias.Type && unit.Instance is null == alias.Instance is null;

    /// <summary>An instance of a template is aliased by the same instance of the template's alias.</summary>
    private static UnitName InstanceOf(UnitName unit, UnitName alias) => alias.IsTemplate ? alias with { Instance = unit.Instance } : alias;

    private void Link(string name, string file)
    {
        RootPath path = RootPath.Of(UnitFiles.Folders[0]).Append(name);
        _links.TryAdd(path, Generated.Link("presets", path, file));
    }

    private void Skip(UnitName unit, string problem) => _notices.Add(new(FinalizeErrors.SkippedInstallLine, $"{unit}: {problem.ToPrintable()}: skipped"));
}
