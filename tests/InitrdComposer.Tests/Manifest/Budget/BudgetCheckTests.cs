using InitrdComposer.Config;
using InitrdComposer.Diagnostics;
using InitrdComposer.Manifest;
using InitrdComposer.Manifest.Budget;
using InitrdComposer.Tests.Config;
using Xunit;

namespace InitrdComposer.Tests.Manifest.Budget;

/// <summary>Limits of recipes and what images take.</summary>
public sealed class BudgetCheckTests
{
    private static readonly ImageFootprint Now = new(
        "demo", 1_000, 3_000, 7, [new("kernel modules/fs", 2, 800, 300), new("kernel modules/drivers/net", 1, 200, 100), new("firmware/amdgpu", 1, 500, 200)], [new("systemd", 9, 900, 300), new("perl-base", 1, 50, 20), new("libperl", 1, 5, 2)]);

    private static readonly ImageFootprint Before = new(
        "demo", 900, 2_900, 6, [new("kernel modules/fs", 2, 850, 310), new("firmware/amdgpu", 1, 500, 200)], [new("systemd", 9, 700, 250), new("bash", 3, 100, 40)]);

    [Theory]
    [InlineData("stored = 1000", "Stored 1000/1000 Within")]
    [InlineData("stored = \"0.9k\"", "Stored 1000/900 Over")]
    [InlineData("unpacked = \"2k\"", "Unpacked 3000/2000 Over")]
    [InlineData("modules = 6", "Modules 7/6 Over")]
    [InlineData("growth = \"10%\"", "Growth 1000/990 Over")]
    [InlineData("growth = \"12.5%\"", "Growth 1000/1012 Within")]
    [InlineData("growth = \"100\"", "Growth 1000/1000 Within")]
    [InlineData("unpacked-growth = \"1%\"", "UnpackedGrowth 3000/2929 Over")]
    [InlineData("classes = { \"kernel modules\" = 999 }", "Class kernel modules 1000/999 Over")]
    [InlineData("classes = { \"kernel modules/drivers\" = 200 }", "Class kernel modules/drivers 200/200 Within")]
    [InlineData("classes = { Python = 0 }", "Class Python 0/0 Within")]
    [InlineData("packages = { \"*perl*\" = 54 }", "Package *perl* 55/54 Over")]
    [InlineData("packages = { \"?ruby\" = \"0\" }", "Package ruby 0/0 Within")]
    public void EveryLimitIsHeld(string setting, string row) =>
        Assert.Equal(row, Shown(Assert.Single(BudgetCheck.Of(Of(setting), Now, Before).Rows)));

    [Fact]
    public void GrowthIsNotKnownWithoutAnEarlierBuild()
    {
        BudgetReport report = BudgetCheck.Of(Of("growth = \"1%\""), Now, before: null);
        Assert.Equal(BudgetVerdict.Unknown, Assert.Single(report.Rows).Verdict);
        Assert.Empty(report.Over);
        Assert.Empty(report.Changes);
    }

    [Fact]
    public void ClassesAndPackagesThatGrewMostComeFirst() => Assert.Equal(
        ["class kernel modules/drivers/net +200 +100", "package systemd +200 +50", "package perl-base +50 +20", "package libperl +5 +2", "class kernel modules/fs -50 -10", "package bash -100 -40"],
        BudgetCheck.Of(BudgetSettings.None, Now, Before).Changes.Select(change => $"{(change.IsPackage ? "package" : "class")} {change.Name} {change.Unpacked:+0;-0} {change.Stored:+0;-0}"));

    [Theory]
    [InlineData("classes = { \"kernel moduls\" = 1 }", "budget: there is no class \"kernel moduls\"", "did you mean \"kernel modules\"?")]
    [InlineData("classes = { \"kernel modules/a/b/c/d\" = 1 }", "budget: there is no class \"kernel modules/a/b/c/d\"", "did you mean \"kernel modules/drivers\"?")]
    [InlineData("classes = { ruby = 1 }", "budget: there is no class \"ruby\"", "docs/reference/file-classes.md lists them")]
    [InlineData("packages = { sytsemd = 1 }", "budget: there is no package \"sytsemd\"", "did you mean \"systemd\"?")]
    public void ANameThatIsNoneIsRefused(string setting, string message, string hint)
    {
        ComposerException error = Assert.Throws<ComposerException>(() => BudgetCheck.RequireKnown(Of(setting), ["systemd", "bash"]));
        Assert.Equal(("IC-BGT02", FailureKind.Usage, message, hint), (error.Id.ToString(), error.Id.Kind, error.Message, error.Hint));
        Assert.Equal("small.toml:8", $"{error.Location}"[..12]);
    }

    [Theory]
    [InlineData("classes = { \"kernel modules/drivers/gpu\" = 1, firmware = 1, unknown = 1 }")]
    [InlineData("packages = { \"?sytsemd\" = 1, \"sys*\" = 1 }")]
    public void NamesThatAreKnownAreTaken(string setting) => BudgetCheck.RequireKnown(Of(setting), ["systemd"]);

    [Theory]
    [InlineData("stored = \"60 MB\"")]
    [InlineData("stored = -1")]
    [InlineData("growth = 5")]
    [InlineData("growth = \"-5%\"")]
    [InlineData("classes = [\"firmware\"]")]
    [InlineData("classes = { firmware = true }")]
    public void WhatIsNoSizeIsRefused(string setting) => Assert.Equal(FailureKind.Usage, Assert.Throws<ComposerException>(() => Of(setting)).Id.Kind);

    [Fact]
    public void TheEffectiveRecipeSaysTheSame()
    {
        Recipe recipe = Recipes.Parse(Recipes.Small + "[budget]\nstored = \"60M\"\ngrowth = \"5%\"\nclasses = { firmware = 5500000 }\n");
        BudgetSettings again = RecipeReader.Parse(recipe.Text.Span, "again.toml").Budget!;
        Assert.Equal((60_000_000, "5%", null), (again.Stored, again.Growth!.Text, again.Unpacked));
        Assert.Equal(recipe.Budget!.Classes, again.Classes);
    }

    [Fact]
    public void ABuildNotesWhatIsOver() => Assert.Equal(
        ["IC-BGT01: demo is over budget: stored 1000 of 10 bytes, 7 modules of 1, firmware 500 of 1 bytes; `budget` says more"],
        BudgetNotices.Of(Of("stored = 10\nmodules = 1\ngrowth = \"1%\"\nclasses = { firmware = 1 }"), [Now]).Select(notice => $"{notice.Id}: {notice.Message}"));

    private static BudgetSettings Of(string setting) => Recipes.Parse($"{Recipes.Small}[budget]\n{setting}\n").Budget!;

    private static string Shown(BudgetRow row) => $"{row.Kind}{(row.Name is null ? "" : $" {row.Name}")} {row.Actual}/{row.Limit} {row.Verdict}";
}
