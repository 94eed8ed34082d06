using System.Text;
using InitrdComposer.Config.Layers.DropIns;

namespace InitrdComposer.Config;

/// <summary>The table of mkosi's options as a page for people: docs/reference/drop-ins.md.</summary>
public static class DropInReference
{
    private const string Introduction = """
        # Drop-ins in mkosi's format

        <!-- Written from the tables in src/InitrdComposer/Config/Layers/DropIns by `make golden`. -->

        Beside a recipe, the folder `mkosi.conf.d` may hold drop-ins as mkosi has them; `drop-ins = [...]` in the recipe names other files and folders instead, or
        none. They are laid over the recipe in the order of their names (by code point): files `*.conf`, and folders with a `mkosi.conf`, a `mkosi.extra/` (an extra
        tree) and a `mkosi.conf.d/` of their own. A folder that is named in `drop-ins` or by `Include=` and has a `mkosi.conf` may have `mkosi.profiles/` too: files
        NAME.conf and folders NAME, which come last where the profile is chosen. Any other `mkosi.*` in such a folder is an error: no scripts are run.
        `drop-ins-ignore` names files and options that are left out knowingly, `import mkosi` writes it ([import.md](import.md)).

        The format is mkosi's: `[Section]`, `Option=value`, `#` begins a comment anywhere, indented lines go on with the value above. Elements of lists are
        divided by commas and line ends; several assignments add up; the empty assignment `Option=` takes away all that the recipe and earlier drop-ins said.
        `%d`, `%r`, `%a` stand for distribution, release and architecture, `%%` for a percent sign. Paths start from the folder that mkosi.conf.d is in, or from
        the drop-in's own folder if it is one; `~` and `$VARIABLE` are errors.

        ## `[Match]`, `[TriggerMatch]`

        A drop-in applies where all of its `[Match]` sections hold and, if there are any, at least one of its `[TriggerMatch]` sections. In a section all conditions
        must hold; of those with `|` in front of the value at least one; `!` negates. The match of a folder's mkosi.conf is for the whole folder. Conditions see the
        recipe with its includes, the drop-ins before, the chosen profiles, and what the command line says of distribution, release and architecture.
        `[Assert]` and `[TriggerAssert]` are written alike: where they do not hold, that is an error.
        """;

    /// <summary>The page, as Markdown.</summary>
    public static string Markdown()
    {
        var text = new StringBuilder(Introduction);
        Table(text, "| condition | holds for |\n|---|---|", MatchKey.All.Select(key => $"| `{key.Name}=` | {key.Remark} |"));
        text.Append(null, $"\nRefused: {string.Join("; ", MatchKey.Unsupported.GroupBy(key => key.Instead).Select(group => $"{Names(group.Select(key => key.Name))} ({group.Key})"))}.\n");

        text.Append("\n## Options that change the recipe\n");
        Table(
            text, "| section | option | setting | |\n|---|---|---|---|",
            MkosiOptions.All.OfType<MappedOption>().Select(option => $"| `[{option.Section}]` | {Names(option.FormerNames.Prepend(option.Name))} | `{option.Setting}` | {option.Remark} |"));

        text.Append("\n## Options that bring further files\n");
        Table(text, "| section | option | |\n|---|---|---|", MkosiOptions.All.OfType<IncludeOption>().Select(option => $"| `[{option.Section}]` | `{option.Name}=` | {option.Remark} |"));

        text.Append("\n## Options that are settled\n\nThese values are taken and change nothing; any other is an error.\n");
        Table(
            text, "| section | option | values | |\n|---|---|---|---|",
            MkosiOptions.All.OfType<SettledOption>().Select(option => $"| `[{option.Section}]` | `{option.Name}=` | {string.Join(", ", option.Accepted.Select(value => value.Length == 0 ? "empty" : $"`{value}`"))} | {option.Remark} |"));
        text.Append("\nTaken with any value:\n");
        Table(text, "| section | option | |\n|---|---|---|", MkosiOptions.All.OfType<ForeignOption>().Select(option => $"| `[{option.Section}]` | `{option.Name}=` | {option.Remark} |"));

        text.Append("\n## Options that are refused\n\nThese are errors, with exit code 2; so is every option that mkosi has not either.\n");
        Table(
            text, "| section | options | what to do instead |\n|---|---|---|",
            MkosiOptions.All.OfType<UnsupportedOption>().GroupBy(option => (option.Section, option.Remark)).Select(group => $"| `[{group.Key.Section}]` | {Names(group.Select(option => option.Name))} | {group.Key.Remark} |"));
        return text.ToString();
    }

    private static string Names(IEnumerable<string> names) => string.Join(", ", names.Select(name => $"`{name}=`"));

    private static void Table(StringBuilder text, string head, IEnumerable<string> rows) => text.Append(null, $"\n{head}\n{string.Join('\n', rows)}\n");
}
