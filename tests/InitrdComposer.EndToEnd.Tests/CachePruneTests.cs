using System.Collections.Immutable;
using System.Text.Json;
using InitrdComposer.Testing;
using Xunit;

namespace InitrdComposer.EndToEnd.Tests;

/// <summary>`cache` and `cache prune`, alone and while others build.</summary>
public sealed class CachePruneTests : IDisposable
{
    private const int Builds = 8;

    private readonly TempFolder _folder = new();
    private readonly FileServer _server = new(DistroFixture.Require().Repository);
    private readonly string _recipe;

    public CachePruneTests()
    {
        _recipe = _folder["my.toml"];
        File.WriteAllText(_recipe, $"""
            [[repositories]]
            id = "distro"
            baseurl = "{_server.Url}"
            signatures = "none"

            [packages]
            install = ["filesystem", "base-files", "systemd", "tiny-noarch"]
            """);
        Succeed("lock", _recipe);
    }

    public void Dispose()
    {
        _server.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void WhatIsThereIsShownAndWhatIsNotNeededGoes()
    {
        Succeed("build", _recipe, "-o", _folder["out"]);
        long held = Bytes(Succeed("cache", "--json"));
        Assert.True(held > 0);
        Assert.Equal(0, Bytes(Succeed("cache", "prune", "--older-than", "1", "--json")));
        Assert.Equal(held, Bytes(Succeed("cache", "prune", "--max-size", "0", "--dry-run", "--json")));
        Assert.Equal(held, Bytes(Succeed("cache", "--json")));
        Assert.Equal(held, Bytes(Succeed("cache", "prune", "--max-size", "0", "--json")));
        Assert.Equal(0, Bytes(Succeed("cache", "--json")));
        Assert.Equal(2, ComposerProgram.Run("cache", "prune", "--max-size", "much").ExitCode);
    }

    /// <summary>CON-04: whatever is pruned when, every build finds what it uses.</summary>
    [Fact, Trait("fault", "CON-04")]
    public async Task BuildsAreNeverRobbedByPruning()
    {
        Task<ToolResult> builds = Task.Run(() =>
        {
            for (int i = 0; i < Builds; i++)
            {
                ToolResult result = Run("build", _recipe, "-o", _folder[$"out{i}"], "--locked", "--strict");
                if (result.ExitCode != 0) return result;
            }

            return new ToolResult(0, "", "");
        });
        int prunes = 0;
        while (!builds.IsCompleted)
        {
            ToolResult pruned = Run("cache", "prune", "--max-size", "0");
            Assert.True(pruned.ExitCode is 0 or 8, pruned.Error);
            if (pruned.ExitCode == 0) prunes++;
        }

        ToolResult built = await builds;
        Assert.True(built.ExitCode == 0, built.Error);
        Assert.True(prunes > 0, "pruning never had a turn");
        for (int i = 1; i < Builds; i++) Assert.Equal(File.ReadAllBytes(_folder["out0/my.initrd"]), File.ReadAllBytes(_folder[$"out{i}/my.initrd"]));
        new Assurance("faults", "CON-04", "builds while somebody prunes the cache without pause", Builds, Builds) { Figures = ImmutableSortedDictionary<string, long>.Empty.Add("prunes", prunes) }.Write();
    }

    private static long Bytes(string json)
    {
        using var parsed = JsonDocument.Parse(json);
        return parsed.RootElement.GetProperty("bytes").GetInt64();
    }

    private ToolResult Run(params string[] arguments) => ComposerProgram.Run([.. arguments, "--cache", _folder["cache"]]);

    private string Succeed(params string[] arguments)
    {
        ToolResult result = Run(arguments);
        Assert.True(result.ExitCode == 0, result.Error);
        return result.Output;
    }
}
