using System.Text.Json;
using InitrdComposer.Testing;
using Xunit;

namespace InitrdComposer.EndToEnd.Tests;

/// <summary>Why files are in the demo's image: the answers agree with rpm, with the manifest, and with what a boot needs.</summary>
public sealed class WhyFileTests(ComposedDemo demo)
{
    /// <summary>rpm says of each package of the chain that it requires what the chain says.</summary>
    [Theory]
    [InlineData("libzstd.so.1.*")]
    [InlineData("libcrypto.so.3")]
    [InlineData("libpam.so.0.*")]
    [InlineData("libtinfo.so.6.*")]
    public void TheChainOfALibraryIsWhatRpmRequires(string library)
    {
        demo.Require();
        var rpm = Tool.Require("rpm", "rpm");
        JsonElement why = Assert.Single(Ask(demo.Output, library).GetProperty("files").EnumerateArray()).GetProperty("why");
        JsonElement[] chain = [.. why.GetProperty("chain").EnumerateArray()];
        Assert.NotEmpty(why.GetProperty("lines").EnumerateArray());
        foreach ((JsonElement requirer, JsonElement required) in chain.Zip(chain.Skip(1)))
        {
            if (required.TryGetProperty("dlopen", out _)) continue;
            string file = Path.Combine(demo.Distro.Repository, $"{requirer.GetProperty("package").GetString()}.rpm");
            Assert.Contains(required.GetProperty("requires").GetString(), rpm.Run("-qp", "--requires", "--nosignature", file).Split('\n'));
        }
    }

    [Fact]
    public void EveryModuleLeadsBackToAPatternOfTheRecipe()
    {
        demo.Require();
        JsonElement[] modules = [.. Ask(demo.Output, "/usr/lib/modules/**/*.ko*").GetProperty("files").EnumerateArray()];
        Assert.True(modules.Length > 100);
        Assert.All(modules, module =>
        {
            JsonElement[] chain = [.. module.GetProperty("modules").EnumerateArray()];
            Assert.StartsWith(demo.Output, chain[0].GetProperty("place").GetString(), StringComparison.Ordinal);
            Assert.All(chain.Skip(1), step => Assert.True(step.TryGetProperty("how", out _)));
        });
        Assert.Contains(modules, module => module.GetProperty("modules").GetArrayLength() > 1);
    }

    [Fact]
    public void WhatABuildMakesIsSaidToBeMade()
    {
        demo.Require();
        Assert.Contains("made by the build: users and groups", Text(demo.Output, "/etc/passwd"), StringComparison.Ordinal);
        Assert.Contains("what the kernel starts", Text(demo.Output, "/init"), StringComparison.Ordinal);
    }

    [Fact]
    public void OfAnImageAloneItIsOnlySaidWhoRefersToTheFile()
    {
        demo.Require();
        string text = Text(demo.Initrd, "/lib/x86_64-linux-gnu/libcrypto.so.3");
        Assert.Contains("no manifest: who packaged it is not known", text, StringComparison.Ordinal);
        Assert.Contains("DT_NEEDED libcrypto.so.3", text, StringComparison.Ordinal);
        Assert.DoesNotContain("libssl3", text, StringComparison.Ordinal);
    }

    [Fact]
    public void TheUkiAnswersAsItsInitrdDoes()
    {
        demo.Require();
        Assert.Equal(Text(demo.Initrd, "/usr/bin/bash").Split("stored")[0], Text(demo.Uki, "/usr/bin/bash").Split("stored")[0]);
    }

