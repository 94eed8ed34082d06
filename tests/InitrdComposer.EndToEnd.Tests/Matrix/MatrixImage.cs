using InitrdComposer.Testing;
using Xunit;

namespace InitrdComposer.EndToEnd.Tests.Matrix;

/// <summary>What a cell starts.</summary>
/// <param name="Uki">Without root= on its command line.</param>
internal sealed record MatrixImage(string Kernel, string Initrd, string Uki)
{
    private static string Folder { get; } = Checkout.Artifact("boot-matrix");

    /// <summary>Composed by a recipe with the cell's profiles, anew.</summary>
    /// <param name="overrides">Further options of `build`, such as --set and its value; with them, images have a name.</param>
    /// <param name="name">Of the output folder, of overrides that are not to stay beside other images.</param>
    public static MatrixImage Compose(MatrixCell cell, IEnumerable<string>? overrides = null, string name = "")
    {
        string key = string.Join('-', [cell.Recipe, .. cell.Profiles, .. name.Length == 0 ? Array.Empty<string>() : [name]]);
        string output = Path.Combine(Folder, "images", key);
        Directory.CreateDirectory(Path.Combine(Folder, "images"));
        File.Delete(output + ".lock");
        string[] profiles = [.. cell.Profiles.SelectMany(profile => (string[])["--profile", profile])];
        ToolResult built = ComposerProgram.Run(
        [
            "build", Path.Combine(Checkout.Root, "tests", "boot-matrix", "recipes", cell.Recipe + ".toml"), .. profiles, .. overrides ?? [],
            "--lock", output + ".lock", "--output", output, "--cache", Path.Combine(Folder, "cache"),
        ]);
        Assert.True(built.ExitCode == 0, built.Error);
        return new(Path.Combine(output, "matrix.vmlinuz"), Path.Combine(output, "matrix.initrd"), Path.Combine(output, "matrix.efi"));
    }

    /// <summary>Made by dracut of Debian 13, in a folder that Debian 13 is installed in, for the same kernel.</summary>
    public static MatrixImage OfDracut()
    {
        string folder = Tool.Require(Path.Combine(Checkout.Root, "tests", "boot-matrix", "dracut"), "none").Run().Trim();
        return new(Path.Combine(folder, "vmlinuz"), Path.Combine(folder, "initrd"), Path.Combine(folder, "initrd.efi"));
    }
}
