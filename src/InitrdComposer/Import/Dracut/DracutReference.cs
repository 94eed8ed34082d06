using System.Collections.Immutable;
using System.Text;
using InitrdComposer.Import.Dracut.Tables;
using InitrdComposer.Modules;

namespace InitrdComposer.Import.Dracut;

/// <summary>The tables of the import as a page for people: docs/reference/import-dracut.md.</summary>
public static class DracutReference
{
    private const string Introduction = """
        # What dracut's configuration becomes

        <!-- Written from the tables in src/InitrdComposer/Import/Dracut/Tables by `make golden`. -->

        What [`import dracut`](import.md) does with each variable of dracut.conf(5), each module of dracut, and each word of the kernel command line that
        dracut reads: of dracut 059 and dracut-ng 106 to 112. The verdicts: **translated** into the recipe; **built in**, so it is anyway; **left out** on
        purpose, as it is about dracut or about the machine it runs on; **no counterpart**, with what to do instead.
        """;

    /// <summary>The page, as Markdown.</summary>
    public static string Markdown()
    {
        var text = new StringBuilder(Introduction);
        text.Append("\n\n## Variables of dracut.conf\n");
        Table(
            text, "| variable | verdict | setting | |\n|---|---|---|---|",
            DracutOptions.All.Select(option => $"| `{option.Name}` | {Word(option.Verdict)} | {(option.Setting.Length == 0 ? "" : $"`{option.Setting}`")} | {option.Remark}{(option.Harmless is string value ? $" `{value}`: built in." : "")} |"));
        text.Append("\n## Modules of dracut\n\nA feature is a profile of mkosi.conf.d where `--drop-ins` has one of that name; else the recipe lists its packages.\n");
        Table(
            text, "| module | verdict | what replaces it |\n|---|---|---|",
            DracutModules.All.Select(module => $"| `{module.Name}` | {Word(module.Verdict)} | {Escaped(ModuleChoice.RemarkOf(module))} |"));
        text.Append("\n## Words of the kernel command line\n\nAt the end of a name `.`, `:` and `_` stand for whatever begins so. Words that are not here are the kernel's, systemd's or a program's.\n");
        Table(
            text, "| word | verdict | |\n|---|---|---|",
            CommandLineWord.All.Select(word => $"| `{word.Name}` | {Word(word.Verdict)} | {word.Remark} |"));
        text.Append("\n## Names that are no modules\n\nDrivers are compared with the kernel that `--kernel` names. These are known to be mistakes, or other names, without one.\n");
        Table(text, "| name | is | the kernel's driver |\n|---|---|---|", MistakenName.All.Select(name => $"| `{name.Name}` | {name.What} | `{name.Module}` |"));
        return text.ToString();
    }

    private static string Word(ImportVerdict verdict) => verdict switch
    {
        ImportVerdict.Translated => "translated",
        ImportVerdict.BuiltIn => "built in",
        ImportVerdict.Ignored => "left out",
        _ => "no counterpart",
    };

    /// <summary>Globs are no emphasis.</summary>
    private static string Escaped(string text) => text.Replace("*", "\\*", StringComparison.Ordinal);

    private static void Table(StringBuilder text, string head, IEnumerable<string> rows) => text.Append(null, $"\n{head}\n{string.Join('\n', rows.ToImmutableArray())}\n");
}
