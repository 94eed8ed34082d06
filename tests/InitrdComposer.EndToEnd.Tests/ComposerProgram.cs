using InitrdComposer.Testing;

namespace InitrdComposer.EndToEnd.Tests;

/// <summary>The command line program as a user runs it: a process of its own.</summary>
internal static class ComposerProgram
{
    public static string FileName { get; } = Path.Combine(AppContext.BaseDirectory, "initrd-composer");

    private static readonly Tool Program = Tool.Require(FileName, "none: it is built with the tests");

    /// <summary>Runs it; the exit code is for the test to judge.</summary>
    public static ToolResult Run(params IEnumerable<string> arguments) => Program.Start(null, null, arguments);
}
