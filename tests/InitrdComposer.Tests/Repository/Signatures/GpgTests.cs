using InitrdComposer.Formats;
using InitrdComposer.Formats.OpenPgp;
using InitrdComposer.Repository.Signatures;
using InitrdComposer.Testing;
using InitrdComposer.Testing.OpenPgp;
using Xunit;

namespace InitrdComposer.Tests.Repository.Signatures;

/// <summary>Keys and signatures of gpg's making, verified by gpg and here.</summary>
public sealed class GpgTests : IDisposable
{
    private readonly GpgHome _gpg = new();

    public GpgTests() => File.WriteAllText(_gpg["data"], "what is signed\n");

    public void Dispose() => _gpg.Dispose();

    [Theory]
    [InlineData("rsa2048", "SHA256", "SHA384", "SHA512")]
    [InlineData("rsa3072", "SHA256")]
    [InlineData("nistp256", "SHA256", "SHA384", "SHA512")]
    [InlineData("nistp384", "SHA384", "SHA512")]
    [InlineData("nistp521", "SHA512")]
    [InlineData("ed25519", "SHA256", "SHA384", "SHA512")]
    public void SignaturesOfGpgAreGoodAndNotOverOtherBytes(string algorithm, params string[] hashes)
    {
        string key = _gpg.MakeKey(algorithm);
        byte[] certificate = _gpg.Export(key);
        Assert.Equal(key, Assert.Single(CertificateReader.Read(_gpg.Export(key, "--armor"))).Fingerprint.ToString());
        foreach (string hash in hashes)
        {
            byte[] signature = _gpg.Sign(key, "--digest-algo", hash, "--detach-sign");
            Assert.True(_gpg.Verifies());
            var good = Assert.IsType<Verdict.Good>(Verify(certificate, signature));
            Assert.Equal((key, key, GpgHome.Today), (good.Certificate.ToString(), good.Key.ToString(), good.Made));
        }

        Assert.IsType<Verdict.Good>(Verify(certificate, _gpg.Sign(key, "--armor", "--detach-sign")));
        Damage.FlipByteInTheMiddle(_gpg["data"]);
        Assert.False(_gpg.Verifies());
        Assert.Equal(Refusal.BadSignature, Because(certificate, File.ReadAllBytes(_gpg["signature"])));
    }

    [Theory]
    [InlineData("dsa2048", Refusal.WeakKey)]
    [InlineData("rsa1024", Refusal.WeakKey)]
    [InlineData("brainpoolP256r1", Refusal.UnsupportedAlgorithm)]
    [InlineData("secp256k1", Refusal.UnsupportedAlgorithm)]
    public void WhatGpgAcceptsAndThePolicyDoesNot(string algorithm, Refusal expected)
    {
        string key = _gpg.MakeKey(algorithm);
        byte[] signature = _gpg.Sign(key, "--detach-sign");
        Assert.True(_gpg.Verifies());
        Assert.Equal(expected, Because(_gpg.Export(key), signature));
    }

    [Fact]
    public void Sha1AndTextSignaturesAreRefused()
    {
        string key = _gpg.MakeKey("rsa2048");
        byte[] certificate = _gpg.Export(key);
        Assert.Equal(Refusal.WeakHash, Because(certificate, _gpg.Sign(key, "--digest-algo", "SHA1", "--detach-sign")));
        Assert.Equal(Refusal.UnsupportedType, Because(certificate, _gpg.Sign(key, "--textmode", "--detach-sign")));
    }

    /// <summary>GPG-16.</summary>
    [Theory]
    [InlineData("--clearsign")]
    [InlineData("--sign")]
    [InlineData("--sign", "--armor")]
    public void WhatIsNotDetachedIsMalformed(params string[] mode)
    {
        string key = _gpg.MakeKey("ed25519");
        byte[] signed = _gpg.Sign(key, mode);
        Assert.Throws<MalformedDataException>(() => SignatureReader.ReadDetached(signed));
    }

    [Fact]
    public void ASigningSubkeyOfGpgIsBoundAndAnEncryptingOneIsNotForSigning()
    {
        string primary = _gpg.MakeKey("rsa2048");
        _gpg.Run("--quick-add-key", primary, "ed25519", "sign", "never");
        _gpg.Run("--quick-add-key", primary, "rsa2048", "encr", "never");
        byte[] certificate = _gpg.Export(primary);
        string subkey = CertificateReader.Read(certificate)[0].Subkeys[0].Key.Fingerprint.ToString();
        var good = Assert.IsType<Verdict.Good>(Verify(certificate, _gpg.Sign(subkey + "!", "--detach-sign")));
        Assert.Equal((primary, subkey), (good.Certificate.ToString(), good.Key.ToString()));
    }

    [Fact]
    public void AnExpiredKeyOfGpgIsExpiredAndProlongingItHelps()
    {
        string key = _gpg.MakeKey("ed25519", "1y");
        byte[] signature = _gpg.Sign(key, "--detach-sign");
        byte[] certificate = _gpg.Export(key);
        Assert.IsType<Verdict.Good>(Verify(certificate, signature, GpgHome.Today.AddDays(364)));
        Assert.Equal(Refusal.Expired, Because(certificate, signature, GpgHome.Today.AddDays(366)));
        _gpg.Run("--faked-system-time", "20250601T000000!", "--quick-set-expire", key, "5y");
        byte[] prolonged = _gpg.Export(key);
        Assert.IsType<Verdict.Good>(Verify(prolonged, signature, GpgHome.Today.AddDays(366)));
        Assert.IsType<Verdict.Good>(Verify([.. prolonged, .. certificate], signature, GpgHome.Today.AddDays(366)));
    }

