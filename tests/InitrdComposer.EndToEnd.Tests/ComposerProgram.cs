using InitrdComposer.Testing;

namespace InitrdComposer.EndToEnd.Tests;

/// <summary>The command line program as a user runs it: a process of its own.</summary>
internal static class ComposerProgram
{
    public static Tool Tool { get; } = Tool.Require(
        Path.Combine(AppContext.BaseDirectory, "initrd-composer"), "none: it is built with the tests");

    /// <summary>Runs it; the exit code is for the test to judge.</summary>
    public static ToolResult Run(params IEnumerable<string> arguments) => Tool.Start(null, null, arguments);
}
