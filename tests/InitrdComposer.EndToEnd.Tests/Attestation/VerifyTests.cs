using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using InitrdComposer.Testing;
using Xunit;

namespace InitrdComposer.EndToEnd.Tests.Attestation;

/// <summary>`verify` finds whatever is not as it is said to be.</summary>
public sealed class VerifyTests(ComposedDemo demo) : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void AnUntouchedOutputHolds()
    {
        demo.Require();
        ToolResult result = ComposerProgram.Run("verify", demo.Output);
        Assert.True(result.ExitCode == 0, result.Output + result.Error);
        Assert.EndsWith("\nthe files are what manifest.json says; nobody signed this\n", result.Output, StringComparison.Ordinal);
        Assert.Contains("-     demo.provenance.json: nobody signed it\n", result.Output, StringComparison.Ordinal);
        Assert.Matches(@"ok    demo\.spdx\.json: its \d+ packages are those of demo\.lock\n", result.Output);
        Assert.Matches(@"ok    demo\.spdx\.json: the \d+ files of demo\.initrd are what it says\n", result.Output);
        Assert.Matches(@"ok    demo\.spdx\.json: the \d+ files of demo\.efi are what it says\n", result.Output);
        Assert.Contains("ok    demo.provenance.json: its 8 subjects are what it says\n", result.Output, StringComparison.Ordinal);
        Assert.All(result.Output.Split('\n'), line => Assert.InRange(line.Length, 0, 100));
        using var json = JsonDocument.Parse(ComposerProgram.Run("verify", demo.Output, "--json").Output);
        Assert.True(json.RootElement.GetProperty("holds").GetBoolean());
        Assert.StartsWith("the files are what manifest.json says; nobody signed this", json.RootElement.GetProperty("conclusion").GetString(), StringComparison.Ordinal);
    }

    /// <summary>Where nobody had to sign, each verb says so that might be taken for a check of it.</summary>
    [Fact]
    public void RepositoriesThatNobodyHadToSignAreSaid()
    {
        demo.Require();
        string recipe = _folder["demo.toml"];
        File.WriteAllText(recipe, Regex.Replace(demo.Distro.RecipeForElsewhere, "(?m)^keys = .*\nkey-files = .*$", "signatures = \"none\""));
        foreach (string[] arguments in (string[][])[["lock", recipe], ["build", recipe, "--output", _folder["out"]], ["build", recipe, "--output", _folder["out"]]])
        {
            ToolResult result = ComposerProgram.Run([.. arguments, "--cache", demo.Cache]);
            Assert.True(result.ExitCode == 0, result.Error);
            Assert.Contains("repository demo: no signatures are checked\n", result.Output, StringComparison.Ordinal);
        }

        ToolResult verified = ComposerProgram.Run("verify", _folder["out"]);
        Assert.Equal(0, verified.ExitCode);
        Assert.Contains("-     demo.lock: repository demo: no signatures are checked\n", verified.Output, StringComparison.Ordinal);
        Assert.EndsWith("\nthe files are what manifest.json says; nobody signed this; not all that it is made of had to be signed\n", verified.Output, StringComparison.Ordinal);
        Assert.Contains("\"signatures\": \"none\"", File.ReadAllText(_folder["out/demo.provenance.json"]), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("demo.initrd")]
    [InlineData("demo.efi")]
    [InlineData("demo.vmlinuz")]
    [InlineData("demo.lock")]
    [InlineData("demo.toml")]
    [InlineData("kernel-hashes.json")]
    [InlineData("demo.spdx.json")]
    [InlineData("demo.provenance.json")]
    public void AFlippedByteIsFound(string file)
    {
        demo.Require();
        string copy = demo.Copy(_folder);
        Damage.FlipByteInTheMiddle(Path.Combine(copy, file));
        ToolResult result = ComposerProgram.Run("verify", copy);
        Assert.True(result.ExitCode == 1, result.Output + result.Error);
        Assert.Contains($"FAIL  {file}: ", result.Output, StringComparison.Ordinal);
    }

    /// <summary>The manifest names no digest of its own: the provenance does.</summary>
    [Fact]
    public void AChangedManifestIsFoundByTheProvenance()
    {
        demo.Require();
        string manifest = Path.Combine(demo.Copy(_folder), "manifest.json");
        File.WriteAllText(manifest, File.ReadAllText(manifest).Replace("\"emulatedBy\"", "\"emulatedby\"", StringComparison.Ordinal));
        ToolResult result = ComposerProgram.Run("verify", _folder["out"]);
        Assert.Equal(1, result.ExitCode);
        Assert.Contains("FAIL  manifest.json: is not what demo.provenance.json says\n      got      sha256:", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void AProvenanceThatSpeaksOfNothingSpeaksOfNoFile()
    {
        demo.Require();
        string provenance = Path.Combine(demo.Copy(_folder), "demo.provenance.json");
        JsonNode statement = JsonNode.Parse(File.ReadAllText(provenance))!;
        statement["subject"] = new JsonArray();
        File.WriteAllText(provenance, statement.ToJsonString());
        ToolResult result = ComposerProgram.Run("verify", _folder["out"]);
        Assert.Equal(1, result.ExitCode);
        Assert.Contains("FAIL  demo.initrd: is no subject of demo.provenance.json\n", result.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("demo.vmlinuz", "FAIL  demo.vmlinuz: is missing: manifest.json names it")]
    [InlineData("demo.spdx.json", "FAIL  demo.spdx.json: is missing: manifest.json names it")]
    [InlineData("demo.provenance.json", "FAIL  demo.provenance.json: is missing: nothing says how this came to be")]
    public void AMissingFileIsFound(string file, string expected)
    {
        demo.Require();
        File.Delete(Path.Combine(demo.Copy(_folder), file));
        ToolResult result = ComposerProgram.Run("verify", _folder["out"]);
        Assert.Equal(1, result.ExitCode);
        Assert.Contains(expected, result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void AnAddedFileIsFound()
    {
        demo.Require();
        Directory.CreateDirectory(Path.Combine(demo.Copy(_folder), "more"));
        File.WriteAllText(_folder["out/more/implant.efi"], "MZ");
        ToolResult result = ComposerProgram.Run("verify", _folder["out"]);
        Assert.Equal(1, result.ExitCode);
        Assert.Contains("FAIL  more/implant.efi: is not in manifest.json", result.Output, StringComparison.Ordinal);
    }

    /// <summary>What is too long, no file or kept from the reader is a row with its reason; what lies beside it has its turn all the same.</summary>
    [Fact]
    public void WhatCannotBeReadIsARowAndTheRestIsCheckedAllTheSame()
    {
        demo.Require();
        string copy = demo.Copy(_folder), provenance = Path.Combine(copy, "demo.provenance.json");
        File.WriteAllText(provenance, "");
        using (FileStream file = File.OpenWrite(provenance)) file.SetLength(1L << 32);
        ToolResult tooLong = ComposerProgram.Run("verify", copy);
        Assert.Equal(1, tooLong.ExitCode);
        Assert.Contains("FAIL  demo.provenance.json: cannot be read: is too long: got 4294967296 bytes", tooLong.Output, StringComparison.Ordinal);
        Assert.Matches(@"ok    demo\.spdx\.json: the \d+ files of demo\.initrd are what it says\n", tooLong.Output);

        File.Delete(Path.Combine(copy, "demo.lock"));
        Directory.CreateDirectory(Path.Combine(copy, "demo.lock"));
        ToolResult folder = ComposerProgram.Run("verify", copy);
        Assert.Equal(1, folder.ExitCode);
        Assert.Contains("FAIL  demo.lock: is missing: manifest.json names it", folder.Output, StringComparison.Ordinal);
        Assert.Matches(@"ok    demo\.spdx\.json: the \d+ files of demo\.initrd are what it says\n", folder.Output);
    }

    /// <summary>Somebody puts a bill, a manifest and a provenance of his own beside our images, all of which fit each other: only the images tell.</summary>
    [Fact]
    public void AForeignBillIsFoundByReadingTheImages()
    {
        demo.Require();
        ToolResult result = Forge("demo.spdx.json", bill =>
        {
            using var document = JsonDocument.Parse(bill);
            string name = document.RootElement.GetProperty("files")[7].GetProperty("fileName").GetString()!;
            return bill.Replace($"\"fileName\":\"{name}\"", "\"fileName\":\"./usr/bin/foreign\"", StringComparison.Ordinal);
        });
        Assert.Equal(2, result.Output.Split('\n').Count(line => line.StartsWith("FAIL  demo.spdx.json: ", StringComparison.Ordinal)));
        Assert.DoesNotContain("FAIL  demo.provenance.json", result.Output, StringComparison.Ordinal);
    }

    /// <summary>What scanners look up are the names and versions of packages: those are the lock's.</summary>
    [Theory]
    [InlineData("\"versionInfo\":\"5.", "\"versionInfo\":\"9.", "FAIL  demo.spdx.json: bash is another package than demo.lock has\n      got      bash 9.")]
    [InlineData("\"checksumValue\":\"", "\"checksumValue\":\"00", null)]
    [InlineData("pkg:rpm/", "pkg:rpm/other/", ", pkg:rpm/other/")]
    public void AnotherPackageInABillIsFoundByTheLock(string text, string other, string? expected)
    {
        demo.Require();
        ToolResult result = Forge("demo.spdx.json", bill =>
        {
            int package = bill.IndexOf("{\"SPDXID\":\"SPDXRef-Package-", bill.IndexOf("\"name\":\"bash\"", StringComparison.Ordinal) - 60, StringComparison.Ordinal), at = bill.IndexOf(text, package, StringComparison.Ordinal);
            return string.Concat(bill.AsSpan(0, at), other, text.EndsWith(":\"", StringComparison.Ordinal) ? bill.AsSpan(at + text.Length + 2) : bill.AsSpan(at + text.Length));
        });
        Assert.Contains("FAIL  demo.spdx.json: bash is another package than demo.lock has\n", result.Output, StringComparison.Ordinal);
        if (expected is not null) Assert.Contains(expected, result.Output, StringComparison.Ordinal);
        Assert.Contains("1 of ", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void WhatIsNoOutputFolderIsAWrongArgument()
    {
        ToolResult result = ComposerProgram.Run("verify", _folder.Path);
        Assert.Equal(2, result.ExitCode);
        Assert.Contains("error[IC-ATT02]", result.Error, StringComparison.Ordinal);
    }

    /// <summary>Changes a file as somebody does who can change manifest and provenance as well, and verifies.</summary>
    private ToolResult Forge(string name, Func<string, string> change)
    {
        string copy = demo.Copy(_folder);
        string forged = Path.Combine(copy, name), manifest = Path.Combine(copy, "manifest.json"), provenance = Path.Combine(copy, "demo.provenance.json");
        string before = Sum(forged), manifestBefore = Sum(manifest);
        File.WriteAllText(forged, change(File.ReadAllText(forged)));
        Assert.NotEqual(before, Sum(forged));
        File.WriteAllText(manifest, File.ReadAllText(manifest).Replace(before, Sum(forged), StringComparison.Ordinal));
        File.WriteAllText(provenance, File.ReadAllText(provenance).Replace(before, Sum(forged), StringComparison.Ordinal).Replace(manifestBefore, Sum(manifest), StringComparison.Ordinal));
        ToolResult result = ComposerProgram.Run("verify", copy);
        Assert.True(result.ExitCode == 1, result.Output + result.Error);
        return result;
    }

    private static string Sum(string path) => Tool.Require("sha256sum", "coreutils").Run(path)[..64];
}
