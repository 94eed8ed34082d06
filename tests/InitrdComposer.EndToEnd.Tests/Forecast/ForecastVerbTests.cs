using System.Text.Json;
using InitrdComposer.Testing;
using Xunit;

namespace InitrdComposer.EndToEnd.Tests.Forecast;

/// <summary>`uki forecast` and `uki diff-pcr` as a user runs them, over UKIs that systemd's tools made.</summary>
public sealed class ForecastVerbTests
{
    [Fact]
    public void MeasureIsTheObjectThatSystemdMeasurePrints()
    {
        JsonElement profile = Assert.Single(Json("uki", "forecast", Uki("toy.262.efi"), "--json").GetProperty("profiles").EnumerateArray());
        Assert.Equal(
            Compact(JsonDocument.Parse(File.ReadAllText(Checkout.Fixture("uki", "toy.262.measure.json"))).RootElement),
            Compact(profile.GetProperty("measure")));
    }

    [Fact]
    public void BanksAndPhasesAreThoseThatAreAskedFor()
    {
        JsonElement measure = Json("uki", "forecast", Uki("toy.262.efi"), "--json", "--bank", "sha512", "--bank", "sha1", "--phase", "b", "--phase", ":", "--phase", "a:b").GetProperty("profiles")[0].GetProperty("measure");
        Assert.Equal(["sha1", "sha512"], measure.EnumerateObject().Select(bank => bank.Name));
        Assert.Equal([null, "a:b", "b"], measure.GetProperty("sha1").EnumerateArray().Select(entry => entry.TryGetProperty("phase", out JsonElement phase) ? phase.GetString() : null));
    }

    [Fact]
    public void TheTableHasEachPcrAndEachEvent()
    {
        ToolResult result = ComposerProgram.Run("uki", "forecast", Uki("toy-mp.262.efi"), "--profile", "1", "--stub-version", "262");
        Assert.Equal(0, result.ExitCode);
        Assert.Contains("\nprofile 1 (factory-reset)\n", result.Output, StringComparison.Ordinal);
        Assert.All(new[] { "    4  ", "    9  ", "   11  ", "   12  ", "   13  ", "section .profile\n", "enter-initrd:leave-initrd\n" }, part => Assert.Contains(part, result.Output, StringComparison.Ordinal));
        Assert.DoesNotContain("profile 0", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void ComponentsAreWrittenInAllBanks()
    {
        using var folder = new TempFolder();
        ToolResult result = ComposerProgram.Run("uki", "forecast", Uki("toy.262.efi"), "--pcrlock", folder["pcrlock.d"]);
        Assert.True(result.ExitCode == 0, result.Error);
        Assert.Equal(File.ReadAllBytes(Checkout.Fixture("uki", "toy.262.pcrlock")), File.ReadAllBytes(folder["pcrlock.d/650-uki.pcrlock"]));
    }

    [Theory]
    [InlineData(2, "IC-FOR11")]
    [InlineData(2, "IC-FOR04", "FILE", "--profile", "1")]
    [InlineData(2, "IC-FOR01", "FILE", "--phase", "a::b")]
    [InlineData(2, "IC-FOR02", "FILE", "--stub-version", "252")]
    [InlineData(7, "IC-FOR03", "FILE", "--esp", "/nowhere")]
    [InlineData(2, "IC-CLI01", "FILE", "--bank", "md5")]
    public void WhatIsWrongIsNamed(int exitCode, string id, params string[] arguments)
    {
        ToolResult result = ComposerProgram.Run(["uki", "forecast", .. arguments.Select(argument => argument == "FILE" ? Uki("toy.262.efi") : argument)]);
        Assert.Equal(exitCode, result.ExitCode);
        Assert.StartsWith($"error[{id}]: ", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void ADifferenceSaysWhatCausedIt()
    {
        ToolResult result = ComposerProgram.Run("uki", "diff-pcr", Uki("toy-nopcr.257.efi"), Uki("toy-nopcr.262.efi"));
        Assert.Equal(1, result.ExitCode);
        Assert.Contains("  PCR 11: ", result.Output, StringComparison.Ordinal);
        Assert.Contains("because of .sbat\n", result.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("PCR 9", result.Output, StringComparison.Ordinal);

        ToolResult same = ComposerProgram.Run("uki", "diff-pcr", Uki("toy.262.efi"), Uki("toy.sbsign.efi"));
        Assert.Equal((0, "profile 0: no PCR differs\n"), (same.ExitCode, same.Output));
    }

    private static string Uki(string name) => Checkout.Fixture("uki", name);

    private static string Compact(JsonElement json) => JsonSerializer.Serialize(json);

    private static JsonElement Json(params string[] arguments)
    {
        ToolResult result = ComposerProgram.Run(arguments);
        Assert.True(result.ExitCode == 0, result.Error);
        return JsonDocument.Parse(result.Output).RootElement;
    }
}
