using System.Globalization;
using InitrdComposer.Testing;
using Xunit;

namespace InitrdComposer.EndToEnd.Tests.Matrix;

/// <summary>Boots a cell and keeps what came of it: a line in artifacts/boot-matrix/results.tsv, which the README's table is made of, and the console.</summary>
internal static class MatrixResults
{
    private static readonly TimeSpan Timeout = TimeSpan.FromMinutes(7);

    /// <param name="column">ours or dracut, of the table; else what else was tried.</param>
    /// <param name="words">Added to the cell's command line.</param>
    public static MatrixBoot Boot(MatrixCell cell, MatrixImage image, string column, string words = "")
    {
        using var folder = new TempFolder();
        string? disk = MatrixDisk.Of(cell, image, folder);
        MatrixBoot boot = MatrixMachine.Boot(cell, image, $"{MatrixDisk.CommandLine(cell, disk)} {words}".Trim(), disk, Timeout);
        string name = string.Concat($"{cell.Name}.{column}".Select(c => char.IsAsciiLetterOrDigit(c) || c == '.' ? c : '-'));
        Directory.CreateDirectory(Checkout.Artifact("boot-matrix", "logs"));
        File.WriteAllLines(Checkout.Artifact("boot-matrix", "logs", name + ".log"), boot.Console);
        string seconds = boot.Elapsed.TotalSeconds.ToString("F0", CultureInfo.InvariantCulture);
        File.AppendAllLines(Checkout.Artifact("boot-matrix", "results.tsv"), [string.Join('\t', cell.Name, column, boot.IsBooted ? "boots" : "fails", seconds, boot.Reason)]);
        return boot;
    }

    /// <summary>Fails the test with the end of the console.</summary>
    public static void RequireBooted(MatrixBoot boot) => Assert.True(boot.IsBooted, $"{boot.Reason}\n{string.Join('\n', boot.Console.TakeLast(40))}");
}
