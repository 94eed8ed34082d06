using System.Buffers.Binary;
using InitrdComposer.Diagnostics;
using InitrdComposer.Files;
using InitrdComposer.Formats;
using InitrdComposer.Formats.PE;
using InitrdComposer.Signing;
using InitrdComposer.Testing;
using InitrdComposer.Tests.Signing;
using InitrdComposer.Uki;
using InitrdComposer.Uki.Forecast;
using InitrdComposer.Uki.PcrSignatures;
using InitrdComposer.Uki.Verification;
using Xunit;
using PublicKey = InitrdComposer.Signing.PublicKey;

namespace InitrdComposer.Tests.Uki;

public sealed class UkiVerificationTests
{
    private static readonly UkiDemands Nothing = new([], null, PhasePath.Defaults);

    private static readonly PublicKey PcrKey = PublicKey.Read(Disk.Host, Checkout.Fixture("uki", "pcr-pub.pem"));

    /// <summary>Made by ukify 257 and 262, signed by three tools.</summary>
    [Theory]
    [InlineData("toy.257.efi", 0, 4)]
    [InlineData("toy.262.efi", 0, 4)]
    [InlineData("toy-mp.262.efi", 0, 2)]
    [InlineData("toy-nopcr.262.efi", 0, 0)]
    [InlineData("toy.sbsign.efi", 1, 4)]
    [InlineData("toy.ossl.efi", 1, 4)]
    [InlineData("toy.sdsbsign.efi", 1, 4)]
    [InlineData("toy.262.addon.efi", 0, 0)]
    public void WhatOtherToolsMadeHolds(string name, int signatures, int policies)
    {
        var demands = new UkiDemands(
            signatures == 0 ? [] : CertificateFiles.Read(Disk.Host, Checkout.Fixture("uki", "sb.crt")), policies == 0 ? null : PcrKey, PhasePath.Defaults);
        var verification = UkiVerification.Of(UkiFixtures.Source(name), demands);
        Assert.Empty(verification.Findings);
        Assert.Null(verification.Failure);
        Assert.Equal(signatures, verification.Signatures.Length);
        Assert.Equal(policies, verification.PcrSignatures.Sum(check => check.Signatures.Length));
    }

    [Fact]
    public void AByteOfASectionMakesItsSignatureAndItsPoliciesWrong()
    {
        byte[] image = UkiFixtures.Bytes("toy.sbsign.efi");
        image[SectionOf(image, ".cmdline").PointerToRawData] ^= 1;
        var verification = UkiVerification.Of(UkiFixtures.Source("changed", image), Nothing with { Certificates = CertificateFiles.Read(Disk.Host, Checkout.Fixture("uki", "sb.crt")) });
        Assert.Equal(FailureKind.Verification, verification.Failure);
        Assert.Equal(["IC-PEX15", "IC-SGN05", "IC-SGN06", "IC-SGN08"], verification.Findings.Select(finding => finding.Id.ToString()).Distinct().Order());
        Assert.Equal(4, verification.Findings.Count(finding => finding is { Section: ".pcrsig", Id.Number: 8 }));
    }

    [Fact]
    public void AClaimThatDoesNotHoldIsLessThanASignatureThatIsWrong()
    {
        byte[] image = UkiFixtures.Bytes("toy.262.efi");
        image[SectionOf(image, ".cmdline").PointerToRawData] ^= 1;
        Assert.Equal(FailureKind.Claim, UkiVerification.Of(UkiFixtures.Source("changed", image), Nothing).Failure);

        image = UkiFixtures.Bytes("toy.262.efi");
        SectionHeader section = SectionOf(image, ".pcrsig");
        int base64 = image.AsSpan((int)section.PointerToRawData).IndexOf("\"sig\": \""u8) + 40;
        image[section.PointerToRawData + base64] = image[section.PointerToRawData + base64] == 'A' ? (byte)'B' : (byte)'A';
        var verification = UkiVerification.Of(UkiFixtures.Source("changed", image), Nothing);
        Assert.Equal(FailureKind.Verification, verification.Failure);
        Assert.Equal("IC-SGN07", Assert.Single(verification.Findings).Id.ToString());
    }

