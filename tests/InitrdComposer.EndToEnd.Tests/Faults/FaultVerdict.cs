using InitrdComposer.Testing;
using Xunit;

namespace InitrdComposer.EndToEnd.Tests.Faults;

/// <summary>What must hold after any fault: the old output or the complete new one, an exit code that means it, and a next run that needs no cleaning.</summary>
internal static class FaultVerdict
{
    public const int LocalFailure = 7;
    public const int Killed = 137;

    /// <summary>
    /// How .NET's runtime dies when it is refused what it needs itself: in the system's loader; by abort(3), which it calls; before it has begun; by a bad access.
    /// </summary>
    public static readonly int[] RuntimeDeaths = [127, 134, 137, 139];

    /// <param name="folder">What the run was in.</param>
    /// <param name="result">What it said.</param>
    /// <param name="told">What was done to it.</param>
    /// <param name="exits">How it may end, beside well.</param>
    public static void Of(FaultFolder folder, ToolResult result, string told, params int[] exits)
    {
        string all = $"{told}\nexit {result.ExitCode}\n{result.Error}{result.Output}\n{string.Join('\n', folder.Leftovers)}";
        Assert.True(result.ExitCode == 0 || exits.Contains(result.ExitCode), all);
        Assert.True(folder.HasNewOutput || (result.ExitCode != 0 && folder.HasOldOutput), $"neither the old output nor the new one. {all}");
        if (result.ExitCode == LocalFailure) AssertNamed(result, all);
        NextRun(folder, all);
    }

    /// <summary>Nothing that was begun is there any more.</summary>
    public static void IsClean(FaultFolder folder, ToolResult result, string told) =>
        Assert.True(folder.Leftovers.Length == 0, $"{told}\nexit {result.ExitCode}\n{result.Error}\nleft: {string.Join('\n', folder.Leftovers)}");

    public static void NextRun(FaultFolder folder, string told)
    {
        ToolResult next = folder.Run();
        Assert.True(next.ExitCode == 0, $"the next run fails: {next.Error}\n{told}");
        Assert.True(folder.HasNewOutput, $"the next run leaves something else. {told}");
        Assert.True(folder.Leftovers.Length == 0, $"the next run leaves {string.Join('\n', folder.Leftovers)}. {told}");
    }

    /// <summary>`error[IC-AREAnn]: PLACE: ...`, without a stack.</summary>
    public static void AssertNamed(ToolResult result, string told)
    {
        string? line = result.Error.Split('\n').FirstOrDefault(line => line.StartsWith("error[IC-", StringComparison.Ordinal));
        Assert.True(line is not null && (line.Contains(": /", StringComparison.Ordinal) || line.Contains("standard output", StringComparison.Ordinal) || line.Contains("IC-CLI0", StringComparison.Ordinal)), told);
        Assert.DoesNotContain("   at ", result.Error, StringComparison.Ordinal);
    }
}
