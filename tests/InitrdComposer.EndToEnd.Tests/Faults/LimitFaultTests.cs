using System.Globalization;
using InitrdComposer.Testing;
using Xunit;

namespace InitrdComposer.EndToEnd.Tests.Faults;

/// <summary>Few open files, little memory. Below what .NET itself needs to start, its own words are what is said; what is on the disk is right all the same.</summary>
public sealed class LimitFaultTests
{
    private static readonly Dictionary<string, string?> Nothing = [];

    [Fact]
    public void FewOpenFilesAreSaid() => OpenFiles([40, 64, 80, 128]);

    [Fact(Explicit = true), Trait("fault", "FLT-11")]
    public void EachLimitOfOpenFiles()
    {
        int[] limits = [.. Enumerable.Range(6, 26).Select(step => step * 4)];
        OpenFiles(limits);
        new Assurance("faults", "FLT-11", "limits of open files from 24 to 124", limits.Length, limits.Length).Write();
    }

    [Fact, Trait("fault", "FLT-12")]
    public void LittleMemoryIsSaid()
    {
        int tried = 0;
        foreach (int mebibytes in (int[])[4, 5, 6, 8, 12, 16, 32])
        {
            using var folder = new FaultFolder();
            ToolResult result = folder.Run([], new Dictionary<string, string?> { ["DOTNET_GCHeapHardLimit"] = string.Create(CultureInfo.InvariantCulture, $"0x{mebibytes << 20:X}") });
            FaultVerdict.Of(folder, result, $"a heap of {mebibytes} MiB", [FaultVerdict.LocalFailure, .. FaultVerdict.RuntimeDeaths]);

            // The documented minimum for so small an image.
            if (mebibytes >= 32) Assert.True(result.ExitCode == 0, result.Error);
            tried++;
        }

        foreach (int mebibytes in (int[])[400, 800, 1200, 2000])
        {
            using var folder = new FaultFolder();
            ToolResult result = folder.Run(
                [Tool.Require("prlimit", "util-linux").Path, $"--as={(long)mebibytes << 20}", "--core=0"], new Dictionary<string, string?> { ["DOTNET_GCHeapHardLimit"] = "0x4000000" });
            FaultVerdict.Of(folder, result, $"{mebibytes} MiB of addresses", [FaultVerdict.LocalFailure, .. FaultVerdict.RuntimeDeaths]);
            tried++;
        }

        new Assurance("faults", "FLT-12", "heaps of 4 to 32 MiB, and 400 to 2000 MiB of addresses", tried, tried).Write();
    }

    private static void OpenFiles(int[] limits)
    {
        foreach (int limit in limits)
        {
            using var folder = new FaultFolder();
            ToolResult result = folder.Run([Tool.Require("prlimit", "util-linux").Path, $"--nofile={limit}", "--core=0"], Nothing);
            FaultVerdict.Of(folder, result, $"{limit} open files", [FaultVerdict.LocalFailure, .. FaultVerdict.RuntimeDeaths]);
            if (limit >= 120) Assert.True(result.ExitCode == 0, result.Error);
        }
    }
}
