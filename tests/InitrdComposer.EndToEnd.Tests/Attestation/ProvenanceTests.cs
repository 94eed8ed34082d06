using System.Text;
using System.Text.Json;
using InitrdComposer.Testing;
using Xunit;

namespace InitrdComposer.EndToEnd.Tests.Attestation;

/// <summary>The provenance of the demo, and its signatures, held against openssl and DSSE's own words.</summary>
public sealed class ProvenanceTests(ComposedDemo demo) : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void ItsSubjectsAreAllFilesButItselfAndItsDependenciesTheLock()
    {
        demo.Require();
        JsonElement statement = Read(Path.Combine(demo.Output, "demo.provenance.json"));
        string sums = Tool.Require("bash", "bash").Run("-c", $"cd '{demo.Output}' && sha256sum $(ls | grep -v provenance)");
        Assert.Equal(
            sums.Split('\n', StringSplitOptions.RemoveEmptyEntries).Order(StringComparer.Ordinal),
            statement.GetProperty("subject").EnumerateArray().Select(subject => $"{subject.GetProperty("digest").GetProperty("sha256")}  {subject.GetProperty("name")}").Order(StringComparer.Ordinal));

        JsonElement definition = statement.GetProperty("predicate").GetProperty("buildDefinition");
        JsonElement[] packages = [.. definition.GetProperty("resolvedDependencies").EnumerateArray().Where(dependency => dependency.TryGetProperty("uri", out _))];
        string locked = File.ReadAllText(demo.Lock);
        Assert.Equal(locked.Split("[[package]]").Length - 1, packages.Length);
        Assert.All(packages, package => Assert.Contains($"\"sha256:{package.GetProperty("digest").GetProperty("sha256")}\"", locked, StringComparison.Ordinal));
        Assert.Equal("all", definition.GetProperty("internalParameters").GetProperty("repositories")[0].GetProperty("signatures").GetString());
        foreach (string never in (string[])[Environment.MachineName, Environment.UserName + "@", demo.Output, "startedOn", "invocationId"])
        {
            Assert.DoesNotContain($"\"{never}", statement.GetRawText(), StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("rsa:2048")]
    [InlineData("ec")]
    public void AnEnvelopeIsSignedAsDsseSaysAndTheStatementStaysTheSame(string algorithm)
    {
        demo.Require();
        string recipe = Recipe(algorithm);
        Build(recipe, _folder["out"]);
        Assert.Equal(File.ReadAllBytes(Path.Combine(Build(recipe, _folder["again"]), "demo.provenance.json")), File.ReadAllBytes(_folder["out/demo.provenance.json"]));

        // DSSE 1.0.2, protocol.md: PAE(type, body) = "DSSEv1" + SP + LEN(type) + SP + type + SP + LEN(body) + SP + body
        JsonElement envelope = Read(_folder["out/demo.intoto.jsonl"]);
        byte[] payload = envelope.GetProperty("payload").GetBytesFromBase64();
        Assert.Equal(File.ReadAllBytes(_folder["out/demo.provenance.json"]), payload);
        string type = envelope.GetProperty("payloadType").GetString()!;
        File.WriteAllBytes(_folder["pae"], [.. Encoding.ASCII.GetBytes($"DSSEv1 {type.Length} {type} {payload.Length} "), .. payload]);
        File.WriteAllBytes(_folder["sig"], envelope.GetProperty("signatures")[0].GetProperty("sig").GetBytesFromBase64());
        Tool openssl = Tool.Require("openssl", "openssl");
        openssl.Run("x509", "-in", _folder["release.crt"], "-pubkey", "-noout", "-out", _folder["pub"]);
        Assert.Contains("Verified OK", openssl.Run("dgst", "-sha256", "-verify", _folder["pub"], "-signature", _folder["sig"], _folder["pae"]), StringComparison.Ordinal);

        Assert.Contains("up to date", ComposerProgram.Run("build", recipe, "--cache", demo.Cache, "--output", _folder["out"]).Output, StringComparison.Ordinal);
        Assert.Equal(0, ComposerProgram.Run("verify", _folder["out"], "--certificate", _folder["release.crt"]).ExitCode);

        // Who rebuilds has no key.
        File.Delete(_folder["release.key"]);
        ToolResult rebuilt = ComposerProgram.Run("rebuild", _folder["out"], "--recipe", recipe, "--cache", demo.Cache);
        Assert.True(rebuilt.ExitCode == 0, rebuilt.Error);
    }

    [Fact]
    public void AnEnvelopeOfSomethingElseIsADifference()
    {
        demo.Require();
        string recipe = Recipe("ec");
        Build(recipe, _folder["out"]);
        string bundle = _folder["out/demo.intoto.jsonl"];
        string other = Convert.ToBase64String("{}"u8);
        string payload = Read(bundle).GetProperty("payload").GetString()!;
        File.WriteAllText(bundle, File.ReadAllText(bundle).Replace(payload, other, StringComparison.Ordinal).Replace(payload.Replace("+", "\\u002B", StringComparison.Ordinal), other, StringComparison.Ordinal));
        ToolResult rebuilt = ComposerProgram.Run("rebuild", _folder["out"], "--recipe", recipe, "--cache", demo.Cache);
        Assert.Equal(1, rebuilt.ExitCode);
        Assert.Contains("demo.intoto.jsonl: payload", rebuilt.Error, StringComparison.Ordinal);
        Assert.Equal(1, ComposerProgram.Run("verify", _folder["out"]).ExitCode);
    }

    /// <summary>An envelope that no recipe wants is a stranger's file; one that a recipe wants and that is not there is missing.</summary>
    [Fact]
    public void AStrayEnvelopeAndAMissingOneAreDifferences()
    {
        demo.Require();
        string recipe = Recipe("ec");
        Build(recipe, _folder["out"]);
        File.Copy(_folder["out/demo.intoto.jsonl"], _folder["out/other.intoto.jsonl"]);
        ToolResult stray = ComposerProgram.Run("rebuild", _folder["out"], "--recipe", recipe, "--cache", demo.Cache);
        Assert.Equal(1, stray.ExitCode);
        Assert.Contains("other.intoto.jsonl: file: got a file, expected nothing", stray.Error, StringComparison.Ordinal);
        Assert.Contains("FAIL  other.intoto.jsonl: is not in manifest.json", ComposerProgram.Run("verify", _folder["out"]).Output, StringComparison.Ordinal);
        File.Delete(_folder["out/other.intoto.jsonl"]);
        File.Delete(_folder["out/demo.intoto.jsonl"]);
        ToolResult missing = ComposerProgram.Run("rebuild", _folder["out"], "--recipe", recipe, "--cache", demo.Cache);
        Assert.Equal(1, missing.ExitCode);
        Assert.Contains("demo.intoto.jsonl: file: got nothing, expected an envelope of demo.provenance.json", missing.Error, StringComparison.Ordinal);
    }

    /// <summary>Whoever takes the signature away must not get a better word than whoever leaves it.</summary>
    [Fact]
    public void AnEnvelopeThatTheRecipeWantsIsMissed()
    {
        demo.Require();
        Build(Recipe("ec"), _folder["out"]);
        ToolResult whole = ComposerProgram.Run("verify", _folder["out"]);
        Assert.Equal(0, whole.ExitCode);
        Assert.Contains("all that was asked holds; 1 signature not asked about: give --certificate", whole.Output, StringComparison.Ordinal);
        File.Delete(_folder["out/demo.intoto.jsonl"]);
        ToolResult without = ComposerProgram.Run("verify", _folder["out"]);
        Assert.Equal(4, without.ExitCode);
        Assert.Contains("FAIL  demo.intoto.jsonl: is missing: demo.toml says who signs what is built (attestation.key)\n", without.Output, StringComparison.Ordinal);
    }

    /// <summary>Whose word counts for locks has none about what was built, nor the other way round.</summary>
    [Fact]
    public void EachCertificateCountsForItsRole()
    {
        demo.Require();
        Recipe("ec");
        string recipe = _folder["demo.toml"];
        File.WriteAllText(recipe, File.ReadAllText(recipe).Replace("name = \"demo\"\n", "name = \"demo\"\nlock-signers = [\"review.crt\"]\n", StringComparison.Ordinal));
        Tool.Require("openssl", "openssl").Run("req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", _folder["review.key"], "-out", _folder["review.crt"], "-subj", "/CN=review", "-days", "9");
        ToolResult locked = ComposerProgram.Run("lock", recipe, "--cache", demo.Cache, "--allow-rollback", "--sign-key", _folder["review.key"], "--sign-certificate", _folder["review.crt"]);
        Assert.True(locked.ExitCode == 0, locked.Error);
        Build(recipe, _folder["out"]);

        ToolResult right = Verify("release", "review");
        Assert.True(right.ExitCode == 0, right.Output);
        Assert.Contains("ok    demo.lock.p7s: is a signature of demo.lock by CN=review\n", right.Output, StringComparison.Ordinal);
        ToolResult swapped = Verify("review", "release");
        Assert.Equal(4, swapped.ExitCode);
        Assert.Contains("FAIL  demo.intoto.jsonl: is signed by the key of none of the given certificates\n", swapped.Output, StringComparison.Ordinal);
        Assert.Contains("FAIL  demo.lock.p7s: is signed by CN=review, expected somebody of the certificates of --lock-certificate: CN=release\n", swapped.Output, StringComparison.Ordinal);
        ToolResult one = ComposerProgram.Run("verify", _folder["out"], "--certificate", _folder["release.crt"]);
        Assert.Equal(0, one.ExitCode);
        Assert.Contains("-     demo.lock.p7s: is about demo.lock; without --lock-certificate nobody asks whose it is\n", one.Output, StringComparison.Ordinal);
        Assert.Contains("\nall that was asked holds; 1 signature not asked about: give --lock-certificate", one.Output, StringComparison.Ordinal);
        ToolResult unsigned = ComposerProgram.Run("verify", demo.Output, "--lock-certificate", _folder["review.crt"]);
        Assert.Equal(4, unsigned.ExitCode);
        Assert.Contains("FAIL  demo.lock: is not signed: there is no demo.lock.p7s of it\n", unsigned.Output, StringComparison.Ordinal);

        ToolResult Verify(string provenance, string locks) => ComposerProgram.Run("verify", _folder["out"], "--certificate", _folder[$"{provenance}.crt"], "--lock-certificate", _folder[$"{locks}.crt"]);
    }

    [Fact]
    public void SomebodyElsesSignatureAndNoneAreRefused()
    {
        demo.Require();
        Build(Recipe("ec"), _folder["out"]);
        Tool.Require("openssl", "openssl").Run("req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", _folder["other.key"], "-out", _folder["other.crt"], "-subj", "/CN=other", "-days", "9");
        ToolResult other = ComposerProgram.Run("verify", _folder["out"], "--certificate", _folder["other.crt"]);
        Assert.Equal(4, other.ExitCode);
        Assert.Contains("FAIL  demo.intoto.jsonl: is signed by the key of none of the given certificates", other.Output, StringComparison.Ordinal);
        ToolResult none = ComposerProgram.Run("verify", demo.Output, "--certificate", _folder["other.crt"]);
        Assert.Equal(4, none.ExitCode);
        Assert.Contains("FAIL  demo.provenance.json: is not signed", none.Output, StringComparison.Ordinal);
    }

    private string Recipe(string algorithm)
    {
        string[] curve = algorithm == "ec" ? ["-pkeyopt", "ec_paramgen_curve:P-256"] : [];
        Tool.Require("openssl", "openssl").Run(["req", "-x509", "-newkey", algorithm, .. curve, "-nodes", "-keyout", _folder["release.key"], "-out", _folder["release.crt"], "-subj", "/CN=release", "-days", "9"]);
        string text = demo.Distro.RecipeForElsewhere;
        File.WriteAllText(_folder["demo.toml"], text + "\n[attestation]\nbuilder = \"https://ci.example.org/initrds\"\nkey = \"release.key\"\n");
        ToolResult locked = ComposerProgram.Run("lock", _folder["demo.toml"], "--cache", demo.Cache);
        Assert.True(locked.ExitCode == 0, locked.Error);
        return _folder["demo.toml"];
    }

    private string Build(string recipe, string output)
    {
        ToolResult built = ComposerProgram.Run("build", recipe, "--output", output, "--cache", demo.Cache);
        Assert.True(built.ExitCode == 0, built.Error);
        return output;
    }

    private static JsonElement Read(string path) => JsonDocument.Parse(File.ReadAllBytes(path)).RootElement;
}
