using System.Text;
using InitrdComposer.Finalize;
using InitrdComposer.Finalize.Presets;
using InitrdComposer.Tree;

namespace InitrdComposer.Proof.Units;

/// <summary>
/// The units that systemd starts in an initrd, as files and links say it (bootup(7), "Bootup in the initrd"): from initrd.target to the switch of the root.
/// What generators make is not among them.
/// </summary>
internal sealed class BootGraph
{
    /// <summary>What PID 1 starts, and what those start when the root is there.</summary>
    private static readonly string[] Beginnings = ["initrd.target", "initrd-cleanup.service", "initrd-switch-root.target", "initrd-switch-root.service"];

    /// <summary>Wanted by others alone, and nothing goes on without them.</summary>
    private static readonly string[] Essential = ["systemd-udevd.service", "systemd-udev-trigger.service", "initrd-parse-etc.service"];

    private static readonly string[] Requiring = ["Requires", "BindsTo"];
    private static readonly string[] Wanting = ["Wants", "Upholds"];

    private readonly RootTree _tree;
    private readonly UnitFiles _files;
    private readonly Dictionary<string, StartedUnit> _units = new(StringComparer.Ordinal);
    private readonly Dictionary<string, StartedUnit?> _loaded = new(StringComparer.Ordinal);
    private readonly List<(string Unit, string By)> _missing = [];

    /// <param name="more">Targets that generated units want: "network-online.target".</param>
    public BootGraph(RootTree tree, IContents contents, IEnumerable<string> more)
    {
        _tree = tree;
        _files = new(tree, contents);
        ILookup<string, (string Name, UnitLink Kind)> links = Links(tree).ToLookup(link => link.Of, link => (link.Name, link.Kind), StringComparer.Ordinal);
        var open = new Queue<(string Name, string By, UnitLink Strength)>();
        foreach (string name in Beginnings) open.Enqueue((name, "systemd", UnitLink.Required));
        foreach (string name in more) open.Enqueue((name, "what generators make", UnitLink.Wanted));
        while (open.TryDequeue(out (string Name, string By, UnitLink Strength) next))
        {
            if (Load(next.Name) is not StartedUnit unit)
            {
                if (next.Strength == UnitLink.Required) _missing.Add((next.Name, next.By));
                continue;
            }

            UnitLink strength = Essential.Contains(unit.Name) ? UnitLink.Required : next.Strength;
            if (_units.TryGetValue(unit.Name, out StartedUnit? before) && before.Strength >= strength) continue;
            _units[unit.Name] = unit with { Strength = strength, By = next.By };
            if (unit.Skipped is not null) continue;
            foreach ((string name, UnitLink kind) in DependenciesOf(unit, links)) open.Enqueue((name, unit.Name, kind == UnitLink.Required ? strength : kind));
        }
    }

    /// <summary>By name.</summary>
    public IEnumerable<StartedUnit> Units => _units.Values.OrderBy(unit => unit.Name, StringComparer.Ordinal);

    /// <summary>Units that others require, and that have no file.</summary>
    public IReadOnlyList<(string Unit, string By)> Missing => _missing;

    /// <summary>Whether it is among those that are started, under its own or another name.</summary>
    public StartedUnit? Find(string name) => Load(name) is StartedUnit unit && _units.TryGetValue(unit.Name, out StartedUnit? started) && started.Skipped is null ? started : null;

    /// <summary>Whether there is a unit of that name, started or not.</summary>
    public bool Has(string name) => Load(name) is not null;

    /// <summary>What the image has in NAME.wants and NAME.requires, whether or not it leads somewhere: systemd goes by the names.</summary>
    private static IEnumerable<(string Of, string Name, UnitLink Kind)> Links(RootTree tree) =>
        from folder in UnitFiles.Folders
        from entry in ImageText.Entries(tree, RootPath.Of(folder))
        let owner = Encoding.UTF8.GetString(entry.Path.Name)
        let suffix = ((string[])[".wants", ".requires", ".upholds"]).FirstOrDefault(suffix => owner.EndsWith(suffix, StringComparison.Ordinal))
        where suffix is not null
        from link in ImageText.Entries(tree, entry.Path)
        let kind = suffix == ".requires" ? UnitLink.Required : folder == UnitFiles.Folders[0] ? UnitLink.Enabled : UnitLink.Wanted
        select (owner[..^suffix.Length], Encoding.UTF8.GetString(link.Path.Name), kind);

