using InitrdComposer.Testing;
using Xunit;

namespace InitrdComposer.EndToEnd.Tests;

/// <summary>A recipe that says who signs its UKI.</summary>
public sealed class SignedRecipeTests(ComposedDemo demo)
{
    [Fact]
    public void TheBuildSignsPoliciesAndImageAndAlwaysWritesTheSameBytes()
    {
        demo.Require();
        using var folder = new TempFolder();
        string recipe = Recipe(folder, "[[uki.sign]]\nkey = \"db.key\"\ncertificate = \"db.crt\"\npassphrase = \"file:pass\"\n");
        Build(0, recipe, folder["one"]);
        Build(0, recipe, folder["two"]);
        string uki = Path.Combine(folder["one"], "demo.efi");
        Assert.Equal(File.ReadAllBytes(uki), File.ReadAllBytes(Path.Combine(folder["two"], "demo.efi")));
        Assert.NotEqual(File.ReadAllBytes(demo.Uki), File.ReadAllBytes(uki));

        ToolResult verified = ComposerProgram.Run("uki", "verify", uki, "--certificate", folder["db.crt"], "--pcr-public-key", folder["pcr.pem"]);
        Assert.True(verified.ExitCode == 0, verified.Output + verified.Error);
        Assert.Contains("PCR signatures of profile 0: good, 3", verified.Output, StringComparison.Ordinal);
        Tool.Require("sbverify", "sbsigntool").Run("--cert", folder["db.crt"], uki);

        ToolResult rebuilt = ComposerProgram.Run("rebuild", folder["one"], "--recipe", recipe, "--cache", demo.Cache);
        Assert.True(rebuilt.ExitCode == 0, rebuilt.Error);
    }

    [Fact]
    public void AKeyThatCannotBeUsedIsToldBeforeAnythingIsMade()
    {
        demo.Require();
        using var folder = new TempFolder();
        ToolResult refused = Build(4, Recipe(folder, "[[uki.sign]]\nkey = \"db.key\"\ncertificate = \"db.crt\"\n"), folder["out"]);
        Assert.Contains("error[IC-PEX16]", refused.Error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(folder["out"]));
    }

    private string Recipe(TempFolder folder, string sign)
    {
        Tool openssl = Tool.Require("openssl", "openssl");
        File.WriteAllText(folder["pass"], "open sesame\n");
        openssl.Run("req", "-x509", "-newkey", "rsa:2048", "-passout", "file:" + folder["pass"], "-keyout", folder["db.key"], "-out", folder["db.crt"], "-subj", "/CN=db", "-days", "9");
        openssl.Run("genpkey", "-algorithm", "RSA", "-out", folder["pcr.key"]);
        openssl.Run("pkey", "-in", folder["pcr.key"], "-pubout", "-out", folder["pcr.pem"]);
        string text = demo.Distro.RecipeForElsewhere;
        Assert.Contains("[uki]\n", text, StringComparison.Ordinal);
        string recipe = folder["demo.toml"];
        File.WriteAllText(recipe, text
            .Replace("[uki]\n", "[uki]\npcr-key = \"pcr.key\"\npcr-banks = [\"sha256\", \"sha384\", \"sha1\"]\npcr-phases = [\"enter-initrd\"]\n", StringComparison.Ordinal) + "\n" + sign);
        return recipe;
    }

    private ToolResult Build(int exitCode, string recipe, string output)
    {
        ToolResult built = ComposerProgram.Run("build", recipe, "--output", output, "--cache", demo.Cache);
        Assert.True(built.ExitCode == exitCode, $"exit {built.ExitCode}\n{built.Error}");
        return built;
    }
}