    [Fact]
    public void TheLargestAddUpToTheWhole()
    {
        demo.Require();
        JsonElement biggest = Json("why", demo.Output, "--biggest", "100000");
        long unpacked = biggest.GetProperty("image").GetProperty("unpacked").GetInt64();
        using var manifest = JsonDocument.Parse(File.ReadAllText(Path.Combine(demo.Output, "manifest.json")));
        JsonElement footprint = manifest.RootElement.GetProperty("images")[0].GetProperty("footprint");
        Assert.Equal(footprint.GetProperty("unpacked").GetInt64(), unpacked);
        Assert.Equal(unpacked, biggest.GetProperty("files").EnumerateArray().Sum(file => file.GetProperty("unpacked").GetInt64()));
        Assert.Equal(unpacked, biggest.GetProperty("classes").EnumerateArray().Sum(one => one.GetProperty("unpacked").GetInt64()));
        Assert.Equal(unpacked, footprint.GetProperty("classes").EnumerateArray().Sum(one => one.GetProperty("unpacked").GetInt64()));
        Assert.Equal(new FileInfo(demo.Initrd).Length, footprint.GetProperty("stored").GetInt64());
    }

    /// <summary>No candidate is what any claim stands on: the same image without all of them is proven the same, cell by cell.</summary>
    [Fact]
    public void WithoutTheUnneededTheImageIsProvenTheSame()
    {
        demo.Require();
        string[] candidates = [.. Json("why", demo.Output, "--unneeded").GetProperty("candidates").EnumerateArray().Select(file => file.GetProperty("path").GetString()!)];
        Assert.True(candidates.Length > 50, $"{candidates.Length} candidates");
        Assert.Contains("/usr/bin/lscpu", candidates);
        Assert.DoesNotContain(candidates, path => path.Contains("/systemd/system/", StringComparison.Ordinal) || path.EndsWith(".ko.xz", StringComparison.Ordinal) || path.StartsWith("/etc/", StringComparison.Ordinal));
        using var folder = new TempFolder();
        ToolResult built = ComposerProgram.Run(
            "build", demo.Distro.Recipe, "--lock", folder["lean.lock"], "--output", folder["out"], "--cache", demo.Cache,
            $"--set=finalize.remove-files+=[{string.Join(", ", candidates.Select(path => JsonSerializer.Serialize(path.Replace("[", "[[]", StringComparison.Ordinal))))}]");
        Assert.True(built.ExitCode == 0, built.Error);
        Assert.Equal(Proof(demo.Output), Proof(folder["out"]));
        Assert.Empty(Json("why", folder["out"], "--unneeded").GetProperty("candidates").EnumerateArray());
    }

    [Theory]
    [InlineData(new[] { "/usr/bin/bsh" }, "did you mean /usr/bin/bash?")]
    [InlineData(new[] { "systemdd" }, "did you mean systemd?")]
    [InlineData(new string[0], "for example: initrd-composer why out /usr/bin/bash")]
    [InlineData(new[] { "bash", "--unneeded" }, "for example: initrd-composer why out /usr/bin/bash")]
    public void AQuestionThatIsNoneIsAnsweredWithAHint(string[] question, string hint)
    {
        demo.Require();
        ToolResult result = ComposerProgram.Run(["why", demo.Output, .. question]);
        Assert.Equal(2, result.ExitCode);
        Assert.Contains(hint, result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void ALockKnowsNoFiles()
    {
        demo.Require();
        ToolResult result = ComposerProgram.Run("why", demo.Lock, "/usr/bin/bash");
        Assert.Equal(2, result.ExitCode);
        Assert.Contains("a lock knows packages, but no files", result.Error, StringComparison.Ordinal);
    }

    private static string Proof(string output)
    {
        ToolResult result = ComposerProgram.Run("prove", output, "--warnings", "--platform", "kvm", "--root", "ext4,xfs,btrfs,erofs", "--features", "lvm,luks,tpm2,raid,verity,dps,sysext,network");
        Assert.True(result.ExitCode == 0, result.Output + result.Error);
        return result.Output;
    }

    private static JsonElement Ask(string output, string question) => Json("why", output, question);

    private static JsonElement Json(params string[] arguments)
    {
        ToolResult result = ComposerProgram.Run([.. arguments, "--json"]);
        Assert.True(result.ExitCode == 0, result.Error);
        using var json = JsonDocument.Parse(result.Output);
        return json.RootElement.Clone();
    }

    private static string Text(string image, string question)
    {
        ToolResult result = ComposerProgram.Run("why", image, question);
        Assert.True(result.ExitCode == 0, result.Error);
        return result.Output;
    }
}
