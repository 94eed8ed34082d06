using System.Text.Json;
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
        Assert.EndsWith("everything holds\n", result.Output, StringComparison.Ordinal);
        Assert.Matches(@"ok    demo\.spdx\.json: the \d+ files of demo\.initrd are what it says\n", result.Output);
        Assert.Matches(@"ok    demo\.spdx\.json: the \d+ files of demo\.efi are what it says\n", result.Output);
        Assert.Contains("ok    demo.provenance.json: its 8 subjects are what it says\n", result.Output, StringComparison.Ordinal);
        Assert.All(result.Output.Split('\n'), line => Assert.InRange(line.Length, 0, 100));
        using var json = JsonDocument.Parse(ComposerProgram.Run("verify", demo.Output, "--json").Output);
        Assert.True(json.RootElement.GetProperty("holds").GetBoolean());
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
        string copy = demo.Copy(_folder);
        string bill = Path.Combine(copy, "demo.spdx.json"), manifest = Path.Combine(copy, "manifest.json"), provenance = Path.Combine(copy, "demo.provenance.json");
        string before = Sum(bill), manifestBefore = Sum(manifest);
        using (var document = JsonDocument.Parse(File.ReadAllText(bill)))
        {
            JsonElement file = document.RootElement.GetProperty("files")[7];
            string name = file.GetProperty("fileName").GetString()!;
            File.WriteAllText(bill, File.ReadAllText(bill).Replace($"\"fileName\":\"{name}\"", "\"fileName\":\"./usr/bin/foreign\"", StringComparison.Ordinal));
        }

        File.WriteAllText(manifest, File.ReadAllText(manifest).Replace(before, Sum(bill), StringComparison.Ordinal));
        File.WriteAllText(provenance, File.ReadAllText(provenance).Replace(before, Sum(bill), StringComparison.Ordinal).Replace(manifestBefore, Sum(manifest), StringComparison.Ordinal));
        ToolResult result = ComposerProgram.Run("verify", copy);
        Assert.Equal(1, result.ExitCode);
        Assert.Equal(2, result.Output.Split('\n').Count(line => line.StartsWith("FAIL  demo.spdx.json: ", StringComparison.Ordinal)));
        Assert.DoesNotContain("FAIL  demo.provenance.json", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void WhatIsNoOutputFolderIsAWrongArgument()
    {
        ToolResult result = ComposerProgram.Run("verify", _folder.Path);
        Assert.Equal(2, result.ExitCode);
        Assert.Contains("error[IC-ATT02]", result.Error, StringComparison.Ordinal);
    }

    private static string Sum(string path) => Tool.Require("sha256sum", "coreutils").Run(path)[..64];
}
