using InitrdComposer.Testing;
using Xunit;

namespace InitrdComposer.EndToEnd.Tests.Matrix;

/// <summary>The boot matrix; `make boot-matrix` asks for it, and the fast cells are among all tests.</summary>
[Collection(DemoCollection.Name)]
public sealed class BootMatrixTests
{
    public static TheoryData<string> FastCells { get; } = [.. MatrixCells.Fast.Select(cell => cell.Name)];

    public static TheoryData<string> Cells { get; } = [.. Chosen().Select(cell => cell.Name)];

    public static TheoryData<string> CellsOfDracut { get; } = [.. Chosen().Where(cell => !cell.IsArm64).Select(cell => cell.Name)];

    [Theory]
    [MemberData(nameof(FastCells))]
    public void TheFastCellsEndAsExpected(string name)
    {
        DistroFixture.Require();
        MatrixCell cell = MatrixCells.Fast.Single(cell => cell.Name == name);
        Tool.Require("qemu-system-x86_64", "qemu-system-x86");
        MatrixResults.RequireBooted(MatrixResults.Boot(cell, MatrixImage.Compose(cell), "fast"));
    }

    [Theory(Explicit = true)]
    [MemberData(nameof(Cells))]
    public void AllCellsEndAsExpected(string name)
    {
        MatrixCell cell = MatrixCells.All.Single(cell => cell.Name == name);
        MatrixResults.RequireBooted(MatrixResults.Boot(cell, MatrixImage.Compose(cell), "ours"));
    }

    /// <summary>How dracut's initrd fares is a fact for the table, and no failure of ours; but its kernel must have run.</summary>
    [Theory(Explicit = true)]
    [MemberData(nameof(CellsOfDracut))]
    public void DracutIsTriedWithTheSameMachines(string name)
    {
        MatrixCell cell = MatrixCells.All.Single(cell => cell.Name == name);
        MatrixBoot boot = MatrixResults.Boot(cell, MatrixImage.OfDracut(), "dracut");
        Assert.Contains(boot.Console, line => line.Contains("Run /init", StringComparison.Ordinal) || line.Contains("systemd[1]", StringComparison.Ordinal));
    }

    /// <summary>All cells, or those whose names contain one of the texts of BOOT_MATRIX_CELLS, separated by '|'.</summary>
    private static IEnumerable<MatrixCell> Chosen()
    {
        string[] wanted = (Environment.GetEnvironmentVariable("BOOT_MATRIX_CELLS") ?? "").Split('|', StringSplitOptions.RemoveEmptyEntries);
        return MatrixCells.All.Where(cell => wanted.Length == 0 || wanted.Any(text => cell.Name.Contains(text, StringComparison.Ordinal)));
    }
}
