using InitrdComposer.Testing;

namespace InitrdComposer.EndToEnd.Tests.Matrix;

/// <summary>Disks, by the script that makes them.</summary>
internal static class MatrixDisk
{
    private static readonly Tool Script = Tool.Require(Path.Combine(Checkout.Root, "tests", "boot-matrix", "disk"), "none");

    /// <summary>The disk of a cell; its path.</summary>
    /// <param name="image">What a disk that firmware starts from holds.</param>
    /// <param name="folder">Where a disk is put that is for this boot alone.</param>
    public static string? Of(MatrixCell cell, MatrixImage image, TempFolder folder)
    {
        if (cell.IsDiscovered) return Script.Run("dps", image.Uki, folder["dps.raw"]).Trim();
        return cell.Disk is null ? null : Path.Combine(Checkout.Root, Script.Run(cell.Disk).Trim());
    }

    /// <summary>The command line of a cell, with the root hash of its disk.</summary>
    public static string CommandLine(MatrixCell cell, string? disk) =>
        disk is not null && File.Exists(disk + ".roothash")
            ? cell.CommandLine.Replace("{roothash}", File.ReadAllText(disk + ".roothash").Trim(), StringComparison.Ordinal)
            : cell.CommandLine;
}
