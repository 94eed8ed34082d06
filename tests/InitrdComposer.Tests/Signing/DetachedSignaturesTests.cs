using System.Collections.Immutable;
using System.Security.Cryptography.X509Certificates;
using InitrdComposer.Diagnostics;
using InitrdComposer.Files;
using InitrdComposer.Formats.IO;
using InitrdComposer.Formats.PE;
using InitrdComposer.Signing;
using InitrdComposer.Testing;
using Xunit;

namespace InitrdComposer.Tests.Signing;

/// <summary>Signing in three steps on three machines.</summary>
public sealed class DetachedSignaturesTests : IDisposable
{
    private readonly TempFolder _folder = new();

    private readonly PEImage _image = SignedFiles.Open(SignedFiles.Fixture("toy.262.efi"));

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void ARawSignatureOfOpensslIsWhatSigningHereGives(bool isRsa)
    {
        SignerRequest request = TestKeys.Make(_folder, "one", isRsa);
        File.WriteAllBytes(_folder["tbs"], AuthenticodeClaim.Of(_image, null).SignedAttributes.ToArray());
        Tool.Require("openssl", "openssl").Run("dgst", "-sha256", "-sign", _folder["one.key"], "-out", _folder["sig"], _folder["tbs"]);
        byte[] signed = Attached([("sig", File.ReadAllBytes(_folder["sig"]))], Certificate("one"));
        if (isRsa)
        {
            using Signer signer = SignerLoader.Load(Disk.Host, request);
            Assert.Equal(SignedFiles.Sign(SignedFiles.Fixture("toy.262.efi"), null, signer), signed);
        }

        File.WriteAllBytes(_folder["signed.efi"], signed);
        Tool.Require("sbverify", "sbsigntool").Run("--cert", _folder["one.crt"], _folder["signed.efi"]);
    }

    [Fact]
    public void WhatSbattachTakesOutCanBePutBackAndComeToAnother()
    {
        TestKeys.Make(_folder, "one");
        File.Copy(Checkout.Fixture("uki", "toy.sbsign.efi"), _folder["theirs.efi"]);
        Tool.Require("sbattach", "sbsigntool").Run("--detach", _folder["p7"], _folder["theirs.efi"]);
        Assert.Equal(SignedFiles.Fixture("toy.sbsign.efi"), Attached([("p7", File.ReadAllBytes(_folder["p7"]))]));

        Tool.Require("sbsign", "sbsigntool").Run(
            "--detached", "--key", _folder["one.key"], "--cert", _folder["one.crt"], "--output", _folder["made.p7"], Checkout.Fixture("uki", "toy.262.efi"));
        byte[] twice = Attached([("theirs", File.ReadAllBytes(_folder["p7"])), ("made", File.ReadAllBytes(_folder["made.p7"]))]);
        File.WriteAllBytes(_folder["twice.efi"], twice);
        Tool.Require("sbverify", "sbsigntool").Run("--cert", _folder["one.crt"], _folder["twice.efi"]);
        Tool.Require("sbverify", "sbsigntool").Run("--cert", Checkout.Fixture("uki", "sb.crt"), _folder["twice.efi"]);
    }

    [Fact]
    public void OursCanBeTakenOutBySbattachAndPesign()
    {
        using Signer signer = TestKeys.Signer(_folder, "one");
        File.WriteAllBytes(_folder["signed.efi"], SignedFiles.Sign(SignedFiles.Fixture("toy.262.efi"), null, signer));
        File.Copy(_folder["signed.efi"], _folder["copy.efi"]);
        Tool.Require("pesign", "pesign").Run("-i", _folder["signed.efi"], "-u", "0", "-e", _folder["pesign.p7"]);
        Assert.Equal(File.ReadAllBytes(_folder["signed.efi"]), Attached([("p7", File.ReadAllBytes(_folder["pesign.p7"]))]));
        Tool.Require("sbattach", "sbsigntool").Run("--detach", _folder["sbattach.p7"], "--remove", _folder["copy.efi"]);
        Assert.Equal(File.ReadAllBytes(_folder["signed.efi"]), Attached([("p7", File.ReadAllBytes(_folder["sbattach.p7"]))]));
    }

    [Fact]
    public void WhatIsNotOfThisImageIsRefused()
    {
        using Signer signer = TestKeys.Signer(_folder, "one");
        PEImage other = SignedFiles.Open(SignedFiles.Fixture("toy-mp.262.efi"));
        RequireRefused("IC-SGN05", () => Attached([("raw", signer.Sign(AuthenticodeClaim.Of(other, null).SignedAttributes.Span).ToArray())], signer.Certificates));
        RequireRefused("IC-SGN05", () => Attached([("raw", [1, 2, 3])], signer.Certificates));
        RequireRefused("IC-SGN05", () => Attached([("p7", AuthenticodeClaim.Of(other, null).Sign(signer))]));
        RequireRefused("IC-SGN04", () => Attached([("raw", [1, 2, 3])]));
        byte[] damaged = AuthenticodeClaim.Of(_image, null).Sign(signer);
        damaged[^1] ^= 1;
        RequireRefused("IC-SGN05", () => Attached([("p7", damaged)]));
    }

    /// <summary>Whatever is changed or cut off, it is refused as malformed or read; where it was signed, it is not intact any more.</summary>
    [Fact]
    public void EveryChangedByteAndEveryEndIsNoticed()
    {
        using Signer signer = TestKeys.Signer(_folder, "one");
        var claim = AuthenticodeClaim.Of(_image, null);
        byte[] signature = claim.Sign(signer);
        int content = signature.AsSpan().IndexOf(claim.Content.Span);
        int attributes = signature.AsSpan().IndexOf(claim.SignedAttributes.Span[1..]);
        for (int i = 0; i < signature.Length; i++)
        {
            byte[] cut = signature[..i];
            Assert.Throws<ComposerException>(() => AuthenticodeSignature.Read("cut", cut));
            byte[] changed = [.. signature];
            changed[i] ^= 0x41;
            bool isSigned = (i >= content && i < content + claim.Content.Length) || (i >= attributes && i < attributes + claim.SignedAttributes.Length - 1) || i >= signature.Length - 256;
            Assert.False(IsIntact(changed) && isSigned, $"byte {i}");
        }
    }

    private static bool IsIntact(byte[] signature)
    {
        try
        {
            return AuthenticodeSignature.Read("changed", signature).IsIntact;
        }
        catch (ComposerException refused)
        {
            Assert.Equal(FailureKind.Malformed, refused.Id.Kind);
            return false;
        }
    }

    private byte[] Attached(ImmutableArray<(string Name, byte[] Bytes)> files, params ImmutableArray<X509Certificate2> certificate)
    {
        PositionalSource signed = SignedImage.Append(_image, DetachedSignatures.Attach(_image, files, certificate.IsEmpty ? [] : [certificate], null));
        var bytes = new byte[signed.Length];
        signed.ReadExactlyAt(0, bytes);
        return bytes;
    }

    private ImmutableArray<X509Certificate2> Certificate(string name) => CertificateFiles.Read(Disk.Host, _folder[name + ".crt"]);

    private static void RequireRefused(string id, Func<byte[]> attach) => Assert.Equal(id, Assert.Throws<ComposerException>(attach).Id.ToString());
}
