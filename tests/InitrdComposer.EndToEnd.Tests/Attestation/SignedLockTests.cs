using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.RegularExpressions;
using InitrdComposer.Testing;
using Xunit;

namespace InitrdComposer.EndToEnd.Tests.Attestation;

/// <summary>Locks that are signed, by this program and by openssl, which each believes the other.</summary>
public sealed class SignedLockTests(ComposedDemo demo) : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("rsa:2048")]
    [InlineData("ec")]
    public void OpensslVerifiesWhatLockSigns(string algorithm)
    {
        Write("release", algorithm);
        Lock("--sign-key", _folder["release.key"], "--sign-certificate", _folder["release.crt"]);
        Assert.Equal(File.ReadAllText(_folder["demo.lock"]), Openssl("cms", "-verify", "-binary", "-inform", "DER", "-in", _folder["demo.lock.p7s"], "-content", _folder["demo.lock"], "-CAfile", _folder["release.crt"], "-purpose", "any"));
        Assert.Equal(0, Fetch().ExitCode);
        if (algorithm == "ec") return;
        byte[] signature = File.ReadAllBytes(_folder["demo.lock.p7s"]);
        Lock("--sign-key", _folder["release.key"], "--sign-certificate", _folder["release.crt"]);
        Assert.Equal(signature, File.ReadAllBytes(_folder["demo.lock.p7s"]));
    }

    [Fact]
    public void AKeyWithoutCertificateIsRefusedByTheNameOfTheOption()
    {
        Write("release", "ec");
        ToolResult refused = ComposerProgram.Run("lock", _folder["demo.toml"], "--cache", demo.Cache, "--sign-key", _folder["release.key"]);
        Assert.Equal(2, refused.ExitCode);
        Assert.Contains("error[IC-SGN04]", refused.Error, StringComparison.Ordinal);
        Assert.Contains("hint: give --sign-certificate", refused.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void WhatOpensslSignsIsBelievedAndComesAlongIntoTheOutputs()
    {
        Write("release", "rsa:2048");
        Lock();
        Sign("release");
        ToolResult built = ComposerProgram.Run("build", _folder["demo.toml"], "--output", _folder["out"], "--cache", demo.Cache);
        Assert.True(built.ExitCode == 0, built.Error);
        Assert.Equal(File.ReadAllBytes(_folder["demo.lock.p7s"]), File.ReadAllBytes(_folder["out/demo.lock.p7s"]));
        Assert.Contains("up to date", ComposerProgram.Run("build", _folder["demo.toml"], "--output", _folder["out"], "--cache", demo.Cache).Output, StringComparison.Ordinal);
        ToolResult verified = ComposerProgram.Run("verify", _folder["out"]);
        Assert.True(verified.ExitCode == 0, verified.Output);
        Assert.Contains("-     demo.lock.p7s: is about demo.lock; ", verified.Output, StringComparison.Ordinal);
        Assert.Contains("ok    demo.lock.p7s: is a signature of demo.lock by CN=release\n", ComposerProgram.Run("verify", _folder["out"], "--lock-certificate", _folder["release.crt"]).Output, StringComparison.Ordinal);
        ToolResult rebuilt = ComposerProgram.Run("rebuild", _folder["out"], "--recipe", _folder["demo.toml"], "--cache", demo.Cache);
        Assert.True(rebuilt.ExitCode == 0, rebuilt.Error);

        // One that is too long, or none, is a row among the others.
        byte[] good = File.ReadAllBytes(_folder["out/demo.lock.p7s"]);
        foreach ((byte[] bytes, string said) in ((byte[], string)[])[(new byte[(1 << 20) + 1], "is too long: got 1048577 bytes, expected at most 1048576"), ("yes"u8.ToArray(), "is no detached CMS signature")])
        {
            File.WriteAllBytes(_folder["out/demo.lock.p7s"], bytes);
            ToolResult spoilt = ComposerProgram.Run("verify", _folder["out"], "--lock-certificate", _folder["release.crt"]);
            Assert.Equal(4, spoilt.ExitCode);
            Assert.Matches($@"FAIL  demo\.lock\.p7s: .*{said}", spoilt.Output);
            Assert.Contains(" files of demo.initrd are what it says\n", spoilt.Output, StringComparison.Ordinal);
        }

        File.WriteAllBytes(_folder["out/demo.lock.p7s"], good);

        // Elsewhere, with nothing but what the bundle brings.
        ToolResult bundled = ComposerProgram.Run("fetch", _folder["demo.toml"], "--into", _folder["bundle"], "--cache", demo.Cache);
        Assert.True(bundled.ExitCode == 0, bundled.Error);
        File.Delete(_folder["release.crt"]);
        ToolResult there = ComposerProgram.Run("build", "--offline", "--locked", _folder["bundle"], "--output", _folder["there"], "--cache", _folder["other-cache"]);
        Assert.True(there.ExitCode == 0, there.Error);
        Assert.Equal(File.ReadAllBytes(_folder["out/manifest.json"]), File.ReadAllBytes(_folder["there/manifest.json"]));
    }

    /// <summary>Without signed attributes only a key tells what a signature is of: that of the certificate in it, or nobody's.</summary>
    [Fact]
    public void VerifySaysNoMoreOfASignatureThanItsKeyTells()
    {
        Write("release", "rsa:2048");
        Lock();
        SignAlone("demo.lock", "-noattr");
        ToolResult built = ComposerProgram.Run("build", _folder["demo.toml"], "--output", _folder["out"], "--cache", demo.Cache);
        Assert.True(built.ExitCode == 0, built.Error);
        ToolResult good = ComposerProgram.Run("verify", _folder["out"]);
        Assert.True(good.ExitCode == 0, good.Output);
        Assert.Contains("-     demo.lock.p7s: is about demo.lock; without --lock-certificate nobody asks whose it is\n", good.Output, StringComparison.Ordinal);

        // The manifest knows the file that was there: 1, if nothing else is said.
        SignAlone("demo.lock", "-noattr", "-nocerts");
        Says(1, "-     demo.lock.p7s: nobody can tell whether it is about demo.lock: it has neither signed attributes nor its signer's certificate; ");
        SignAlone("demo.toml", "-noattr");
        Says(4, "FAIL  demo.lock.p7s: is no signature of demo.lock by the key that it names\n");
        SignAlone("demo.toml");
        Says(4, "FAIL  demo.lock.p7s: is a signature of something else than demo.lock\n");

        void Says(int exitCode, string line)
        {
            File.Copy(_folder["demo.lock.p7s"], _folder["out/demo.lock.p7s"], overwrite: true);
            ToolResult result = ComposerProgram.Run("verify", _folder["out"]);
            Assert.Equal(exitCode, result.ExitCode);
            Assert.Contains(line, result.Output, StringComparison.Ordinal);
        }
    }

    /// <summary>What became of the signature is said: whose it is now, and that one is of another lock.</summary>
    [Fact]
    public void LockSaysWhoSignedAndThatASignatureIsVoid()
    {
        Write("release", "ec");
        string[] sign = ["--sign-key", _folder["release.key"], "--sign-certificate", _folder["release.crt"]];
        Assert.DoesNotContain(".p7s", Lock(), StringComparison.Ordinal);
        Assert.EndsWith($"demo.lock.p7s: signed by CN=release\n", Lock(sign), StringComparison.Ordinal);
        Assert.DoesNotContain(".p7s", Lock(), StringComparison.Ordinal);
        Assert.EndsWith("demo.lock.p7s: is of the lock before, and void: whoever may sign does so anew with --sign-key\n", Lock("--set", "source-date-epoch=7"), StringComparison.Ordinal);
        ToolResult bare = ComposerProgram.Run("lock", _folder["demo.toml"], "--cache", demo.Cache, "--sign-key", _folder["release.key"]);
        Assert.Equal(2, bare.ExitCode);
        Assert.Contains("error[IC-SGN04]: the signature of a lock needs a certificate beside the key\n  hint: give --sign-certificate\n", bare.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void ACertificateThatAnotherOneIssuedLeadsThere()
    {
        Write("ca", "rsa:2048");
        Openssl("req", "-newkey", "rsa:2048", "-nodes", "-keyout", _folder["release.key"], "-out", _folder["release.csr"], "-subj", "/CN=release");
        Openssl("x509", "-req", "-in", _folder["release.csr"], "-CA", _folder["ca.crt"], "-CAkey", _folder["ca.key"], "-CAcreateserial", "-out", _folder["release.crt"], "-days", "9");
        Recipe("ca");
        Lock("--sign-key", _folder["release.key"], "--sign-certificate", _folder["release.crt"]);
        Assert.Equal(0, Fetch().ExitCode);
    }

    /// <summary>Signatures stay good: what was reviewed then can be built again next year.</summary>
    [Fact]
    public void ACertificateThatHasExpiredStillCounts()
    {
        Write("release", "rsa:2048");
        Openssl("req", "-new", "-key", _folder["release.key"], "-out", _folder["release.csr"], "-subj", "/CN=release");
        Openssl("x509", "-req", "-in", _folder["release.csr"], "-signkey", _folder["release.key"], "-days", "-1", "-out", _folder["release.crt"]);
        Lock("--sign-key", _folder["release.key"], "--sign-certificate", _folder["release.crt"]);
        Assert.Equal(0, Fetch().ExitCode);
    }

    /// <summary>The lock that is there says how old a repository may be, and which packages stay: whoever forges one must not have his say. He who has read one may sign it as it is.</summary>
    [Fact]
    public void NoOtherLockFollowsOneThatNobodySigned()
    {
        Write("release", "ec");
        string[] sign = ["--sign-key", _folder["release.key"], "--sign-certificate", _folder["release.crt"]];
        Lock();
        Lock(sign);
        string good = File.ReadAllText(_folder["demo.lock"]), forged = Regex.Replace(good, "(?m)^timestamp = .*$", "timestamp = 1");
        Assert.NotEqual(good, forged);
        File.WriteAllText(_folder["demo.lock"], forged);
        foreach (string[] more in (string[][])[["--update"], sign, [.. sign, "--update"]])
        {
            ToolResult refused = ComposerProgram.Run(["lock", _folder["demo.toml"], "--cache", demo.Cache, "--set", "source-date-epoch=1", .. more]);
            Assert.Equal(4, refused.ExitCode);
            Assert.Contains("error[IC-LCK07]", refused.Error, StringComparison.Ordinal);
            Assert.Contains("no other lock follows this one: it is a signature of something else: of sha256:", refused.Error, StringComparison.Ordinal);
            Assert.Equal(forged, File.ReadAllText(_folder["demo.lock"]));
        }

        Lock([.. sign, "--update", "--allow-rollback"]);
        Assert.Equal(good, File.ReadAllText(_folder["demo.lock"]));
        Assert.Equal(0, Fetch().ExitCode);
    }

    /// <summary>A lock cannot have been signed before the metadata was made that it names: a certificate that had ended by then signs nothing new, whenever somebody looks.</summary>
    [Fact]
    public void ACertificateThatHadEndedBeforeSignsNothing()
    {
        Write("release", "ec");
        using (var key = ECDsa.Create(ECCurve.NamedCurves.nistP256))
        {
            var begin = new DateTimeOffset(1999, 1, 1, 0, 0, 0, TimeSpan.Zero);
            using X509Certificate2 ended = new CertificateRequest("CN=release", key, HashAlgorithmName.SHA256).CreateSelfSigned(begin, begin.AddYears(1));
            File.WriteAllText(_folder["release.key"], key.ExportPkcs8PrivateKeyPem());
            File.WriteAllText(_folder["release.crt"], ended.ExportCertificatePem());
        }

        Lock();
        Sign("release");
        Refused("is signed by CN=release, whose certificate does not lead to lock-signers: CN=release had ended when this was made: valid until 2000-01-01 00:00:00 UTC");
    }

    [Fact]
    public void AnythingElseIsRefused()
    {
        Write("release", "rsa:2048");
        ToolResult none = ComposerProgram.Run("build", _folder["demo.toml"], "--output", _folder["out"], "--cache", demo.Cache);
        Assert.Equal(4, none.ExitCode);
        Assert.Contains("error[IC-LCK07]", none.Error, StringComparison.Ordinal);
        Assert.False(File.Exists(_folder["demo.lock"]));

        Lock();
        Refused("is not signed: there is no demo.lock.p7s");
        File.WriteAllText(_folder["demo.lock.p7s"], "yes");
        Refused("is no detached CMS signature");
        Openssl("req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", _folder["other.key"], "-out", _folder["other.crt"], "-subj", "/CN=other", "-days", "9");
        Sign("other");
        Refused("is signed by CN=other, expected somebody of lock-signers: CN=release");
        Sign("release");
        Assert.Equal(0, Fetch().ExitCode);
        File.AppendAllText(_folder["demo.lock"], "# harmless\n");
        Refused("is a signature of something else: of sha256:");

        // Of the right file, by a certificate of the right name, but not its key.
        Openssl("req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", _folder["other.key"], "-out", _folder["other.crt"], "-subj", "/CN=release", "-days", "9");
        Sign("other");
        Refused("is signed by CN=release, expected somebody of lock-signers");
        Sign("release");
        Damage.FlipByte(_folder["demo.lock.p7s"], new FileInfo(_folder["demo.lock.p7s"]).Length - 9);
        Refused("is no good signature: it is not by the key of CN=release");
        Openssl("cms", "-sign", "-binary", "-md", "sha1", "-in", _folder["demo.lock"], "-signer", _folder["release.crt"], "-inkey", _folder["release.key"], "-outform", "DER", "-out", _folder["demo.lock.p7s"]);
        Refused("is too weak: by CN=release, expected a hash of SHA-256 or better");
    }

    private void Refused(string expected)
    {
        foreach (ToolResult result in (ToolResult[])[Fetch(), ComposerProgram.Run("build", _folder["demo.toml"], "--output", _folder["out"], "--cache", demo.Cache, "--locked")])
        {
            Assert.Equal(4, result.ExitCode);
            Assert.Contains("error[IC-LCK07]", result.Error, StringComparison.Ordinal);
            Assert.Contains(expected, result.Error, StringComparison.Ordinal);
        }

        Assert.False(Directory.Exists(_folder["out"]));
    }

    private ToolResult Fetch() => ComposerProgram.Run("fetch", _folder["demo.toml"], "--cache", demo.Cache);

    private string Lock(params string[] more)
    {
        ToolResult result = ComposerProgram.Run(["lock", _folder["demo.toml"], "--cache", demo.Cache, .. more]);
        Assert.True(result.ExitCode == 0, result.Error);
        return result.Output;
    }

    private void SignAlone(string file, params string[] options) => Openssl(
        ["cms", "-sign", "-binary", .. options, "-in", _folder[file], "-signer", _folder["release.crt"], "-inkey", _folder["release.key"], "-outform", "DER", "-out", _folder["demo.lock.p7s"]]);

    private void Sign(string name) => Openssl(
        "cms", "-sign", "-binary", "-in", _folder["demo.lock"], "-signer", _folder[$"{name}.crt"], "-inkey", _folder[$"{name}.key"], "-outform", "DER", "-out", _folder["demo.lock.p7s"]);

    private void Write(string name, string algorithm)
    {
        demo.Require();
        string[] curve = algorithm == "ec" ? ["-pkeyopt", "ec_paramgen_curve:P-256"] : [];
        Openssl(["req", "-x509", "-newkey", algorithm, .. curve, "-nodes", "-keyout", _folder[$"{name}.key"], "-out", _folder[$"{name}.crt"], "-subj", $"/CN={name}", "-days", "9"]);
        Recipe(name);
    }

    private void Recipe(string signer) => File.WriteAllText(
        _folder["demo.toml"],
        demo.Distro.RecipeForElsewhere.Replace("name = \"demo\"\n", $"name = \"demo\"\nlock-signers = [\"{signer}.crt\"]\n", StringComparison.Ordinal));

    private static string Openssl(params string[] arguments) => Tool.Require("openssl", "openssl").Run(arguments);
}