    private static IEnumerable<(string Name, UnitLink Kind)> DependenciesOf(StartedUnit unit, ILookup<string, (string Name, UnitLink Kind)> links)
    {
        foreach (string key in Requiring.Concat(Wanting))
        {
            foreach (string name in unit.Settings["Unit", key].SelectMany(value => Words.Split(value, retainBackslashes: true) ?? []))
            {
                if (unit.Id.Expand(name) is string expanded) yield return (expanded, Requiring.Contains(key) ? UnitLink.Required : UnitLink.Wanted);
            }
        }

        foreach ((string name, UnitLink kind) in links[unit.Name].Concat(unit.Id.Instance is null or "" ? [] : links[unit.Id.Template.ToString()]))
        {
            if (UnitName.TryParse(name, out UnitName linked)) yield return (linked.IsTemplate && unit.Id.Instance is string instance && linked.TryInstance(instance, out UnitName filled) ? filled.ToString() : name, kind);
        }

        // What a socket, path or timer starts is started later, if at all.
        if (unit.Id.Type == "socket" && unit.Settings.Last("Socket", "Accept") is not ("yes" or "true" or "1" or "on"))
        {
            yield return (unit.Settings.Last("Socket", "Service") ?? $"{unit.Name[..^".socket".Length]}.service", UnitLink.Wanted);
        }
        else if (unit.Id.Type is "path" or "timer")
        {
            yield return (unit.Settings.Last(unit.Id.Type == "path" ? "Path" : "Timer", "Unit") ?? $"{unit.Name[..^(unit.Id.Type.Length + 1)]}.service", UnitLink.Wanted);
        }
    }

    private StartedUnit? Load(string name)
    {
        if (!_loaded.TryGetValue(name, out StartedUnit? unit)) _loaded[name] = unit = LoadNew(name);
        return unit;
    }

    private StartedUnit? LoadNew(string name)
    {
        if (!UnitName.TryParse(name, out UnitName id)) return null;
        if (_files.FileOf(id) is not string file)
        {
            // An alias: a link to a unit of another name.
            if (RealNameOf(id) is not string real || real == name || !UnitName.TryParse(real, out id) || _files.FileOf(id) is not string aliased) return null;
            file = aliased;
        }

        var settings = UnitSettings.Parse(_files.TextsOf(id, file));
        return new(id, file, settings) { Skipped = UnitConditions.Failing(settings, "Condition", _tree), FailedAssertion = UnitConditions.Failing(settings, "Assert", _tree) };
    }

    private string? RealNameOf(UnitName id)
    {
        foreach (string folder in UnitFiles.Folders)
        {
            RootPath path = RootPath.Of(folder).Append(id.ToString());
            if (!_tree.TryResolve(path, followLast: false, out RootPath physical) || !_tree.Contains(physical)) continue;
            return _tree.TryFind(path, out RootNode? node) && node.Inode.Body is FileBody.Regular { Content.Length: > 0 } ? Encoding.UTF8.GetString(node.Path.Name) : null;
        }

        return null;
    }
}

/// <summary>A unit that systemd starts, unless a condition keeps it from it.</summary>
/// <param name="File">Its file.</param>
internal sealed record StartedUnit(UnitName Id, string File, UnitSettings Settings)
{
    public string Name { get; } = Id.ToString();

    /// <summary>The unit that wants it.</summary>
    public string By { get; init; } = "";

    public UnitLink Strength { get; init; }

    /// <summary>The condition by which it is never started in this image; null: it may be.</summary>
    public string? Skipped { get; init; }

    /// <summary>The assertion by which it fails in this image; null: it may hold.</summary>
    public string? FailedAssertion { get; init; }

    /// <summary>The commands that starting it runs.</summary>
    public IEnumerable<ExecLine> Commands =>
        from key in (string[])["ExecCondition", "ExecStartPre", "ExecStart", "ExecStartPost"]
        from line in Settings["Service", key]
        select ExecLine.Parse(line, Id.Expand);
}

/// <summary>How much a unit is missed if it cannot be started, the most last.</summary>
internal enum UnitLink
{
    /// <summary>A package's unit asks for it: the boot goes on.</summary>
    Wanted,

    /// <summary>A preset has enabled it: somebody wants it in this image.</summary>
    Enabled,

    /// <summary>The boot fails if it does: units that are required themselves require it.</summary>
    Required,
}
