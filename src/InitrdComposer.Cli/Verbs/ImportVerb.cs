using System.CommandLine;
using InitrdComposer.Cli.Terminal;
using InitrdComposer.Cli.Verbs.Import;

namespace InitrdComposer.Cli.Verbs;

/// <summary>`import`: recipes from other programs' configuration, a file in Verbs/Import a verb.</summary>
internal static class ImportVerb
{
    public static Command Command { get; } = new Verb("import", "Make a recipe of another program's configuration, and say what was lost.", "initrd-composer import dracut --help")
    {
        DracutVerb.Command,
        MkosiVerb.Command,
    };
}