    [Fact]
    public void ARevokedKeyOfGpgIsRevoked()
    {
        string key = _gpg.MakeKey("ed25519");
        byte[] signature = _gpg.Sign(key, "--detach-sign");
        byte[] before = _gpg.Export(key);
        Revoke(key);
        Assert.IsType<Verdict.Good>(Verify(before, signature));
        Assert.Equal(Refusal.Revoked, Because(_gpg.Export(key), signature));
    }

    /// <summary>What names the revoker is over the key alone and says nothing of its expiry, which gpg goes on telling: in the same second, and later.</summary>
    [Theory]
    [InlineData("20250101T000000!")]
    [InlineData("20250601T000000!")]
    public void ADesignatedRevokerOfGpgTakesNothingBack(string time)
    {
        string key = _gpg.MakeKey("ed25519", "1y"), revoker = _gpg.MakeKey("nistp256");
        byte[] signature = _gpg.Sign(key, "--detach-sign");
        _gpg.Edit(key, time, "addrevoker", revoker, "y", "save");
        Assert.Single(_gpg.ExportSignatures(key, "0x1f"));
        byte[] certificate = _gpg.Export(key);
        Assert.False(IsExpired("20251220T000000!"));
        Assert.IsType<Verdict.Good>(Verify(certificate, signature, GpgHome.Today.AddDays(353)));
        Assert.True(IsExpired("20260601T000000!"));
        Assert.Equal(Refusal.Expired, Because(certificate, signature, GpgHome.Today.AddDays(516)));

        _gpg.Run("--faked-system-time", "20250701T000000!", "--quick-set-expire", key, "0");
        Assert.False(IsExpired("20260601T000000!"));
        Assert.IsType<Verdict.Good>(Verify(_gpg.Export(key), signature, GpgHome.Today.AddDays(516)));

        bool IsExpired(string on) => _gpg.Run("--faked-system-time", on, "--with-colons", "--list-keys", key).Contains("pub:e:", StringComparison.Ordinal);
    }

    /// <summary>Of the key, behind its user id; of the first subkey, behind the second.</summary>
    [Fact]
    public void RevocationsOfGpgCountBehindWhateverTheyAreAppendedTo()
    {
        string primary = _gpg.MakeKey("rsa2048");
        byte[] byPrimary = _gpg.Sign(primary, "--detach-sign"), alone = _gpg.Export(primary);
        _gpg.Run("--quick-add-key", primary, "ed25519", "sign", "never");
        _gpg.Run("--quick-add-key", primary, "rsa2048", "sign", "never");
        byte[] before = _gpg.Export(primary);
        string[] subkeys = [.. CertificateReader.Read(before)[0].Subkeys.Select(subkey => subkey.Key.Fingerprint.ToString())];
        byte[][] bySubkeys = [.. subkeys.Select(subkey => _gpg.Sign(subkey + "!", "--detach-sign"))];
        _gpg.Edit(primary, GpgHome.At, "key 1", "revkey", "y", "0", "", "y", "save");
        byte[] ofSubkey = Assert.Single(_gpg.ExportSignatures(primary, "0x28"));
        Revoke(primary);
        byte[] ofKey = Assert.Single(_gpg.ExportSignatures(primary, "0x20"));

        Assert.IsType<Verdict.Good>(Verify(alone, byPrimary));
        Assert.Equal(Refusal.Revoked, Because([.. alone, .. ofKey], byPrimary));
        Assert.Equal(Refusal.Revoked, Because([.. before, .. ofSubkey], bySubkeys[0]));
        Assert.IsType<Verdict.Good>(Verify([.. before, .. ofSubkey], bySubkeys[1]));
        Assert.Equal(Refusal.Revoked, Because([.. before, .. ofSubkey, .. ofKey], bySubkeys[1]));
    }

    [Fact]
    public void AnUnknownSignerIsNamed()
    {
        string key = _gpg.MakeKey("ed25519");
        string other = _gpg.MakeKey("nistp256");
        var refused = Assert.IsType<Verdict.Refused>(Verify(_gpg.Export(other), _gpg.Sign(key, "--detach-sign")));
        Assert.Equal(new Verdict.Refused(Refusal.UnknownKey, $"key {key}", other), refused);
    }

    /// <summary>With the revocation that gpg prepares along with every key.</summary>
    private void Revoke(string key)
    {
        string revocation = _gpg[Path.Combine("openpgp-revocs.d", $"{key}.rev")];
        File.WriteAllText(revocation, File.ReadAllText(revocation).Replace(":-----BEGIN", "-----BEGIN", StringComparison.Ordinal));
        _gpg.Run("--import", revocation);
    }

    private Verdict Verify(byte[] certificates, byte[] signature, DateTimeOffset? now = null) =>
        new Verifier(CertificateReader.Read(certificates)).Verify(
            Assert.Single(SignatureReader.ReadDetached(signature)), new MemoryStream(File.ReadAllBytes(_gpg["data"])), now ?? GpgHome.Today);

    private Refusal Because(byte[] certificates, byte[] signature, DateTimeOffset? now = null) => Assert.IsType<Verdict.Refused>(Verify(certificates, signature, now)).Reason;
}
