using System.CommandLine;

namespace InitrdComposer.Cli.Terminal;

/// <summary>Options that every verb has.</summary>
internal static class GlobalOptions
{
    public static Option<bool> Json { get; } = new("--json") { Description = "Print results and errors as JSON; of boot and rebuild errors only.", Recursive = true };

    public static Option<bool> Quiet { get; } = new("--quiet", "-q") { Description = "No progress.", Recursive = true };

    public static Option<bool> Debug { get; } = new("--debug") { Description = "With an error, also print where in the program it was found.", Recursive = true };

    public static Option<string?> Cache { get; } = new("--cache")
    {
        Description = "Folder of what is kept between runs, downloads among it (default: $XDG_CACHE_HOME/initrd-composer or ~/.cache/initrd-composer).",
        HelpName = "DIR",
        Recursive = true,
    };

    public static void AddTo(RootCommand root)
    {
        root.Add(Json);
        root.Add(Quiet);
        root.Add(Debug);
        root.Add(Cache);
    }
}
