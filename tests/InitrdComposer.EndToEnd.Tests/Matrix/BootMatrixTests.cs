using InitrdComposer.Testing;
using Xunit;

namespace InitrdComposer.EndToEnd.Tests.Matrix;

/// <summary>The boot matrix; `make boot-matrix` asks for it, and the fast cells are among all tests.</summary>
[Collection(BootCollection.Name)]
public sealed class BootMatrixTests
{
    public static TheoryData<string> FastCells { get; } = [.. MatrixCells.Fast.Select(cell => cell.Name)];

    public static TheoryData<string> Cells { get; } = [.. MatrixCells.Chosen(MatrixCells.All, cell => cell.Name).Select(cell => cell.Name)];

    public static TheoryData<string> CellsOfDracut { get; } = [.. MatrixCells.Chosen(MatrixCells.All, cell => cell.Name).Where(cell => !cell.IsArm64).Select(cell => cell.Name)];

    [Theory]
    [MemberData(nameof(FastCells))]
    public void TheFastCellsEndAsExpected(string name)
    {
        DistroFixture.Require();
        MatrixCell cell = MatrixCells.Fast.Single(cell => cell.Name == name);
        Tool.Require("qemu-system-x86_64", "qemu-system-x86");
        MatrixResults.RequireBooted(MatrixResults.Boot(cell, MatrixImage.Compose(cell), "fast"));
    }

    [Theory(Explicit = true, SkipTestWithoutData = true)]
    [MemberData(nameof(Cells))]
    public void AllCellsEndAsExpected(string name)
    {
        MatrixCell cell = MatrixCells.Named(name);
        MatrixResults.RequireBooted(MatrixResults.Boot(cell, MatrixImage.Compose(cell), "ours"));
    }

    /// <summary>How dracut's initrd fares is a fact for the table, and no failure of ours; but its kernel must have run.</summary>
    [Theory(Explicit = true, SkipTestWithoutData = true)]
    [MemberData(nameof(CellsOfDracut))]
    public void DracutIsTriedWithTheSameMachines(string name)
    {
        MatrixCell cell = MatrixCells.Named(name);
        MatrixBoot boot = MatrixResults.Boot(cell, MatrixImage.OfDracut(), "dracut", cell.DracutWords);
        Assert.Contains(boot.Console, line => line.Contains("Run /init", StringComparison.Ordinal) || line.Contains("systemd[1]", StringComparison.Ordinal));
    }
}