    [Fact]
    public void AnotherKeyHasNotSigned()
    {
        using var folder = new TempFolder();
        using Signer other = TestKeys.Signer(folder, "other");
        var verification = UkiVerification.Of(UkiFixtures.Source("toy.262.efi"), Nothing with { PcrKey = other.PublicKey, Certificates = other.Certificates });
        Assert.Equal(["IC-SGN06", "IC-SGN07"], verification.Findings.Select(finding => finding.Id.ToString()));
        Assert.Equal(FailureKind.Verification, verification.Failure);
    }

    [Fact]
    public void PoliciesOfPhasesThatAreNotAskedForAreFindings()
    {
        var verification = UkiVerification.Of(UkiFixtures.Source("toy.262.efi"), Nothing with { Phases = [PhasePath.Parse("enter-initrd")] });
        Assert.Equal(3, verification.Findings.Length);
        Assert.All(verification.Findings, finding => Assert.Contains("enter-initrd", finding.Expected, StringComparison.Ordinal));
    }

    /// <summary>What `objcopy --update-section` leaves: content grows, VirtualSize stays.</summary>
    [Fact]
    public void ContentBehindVirtualSizeIsAFinding()
    {
        byte[] image = UkiFixtures.Bytes("toy-nopcr.262.efi");
        int row = RowOf(image, ".initrd");
        WriteU32(image, row + 8, 0x10);
        Finding finding = Assert.Single(UkiVerification.Of(UkiFixtures.Source("cut", image), Nothing).Findings);
        Assert.Equal((".initrd", "VirtualSize", "0x10", row + 8L), (finding.Section, finding.Rule, finding.Got, finding.Offset));
        Assert.Equal(FailureKind.Claim, finding.Id.Kind);
    }

    /// <summary>VirtualSize beyond the file: the stub measures zeros there, and so policies of the file's bytes alone are of another boot.</summary>
    [Fact]
    public void PoliciesAreOfWhatTheStubSeesInMemory()
    {
        using var folder = new TempFolder();
        byte[] image = UkiFixtures.Bytes("toy-nopcr.262.efi");
        WriteU32(image, RowOf(image, ".uname") + 8, 0x300);
        using Signer signer = TestKeys.Signer(folder, "pcr");
        using var output = new MemoryStream();
        new PcrSigning(signer, [PcrPhases.Default], [DigestAlgorithm.Sha256]).Write(UkiImage.Open(UkiFixtures.Source("zeros", image)), output);

        NamedSource signed = UkiFixtures.Source("signed", output.ToArray());
        string[] policies = [.. UkiVerification.Of(signed, Nothing with { PcrKey = signer.PublicKey }).PcrSignatures[0].Signatures.Select(signature => signature.Policy.Policy.Hex)];
        PcrForecast forecast = UkiForecast.Of(UkiImage.Open(signed), Companions.None, new([], "262"), [DigestAlgorithm.Sha256]).Profiles[0].Pcrs;
        Assert.Equal(PhasePath.Defaults.Select(phase => PolicyDigest.Of(forecast.KernelBootAfter(phase, DigestAlgorithm.Sha256)).Hex), policies);
        Assert.DoesNotContain(UkiVerification.Of(signed, Nothing).Findings, finding => finding.Section == ".pcrsig");
    }

    [Theory]
    [InlineData(8, 0, "VirtualSize")]
    [InlineData(8, 0x201, "VirtualSize")]
    [InlineData(16, 0x1F0, "SizeOfRawData, PointerToRawData")]
    public void ASectionsSizeThatTheStubReadsOtherwiseIsAFinding(int field, uint value, string rule)
    {
        byte[] image = UkiFixtures.Bytes("toy-nopcr.262.efi");
        WriteU32(image, RowOf(image, ".uname") + field, value);
        Assert.Contains(UkiVerification.Of(UkiFixtures.Source("changed", image), Nothing).Findings, finding => finding.Section == ".uname" && finding.Rule == rule);
    }

