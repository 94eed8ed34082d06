using InitrdComposer.Testing;

namespace InitrdComposer.EndToEnd.Tests;

/// <summary>The command line program as a user runs it: a process of its own.</summary>
internal static class ComposerProgram
{
    /// <summary>As it is built with the tests, neither trimmed nor compiled ahead.</summary>
    public static string Built { get; } = Path.Combine(AppContext.BaseDirectory, "initrd-composer");

    /// <summary>The one that is tested: INITRD_COMPOSER, by which `build/test` names what users get and what starts in a fraction of the time; else <see cref="Built"/>.</summary>
    public static string FileName { get; } = Environment.GetEnvironmentVariable("INITRD_COMPOSER") ?? Built;

    private static readonly Tool Program = Tool.Require(FileName, "none: it is built with the tests");

    /// <summary>Runs it; the exit code is for the test to judge.</summary>
    public static ToolResult Run(params IEnumerable<string> arguments) => Program.Start(null, null, arguments);
}
