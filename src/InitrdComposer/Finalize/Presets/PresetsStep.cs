using System.Collections.Immutable;
using System.Text;
using InitrdComposer.Config;
using InitrdComposer.Diagnostics;
using InitrdComposer.Tree;

namespace InitrdComposer.Finalize.Presets;

/// <summary>
/// Enables units as `systemctl --root=IMAGE preset-all` would: the recipe's lines first, then the packages' preset files, then "disable *", as mkosi's
/// 99-mkosi.preset has it. The recipe's lines and the last one become preset files of the image, so that a run of preset-all in it changes nothing.
/// </summary>
/// <remarks>
/// Links below /usr that packages ship stay, and so do links in /etc that the recipe adds itself; those that a package ships in /etc for a unit that is
/// not enabled go. User units are left alone: no user's service manager runs in an initrd.
/// </remarks>
internal static class PresetsStep
{
    private const string PresetFolder = "/usr/lib/systemd/system-preset";

    private static readonly string[] PresetFolders =
        ["/etc/systemd/system-preset", "/run/systemd/system-preset", "/usr/local/lib/systemd/system-preset", PresetFolder];

    /// <exception cref="ComposerException">A line of the recipe is no rule, or names no unit.</exception>
    public static Step Apply(RootTree tree, IContents contents, ImmutableArray<Located<string>> lines)
    {
        var units = new UnitFiles(tree, contents);
        if (units.All.Count == 0) return tree;
        foreach (Located<string> line in lines) Check(line, units);
        tree = tree.With(PresetFiles(lines));

        PresetRule[] rules =
        [
            .. ImageText.Files(tree, contents, ".preset", PresetFolders)
                .SelectMany(file => PresetRule.ParseFile(file.Text)),
        ];
        var enabled = new InstallLinks(units);
        var disabled = new HashSet<UnitName>();
        foreach (UnitName unit in units.All)
        {
            if (units.FileOf(unit) is not string file) continue;
            PresetRule? rule = Array.Find(rules, rule => rule.Matches(unit));
            if (rule is { Action: PresetAction.Disable })
            {
                disabled.Add(unit);
                disabled.UnionWith(AlsoOf(unit, units.InstallOf(unit, file)));
            }
            else if (rule is not { Action: PresetAction.Ignore })
            {
                foreach (UnitName chosen in rule?.Enabled(unit) ?? [unit]) enabled.Enable(chosen);
            }
        }

        tree = tree.Without(node => node.Origin is not Origin.Recipe && IsLinkOf(node, disabled));
        return new(tree.With(enabled.Nodes.Where(node => !tree.Contains(node.Path))), [.. enabled.Notices]);
    }

    private static IEnumerable<UnitName> AlsoOf(UnitName unit, InstallSection install)
    {
        foreach (string also in install["Also"])
        {
            if (unit.Expand(also) is string expanded && UnitName.TryParse(expanded, out UnitName name)) yield return name;
        }
    }

    /// <summary>A link of /etc that enables one of the units: by its own name or by where it leads, template or instance.</summary>
    private static bool IsLinkOf(RootNode node, HashSet<UnitName> disabled)
    {
        if (node.Inode.Body is not FileBody.SymbolicLink link || !node.Path.IsWithin(RootPath.Of(UnitFiles.Folders[0]))) return false;
        string target = Encoding.UTF8.GetString(link.Target.Bytes);
        return target != "/dev/null" && (Names(Encoding.UTF8.GetString(node.Path.Name)) || Names(target[(target.LastIndexOf('/') + 1)..]));

        bool Names(string text) => UnitName.TryParse(text, out UnitName name)
            && (disabled.Contains(name) || (name.Instance is not null && disabled.Contains(name.Template)));
    }

    private static void Check(Located<string> line, UnitFiles units)
    {
        (string text, bool mayMatchNothing) = OptionalPattern.Parse(line.Value);
        PresetRule rule = PresetRule.Parse(text)
            ?? throw new ComposerException(
                FinalizeErrors.BadPreset, $"\"{line.Value}\" is no preset", line.Location, "for example \"enable sshd.service\" or \"disable *\"");
        if (mayMatchNothing || units.All.Any(rule.Matches)) return;
        throw new ComposerException(
            FinalizeErrors.PresetMatchesNothing, $"\"{line.Value}\" names no unit of the image", line.Location, "write '?' in front if that is expected");
    }

    private static IEnumerable<RootNode> PresetFiles(ImmutableArray<Located<string>> lines)
    {
        if (lines.Length > 0) yield return PresetFile("00-initrd-composer.preset", lines.Select(line => OptionalPattern.Parse(line.Value).Text.Trim()));
        yield return PresetFile("99-initrd-composer.preset", ["disable *"]);
    }

    private static RootNode PresetFile(string name, IEnumerable<string> lines) =>
        Generated.File("presets", RootPath.Of(PresetFolder).Append(name), string.Concat(lines.Select(line => line + "\n")));
}
