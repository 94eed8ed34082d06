using System.Collections.Immutable;
using System.Text.Json;
using InitrdComposer.Diagnostics;
using InitrdComposer.Files;
using InitrdComposer.Formats;
using InitrdComposer.Formats.IO;
using InitrdComposer.Signing;
using InitrdComposer.Testing;
using InitrdComposer.Tests.Signing;
using InitrdComposer.Tests.Uki.Forecast;
using InitrdComposer.Uki;
using InitrdComposer.Uki.Forecast;
using InitrdComposer.Uki.PcrSignatures;
using Xunit;

namespace InitrdComposer.Tests.Uki.PcrSignatures;

public sealed class PcrSignatureTests
{
    private static readonly PublicKey VectorKey = PublicKey.Read(Disk.Host, Checkout.Fixture("uki", "pcr-pub.pem"));

    /// <summary>What systemd-measure measured: linux.bin and its texts as sections of an image.</summary>
    private static readonly ImmutableArray<UkiPart> Sections =
    [
        .. new[] { (".linux", "linux.bin"), (".osrel", "osrel"), (".cmdline", "cmdline"), (".initrd", "initrd.cpio"), (".uname", "uname"), (".sbat", "sbat"), (".pcrpkey", "pcr-pub.pem") }
            .Select(input => new UkiPart(input.Item1, PositionalSource.OfBytes(UkiFixtures.Bytes(input.Item2)))),
    ];

    [Fact]
    public void PoliciesAreThoseOfSystemdMeasure()
    {
        ImmutableArray<PcrPolicy> policies = Policies(Sections, [PcrPhases.Default], PcrBanks.All, VectorKey);
        Assert.Equal(Compact("measure", "policy-digest.262.json"), Compact(PcrSignatureText.WriteUnsigned(policies)));
    }

    [Fact]
    public void APolicyReferenceIsPartOfWhatIsSigned()
    {
        ImmutableArray<PcrPolicy> policies = Policies(Sections, [PcrPhases.Initrd], [DigestAlgorithm.Sha256], VectorKey);
        Assert.Equal(Compact("measure", "policy-digest-policyref.262.json"), Compact(PcrSignatureText.WriteUnsigned(policies)));
    }

    [Fact]
    public void SignaturesOfSystemdMeasureAreOfItsKeyAndOurText()
    {
        ImmutableArray<PcrSignature> signatures = PcrSignatureText.Read("sign", UkiFixtures.Bytes("measure/sign.262.json"));
        Assert.Equal(16, signatures.Length);
        Assert.All(signatures, signature => Assert.True(signature.IsOf(VectorKey)));
        Assert.Equal(Compact("measure", "sign.262.json"), Compact(PcrSignatureText.Write(signatures)));
    }

    /// <summary>The text, and the policies, of two profiles: each has sections of its own and those of the base.</summary>
    [Theory]
    [InlineData("toy.262.efi", 0, 4)]
    [InlineData("toy.257.efi", 0, 4)]
    [InlineData("toy-mp.262.efi", 0, 1)]
    [InlineData("toy-mp.262.efi", 1, 1)]
    public void WhatUkifyPutIntoAnImageIsWhatWeWouldPutThere(string name, int profile, int phases)
    {
        UkiImage image = UkiImage.Open(UkiFixtures.Source(name));
        PositionalSource section = image.Effective(profile).Single(part => part.Name == ".pcrsig").Content;
        var text = new byte[section.Length];
        section.ReadExactlyAt(0, text);

        ImmutableArray<PcrSignature> signatures = PcrSignatureText.Read(name, text);
        DigestAlgorithm[] banks = [.. signatures.Select(signature => signature.Policy.Bank).Distinct()];
        var group = new PcrPhases(PhasePath.Defaults[..phases], null);
        Assert.Equal(Policies(image.SeenByStub(profile), [group], [.. banks], VectorKey), signatures.Select(signature => signature.Policy));
        Assert.All(signatures, signature => Assert.True(signature.IsOf(VectorKey)));
        Assert.Equal(text, PcrSignatureText.Write(signatures));
    }

    [Fact]
    public void TheSameKeySignsTheSameBytesAndOpensslAgrees()
    {
        using var folder = new TempFolder();
        using Signer signer = TestKeys.Signer(folder, "pcr");
        PcrPolicy policy = Policies(Sections, [PcrPhases.Initrd], [DigestAlgorithm.Sha384], signer.PublicKey)[0];
        Assert.Equal(policy.Sign(signer).Signature.ToArray(), policy.Sign(signer).Signature.ToArray());
        Assert.True(policy.Sign(signer).IsOf(signer.PublicKey));
        Assert.False((policy.Sign(signer) with { Policy = policy with { Reference = null } }).IsOf(signer.PublicKey));

        Tool openssl = Tool.Require("openssl", "openssl");
        openssl.Run("rsa", "-in", folder["pcr.key"], "-RSAPublicKey_out", "-outform", "DER", "-out", folder["pkcs1"]);
        Assert.Equal(Digest.Sha256Of(File.ReadAllBytes(folder["pkcs1"])), policy.Fingerprint);
        openssl.Run("pkey", "-in", folder["pcr.key"], "-pubout", "-out", folder["public"]);
        File.WriteAllBytes(folder["tbs"], policy.ToBeSigned);
        File.WriteAllBytes(folder["sig"], policy.Sign(signer).Signature.ToArray());
        openssl.Run("dgst", "-sha256", "-verify", folder["public"], "-signature", folder["sig"], folder["tbs"]);
    }

    [Fact]
    public void AnEllipticCurveCannotSign()
    {
        using var folder = new TempFolder();
        using Signer signer = TestKeys.Signer(folder, "curve", isRsa: false);
        ComposerException refused = Assert.Throws<ComposerException>(() => Policies(Sections, [PcrPhases.Default], PcrBanks.All, signer.PublicKey));
        Assert.Equal("IC-PEX16", refused.Id.ToString());
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{\"sha256\": [}")]
    [InlineData("{\"sha256\": [], \"sha256\": []}")]
    [InlineData("{\"md5\": [{}]}")]
    [InlineData("{\"sha256\": [{}]}")]
    [InlineData("{\"sha256\": [{\"pcrs\": [7], \"pkfp\": \"\", \"pol\": \"\", \"sig\": \"\"}]}")]
    [InlineData("{\"sha256\": [{\"pcrs\": [11], \"pkfp\": \"00\", \"pol\": \"00\", \"sig\": \"\"}]}")]
    [InlineData("{\"sha256\": 5}")]
    [InlineData("{\"a\": {\"a\": {\"a\": {\"a\": {\"a\": {\"a\": {\"a\": {\"a\": {\"a\": 1}}}}}}}}}")]
    public void WhatIsNoPcrsigIsRefused(string text)
    {
        ComposerException refused = Assert.Throws<ComposerException>(() => PcrSignatureText.Read("file", System.Text.Encoding.UTF8.GetBytes(text)));
        Assert.Equal("IC-PEX18", refused.Id.ToString());
    }

    private static ImmutableArray<PcrPolicy> Policies(ImmutableArray<UkiPart> sections, ImmutableArray<PcrPhases> groups, ImmutableArray<DigestAlgorithm> banks, PublicKey key) =>
        PcrPolicy.Of(KernelBootForecast.OfAll([sections], banks)[0], groups, banks, key);

    private static string Compact(params string[] path) => JsonSerializer.Serialize(MeasureVectors.Json(path));

    private static string Compact(byte[] text)
    {
        using var document = JsonDocument.Parse(text);
        return JsonSerializer.Serialize(document.RootElement);
    }
}