    /// <summary>Whatever compilers and linkers call it: only sections of UKIs are read by their VirtualSize.</summary>
    [Fact]
    public void MemoryOfTheStubsOwnSectionsIsItsOwn()
    {
        byte[] image = UkiFixtures.Bytes("toy-nopcr.262.efi");
        int row = RowOf(image, ".text");
        ".tls\0\0\0\0"u8.CopyTo(image.AsSpan(row));
        WriteU32(image, row + 8, 0x800);
        Assert.Empty(UkiVerification.Of(UkiFixtures.Source("changed", image), Nothing).Findings);
    }

    [Theory]
    [InlineData(56, "SizeOfImage")]
    [InlineData(64, "CheckSum")]
    public void AHeaderThatDoesNotFitIsAFinding(int field, string rule)
    {
        byte[] image = UkiFixtures.Bytes("toy-nopcr.262.efi");
        int offset = 0x40 + 24 + field;
        WriteU32(image, offset, BinaryPrimitives.ReadUInt32LittleEndian(image.AsSpan(offset)) + 0x1000);
        Finding finding = Assert.Single(UkiVerification.Of(UkiFixtures.Source("changed", image), Nothing).Findings);
        Assert.Equal((rule, (long)offset), (finding.Rule, finding.Offset));
    }

    [Theory]
    [InlineData("sbat,", "sbax,", "line 1")]
    [InlineData(",1,", ",0,", "line 1")]
    public void SbatThatShimDoesNotReadIsAFinding(string from, string to, string rule)
    {
        byte[] image = UkiFixtures.Bytes("toy-nopcr.262.efi");
        int place = (int)SectionOf(image, ".sbat").PointerToRawData;
        place += image.AsSpan(place).IndexOf(System.Text.Encoding.ASCII.GetBytes(from));
        System.Text.Encoding.ASCII.GetBytes(to).CopyTo(image, place);
        Finding finding = Assert.Single(UkiVerification.Of(UkiFixtures.Source("changed", image), Nothing).Findings);
        Assert.Equal((".sbat", rule), (finding.Section, finding.Rule));
    }

    [Fact]
    public void ASignatureOfAWeakDigestDoesNotLeadToACertificate()
    {
        using var folder = new TempFolder();
        TestKeys.Make(folder, "one");
        Tool.Require("osslsigncode", "osslsigncode").Run(
            "sign", "-h", "sha1", "-certs", folder["one.crt"], "-key", folder["one.key"], "-in", Checkout.Fixture("uki", "toy.262.efi"), "-out", folder["signed.efi"]);
        var verification = UkiVerification.Of(
            UkiFixtures.Source("signed.efi", File.ReadAllBytes(folder["signed.efi"])), Nothing with { Certificates = CertificateFiles.Read(Disk.Host, folder["one.crt"]) });
        Assert.Contains("weak: sha1", Assert.Single(verification.Findings).Got, StringComparison.Ordinal);
    }

    [Fact]
    public void TwoCertificatesNeedASignatureEach()
    {
        using var folder = new TempFolder();
        using Signer one = TestKeys.Signer(folder, "one");
        using Signer two = TestKeys.Signer(folder, "two");
        byte[] once = SignedFiles.Sign(UkiFixtures.Bytes("toy.262.efi"), null, one);
        UkiDemands both = Nothing with { Certificates = [one.Certificates[0], two.Certificates[0]] };
        Assert.Contains("CN=two", Assert.Single(UkiVerification.Of(UkiFixtures.Source("once", once), both).Findings).Expected, StringComparison.Ordinal);
        Assert.Empty(UkiVerification.Of(UkiFixtures.Source("twice", SignedFiles.Sign(once, null, two)), both).Findings);
    }

    private static SectionHeader SectionOf(byte[] image, string name) => SignedFiles.Open(image).Sections.Single(section => section.Name == name);

    private static int RowOf(byte[] image, string name)
    {
        PEImage opened = SignedFiles.Open(image);
        return (int)opened.SectionTableOffset + (opened.Sections.IndexOf(SectionOf(image, name)) * SectionHeader.Size);
    }

    private static void WriteU32(byte[] image, int offset, uint value) => BinaryPrimitives.WriteUInt32LittleEndian(image.AsSpan(offset), value);
}
