using System.Collections.Immutable;
using InitrdComposer.Testing;
using Xunit;

namespace InitrdComposer.EndToEnd.Tests.Reproducibility;

/// <summary>The demo recipe in full, real packages and all: the same lock and the same bytes, wherever, whenever and by whomever they are made.</summary>
public sealed class DemoVariationTests(ComposedDemo demo)
{
    /// <summary>Its row in docs/reference/assurance.md.</summary>
    public const string Id = "R31";

    private const string Lock = "demo.lock", Output = "out";

    [Fact]
    public void NothingReachesTheBytes()
    {
        demo.Require();
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "needs root, to become somebody else");
        Assert.SkipUnless(IsReadableByAll(), "the checkout cannot be read by an ordinary user");
        Product expected = Product.In(Path.GetDirectoryName(demo.Output)!, Lock, Path.GetFileName(demo.Output));
        string[] nobody = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"];
        VariedRun[] runs = [Variations.AtOnce("many at once"), new("an ordinary user") { Within = [.. nobody] }];
        foreach (VariedRun run in runs) Assert.Empty(expected.DifferencesTo(Make(run)).Select(file => $"{run.How}: {file}"));
        new Assurance("variations", Id, "the demo in full: many of these at once; an ordinary user", runs.Length, runs.Length)
        {
            Figures = ImmutableSortedDictionary<string, long>.Empty.Add("files", expected.Count),
        }.Write();
    }

    private Product Make(VariedRun run)
    {
        using var folder = new TempFolder();
        File.SetUnixFileMode(folder.Path, (UnixFileMode)0x1FF);
        string steps = $"'{ComposerProgram.FileName}' lock '{demo.Distro.Recipe}' --lock {Lock} --cache cache --quiet\n'{ComposerProgram.FileName}' build '{demo.Distro.Recipe}' --lock {Lock} --output {Output} --cache cache --quiet";
        ToolResult result = Tool.Require("env", "coreutils").Start(folder.Path, run.Environment, [.. run.Within, "bash", "-c", $"set -e\n{run.Before}\n{steps}"]);
        Assert.True(result.ExitCode == 0, $"{run.How}: {result.Error}");
        return Product.In(folder.Path, Lock, Output);
    }

    private static bool IsReadableByAll()
    {
        for (DirectoryInfo? folder = new(Checkout.Root); folder is not null; folder = folder.Parent)
        {
            if (!folder.UnixFileMode.HasFlag(UnixFileMode.OtherExecute)) return false;
        }

        return true;
    }
}
