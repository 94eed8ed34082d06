using System.Text.Json;
using InitrdComposer.Testing;
using Xunit;

namespace InitrdComposer.EndToEnd.Tests;

/// <summary>Builds that are held to their recipe's budget.</summary>
public sealed class BudgetVerbTests(ComposedDemo demo)
{
    [Fact]
    public void ABuildThatIsOverSaysSoAndBudgetFails()
    {
        demo.Require();
        using var folder = new TempFolder();
        ToolResult built = Build(folder, "budget.stored=1M", "budget.classes={ firmware = 0 }", "budget.growth=0%");
        Assert.True(built.ExitCode == 0, built.Error);
        Assert.Contains("note[IC-BGT01]: demo is over budget: stored ", built.Error, StringComparison.Ordinal);
        Assert.Equal(File.ReadAllBytes(demo.Initrd), File.ReadAllBytes(Path.Combine(folder["out"], "demo.initrd")));

        ToolResult text = ComposerProgram.Run("budget", folder["out"]);
        Assert.Equal(1, text.ExitCode);
        Assert.Contains("OVER by ", text.Output, StringComparison.Ordinal);
        Assert.Contains("not known without --against", text.Output, StringComparison.Ordinal);
        Assert.Contains("error[IC-BGT01]", text.Error, StringComparison.Ordinal);
        Assert.All(text.Output.Split('\n'), line => Assert.True(line.Length <= 100, line));

        ToolResult against = ComposerProgram.Run("budget", folder["out"], "--against", Path.Combine(demo.Output, "manifest.json"), "--json");
        Assert.Equal(1, against.ExitCode);
        using var json = JsonDocument.Parse(against.Output);
        JsonElement image = json.RootElement.GetProperty("images")[0];
        Assert.Equal(["over", "within", "within"], image.GetProperty("limits").EnumerateArray().Select(limit => limit.GetProperty("verdict").GetString()));
        Assert.Empty(image.GetProperty("changes").EnumerateArray());
        Assert.Equal(new FileInfo(demo.Initrd).Length, image.GetProperty("stored").GetInt64());
    }

    [Fact]
    public void WhatGrewIsNamedInMarkdown()
    {
        demo.Require();
        using var folder = new TempFolder();
        Assert.Equal(0, ComposerProgram.Run(
            "build", demo.Distro.Recipe, "--lock", folder["less.lock"], "--output", folder["less"], "--cache", demo.Cache, "--set=packages.install-=xfsprogs", "--set=finalize.remove-with-libraries=").ExitCode);
        ToolResult result = ComposerProgram.Run("budget", demo.Output, "--against", folder["less"], "--markdown");
        Assert.True(result.ExitCode == 0, result.Error);
        Assert.StartsWith("### demo: no limits\n\nSince the earlier build: stored ", result.Output, StringComparison.Ordinal);
        Assert.Contains("| package xfsprogs | +", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void StrictBuildsStopThere()
    {
        demo.Require();
        using var folder = new TempFolder();
        ToolResult built = ComposerProgram.Run("build", demo.Distro.Recipe, "--lock", demo.Lock, "--output", folder["out"], "--cache", demo.Cache, "--set=budget.stored=1M", "--strict");
        Assert.Equal(1, built.ExitCode);
        Assert.False(Directory.Exists(folder["out"]));
    }

    [Fact]
    public void ALimitOfNothingIsAMistakeOfTheRecipe()
    {
        demo.Require();
        using var folder = new TempFolder();
        ToolResult built = Build(folder, "budget.classes={ firmwear = 0 }");
        Assert.Equal(2, built.ExitCode);
        Assert.Contains("did you mean \"firmware\"?", built.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void WithoutLimitsAndWithoutAnEarlierBuildThereIsNothingToSay()
    {
        demo.Require();
        ToolResult result = ComposerProgram.Run("budget", demo.Output);
        Assert.Equal(2, result.ExitCode);
        Assert.Contains("error[IC-BGT03]", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void AnOlderManifestIsSaidToBeOne()
    {
        demo.Require();
        using var folder = new TempFolder();
        File.WriteAllText(folder["manifest.json"], """{"schema": 2, "images": [{"name": "demo", "modules": []}]}""");
        ToolResult result = ComposerProgram.Run("budget", demo.Output, "--against", folder["manifest.json"]);
        Assert.Equal(2, result.ExitCode);
        Assert.Contains("error[IC-MAN02]", result.Error, StringComparison.Ordinal);
    }

    private ToolResult Build(TempFolder folder, params string[] settings) => ComposerProgram.Run(
        ["build", demo.Distro.Recipe, "--lock", demo.Lock, "--output", folder["out"], "--cache", demo.Cache, .. settings.Select(setting => $"--set={setting}")]);
}
