using System.Collections.Immutable;
using InitrdComposer.Formats.OpenPgp;
using InitrdComposer.Repository.Signatures;
using InitrdComposer.Testing;
using InitrdComposer.Testing.OpenPgp;
using Xunit;

namespace InitrdComposer.Tests.Repository.Signatures;

/// <summary>Each rule of the policy, with keys that break it alone.</summary>
public sealed class VerifierTests : VerifierScene
{
    public static TheoryData<int, int, int> Accepted => new()
    {
        { 4, 4, 8 }, { 4, 4, 9 }, { 4, 4, 10 }, { 4, 4, 12 }, { 4, 3, 8 }, { 4, 3, 10 }, { 6, 6, 8 }, { 6, 6, 9 }, { 6, 6, 10 },
    };

    [Theory, MemberData(nameof(Accepted))]
    public void ASignatureByThePrimaryKeyIsGood(int keyVersion, int version, int hash)
    {
        var key = MadeKey.P256(Birth, keyVersion);
        var good = Assert.IsType<Verdict.Good>(Verdict(key.Certificate(Self with { Version = keyVersion }), key.Sign(OfData with { Version = version, Hash = hash }, Data)));
        Assert.Equal(key.Fingerprint, good.Certificate.ToString());
        Assert.Equal(good.Certificate, good.Key);
        Assert.Equal(Signing, good.Made);
    }

    [Theory]
    [InlineData(2048)]
    [InlineData(3072)]
    public void RsaFrom2048BitsOnIsGood(int bits)
    {
        var key = MadeKey.Rsa(bits, Birth);
        Assert.IsType<Verdict.Good>(Verdict(key.Certificate(Self), key.Sign(OfData, Data)));
    }

    [Fact]
    public void AnyKeyIdWillDoWhereTheFingerprintIsNotNamed()
    {
        MadeSignature unnamed = OfData with { NamesIssuer = false };
        Assert.IsType<Verdict.Good>(Verdict(Primary.Certificate(Self), Primary.Sign(unnamed, Data)));
        Assert.IsType<Verdict.Good>(Verdict(Primary.Certificate(Self), Primary.Sign(unnamed with { Unhashed = MadeSignature.Subpacket(16, false, Primary.KeyId) }, Data)));
        Refused(Refusal.UnknownKey, Primary.Certificate(Self), Primary.Sign(unnamed with { Unhashed = MadeSignature.Subpacket(16, false, Subkey.KeyId) }, Data));
    }

    [Fact]
    public void ABoundSubkeySignsForItsCertificate()
    {
        var good = Assert.IsType<Verdict.Good>(Verdict(WithSubkey(Binding, Back), Subkey.Sign(OfData, Data)));
        Assert.Equal(Primary.Fingerprint, good.Certificate.ToString());
        Assert.Equal(Subkey.Fingerprint, good.Key.ToString());
    }

    [Fact]
    public void SomebodyElsesKeyIsUnknown()
    {
        Verdict.Refused refused = Refused(Refusal.UnknownKey, Primary.Certificate(Self), Subkey.Sign(OfData, Data));
        Assert.Equal($"key {Subkey.Fingerprint}", refused.Got);
        Assert.Equal(Primary.Fingerprint, refused.Expected);
        Assert.Equal(Refusal.UnknownKey, Assert.IsType<Verdict.Refused>(new Verifier([]).Verify(Read(Primary.Sign(OfData, Data)), new MemoryStream(Data), Now)).Reason);
    }

    [Fact]
    public void OtherBytesAreNotSigned()
    {
        byte[] signature = Primary.Sign(OfData, Data);
        Verifier verifier = VerifierOf(Primary.Certificate(Self));
        for (int bit = 0; bit < Data.Length * 8; bit++)
        {
            byte[] other = [.. Data];
            other[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.Equal(Refusal.BadSignature, Assert.IsType<Verdict.Refused>(verifier.Verify(Read(signature), new MemoryStream(other), Now)).Reason);
        }

        Assert.Equal(Refusal.BadSignature, Assert.IsType<Verdict.Refused>(verifier.Verify(Read(signature), new MemoryStream([.. Data, 0]), Now)).Reason);
    }

    /// <summary>Unhashed subpackets are anybody's: they neither date a signature nor tell what a key is for.</summary>
    [Fact]
    public void WhatIsNotHashedDoesNotCount()
    {
        byte[] time = MadeSignature.Subpacket(2, false, [0x5E, 0, 0, 0]);
        Refused(Refusal.Undated, Primary.Certificate(Self), Primary.Sign(OfData with { SaysWhen = false, Unhashed = time }, Data));
        Refused(Refusal.NoSigningFlag, Primary.Certificate(CertifyOnly with { Unhashed = MadeSignature.Subpacket(27, false, [3]) }), Primary.Sign(OfData, Data));
        byte[] critical = MadeSignature.Subpacket(99, true, [1]);
        Assert.IsType<Verdict.Good>(Verdict(Primary.Certificate(Self), Primary.Sign(OfData with { Unhashed = critical }, Data)));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void WeakHashesAreRefused(int hash) => Refused(Refusal.WeakHash, Primary.Certificate(Self), Primary.Sign(OfData with { Hash = hash }, Data));

    /// <summary>RIPEMD-160 and SHA-224, which no recipe can let pass, and one that nobody knows.</summary>
    [Theory]
    [InlineData(3)]
    [InlineData(11)]
    [InlineData(99)]
    public void HashesThatCannotBeComputedAreUnsupported(int hash)
    {
        byte[] signature = Primary.Sign(OfData with { Hash = hash }, Data);
        Refused(Refusal.UnsupportedAlgorithm, Primary.Certificate(Self), signature);
        var lenient = new Verifier(CertificateReader.Read(Primary.Certificate(Self))) { AllowsWeakHashes = true };
        Assert.Equal(Refusal.UnsupportedAlgorithm, Assert.IsType<Verdict.Refused>(lenient.Verify(Read(signature), new MemoryStream(Data), Now)).Reason);
    }

    [Fact]
    public void WeakKeysAreRefused()
    {
        var rsa = MadeKey.Rsa(1024, Birth);
        Assert.Contains("RSA of 1024 bits", Refused(Refusal.WeakKey, rsa.Certificate(Self), rsa.Sign(OfData, Data)).Got, StringComparison.Ordinal);
        foreach (byte algorithm in (byte[])[16, 17, 20])
        {
            var other = MadeKey.Other(algorithm, Birth, [.. MadeKey.Mpi([1]), .. MadeKey.Mpi([1])]);
            Refused(Refusal.WeakKey, other.Certificate(Self), other.Sign(OfData, Data));
        }
    }

    [Fact]
    public void AWeakPrimaryKeyCannotVouchForAStrongSubkey()
    {
        var weak = MadeKey.Rsa(1024, Birth);
        Refused(Refusal.WeakKey, [.. weak.Certificate(Self), .. weak.Bind(Subkey, Binding, Back)], Subkey.Sign(OfData, Data));
    }

    [Theory]
    [InlineData(30)]
    [InlineData(31)]
    [InlineData(32)]
    [InlineData(99)]
    public void AlgorithmsThatCannotBeVerifiedAreNotSkipped(byte algorithm)
    {
        var key = MadeKey.Other(algorithm, Birth, [1, 2, 3]);
        Refused(Refusal.UnsupportedAlgorithm, key.Certificate(Self), key.Sign(OfData, Data));
    }

    [Fact]
    public void CurvesThatAreNotKnownAreUnsupported()
    {
        // brainpoolP256r1
        var key = MadeKey.Other(19, Birth, [9, 0x2B, 0x24, 3, 3, 2, 8, 1, 1, 7, .. MadeKey.Mpi([4, .. new byte[64]])]);
        Refused(Refusal.UnsupportedAlgorithm, key.Certificate(Self), key.Sign(OfData, Data));
    }

    [Fact]
    public void AnExpiredKeyIsRefusedFromThatSecondOn()
    {
        MadeSignature self = Self.WithKeyExpiry(TimeSpan.FromDays(1000));
        DateTimeOffset expiry = Birth.AddDays(1000);
        byte[] certificate = Primary.Certificate(self);
        byte[] signature = Primary.Sign(OfData, Data);
        Assert.IsType<Verdict.Good>(Verdict(certificate, signature, expiry.AddSeconds(-1)));
        Assert.Equal(Refusal.Expired, Assert.IsType<Verdict.Refused>(Verdict(certificate, signature, expiry)).Reason);
    }

    [Fact]
    public void TheNewestSelfSignatureSaysWhenAKeyExpires()
    {
        byte[] expired = Primary.Certificate(Self.WithKeyExpiry(TimeSpan.FromDays(365)));
        byte[] prolonged = Primary.Sign(Self.WithKeyExpiry(TimeSpan.FromDays(10_000)) with { Type = 0x13, Made = Signing }, Primary.Hashed, MadeKey.HashedUserId("A Signer <signer@example.org>"));
        Refused(Refusal.Expired, expired, Primary.Sign(OfData, Data));
        Assert.IsType<Verdict.Good>(Verdict([.. expired, .. prolonged], Primary.Sign(OfData, Data)));
        // Shortened, by a signature over the key alone.
        byte[] shortened = Primary.Sign(Self.WithKeyExpiry(TimeSpan.FromDays(365)) with { Type = 0x1F, Made = Signing.AddDays(1) }, Primary.Hashed);
        Refused(Refusal.Expired, [.. Primary.PrimaryPacket, .. shortened, .. expired[Primary.PrimaryPacket.Length..], .. prolonged], Primary.Sign(OfData, Data));
    }

    [Fact]
    public void AnExpiredSubkeyIsRefused() =>
        Assert.Contains(Subkey.Fingerprint, Refused(Refusal.Expired, WithSubkey(Binding.WithKeyExpiry(TimeSpan.FromDays(1)), Back), Subkey.Sign(OfData, Data)).Got, StringComparison.Ordinal);

    [Fact]
    public void AnExpiredPrimaryKeyTakesItsSubkeysAlong() =>
        Refused(
            Refusal.Expired, [.. Primary.Certificate(CertifyOnly.WithKeyExpiry(TimeSpan.FromDays(1))), .. Primary.Bind(Subkey, Binding, Back)], Subkey.Sign(OfData, Data));

    [Fact]
    public void ASignatureMayExpireByItself() => Refused(Refusal.Expired, Primary.Certificate(Self), Primary.Sign(OfData.WithExpiry(TimeSpan.FromDays(1)), Data));

    [Fact]
    public void WithoutAValidSelfSignatureNothingHolds()
    {
        byte[] id = MadeKey.UserIdPacket("a");
        Refused(Refusal.Unbound, Primary.PrimaryPacket, Primary.Sign(OfData, Data));
        Refused(Refusal.Unbound, [.. Primary.PrimaryPacket, .. id], Primary.Sign(OfData, Data));
        // By another key, over another user id, not any more, not understood, of MD5.
        Refused(Refusal.Unbound, [.. Primary.PrimaryPacket, .. id, .. Subkey.Sign(Self with { Type = 0x13 }, Primary.Hashed, MadeKey.HashedUserId("a"))], Primary.Sign(OfData, Data));
        Refused(Refusal.Unbound, [.. Primary.PrimaryPacket, .. id, .. Primary.Sign(Self with { Type = 0x13 }, Primary.Hashed, MadeKey.HashedUserId("b"))], Primary.Sign(OfData, Data));
        Refused(Refusal.Unbound, Primary.Certificate(Self.WithExpiry(TimeSpan.FromDays(1))), Primary.Sign(OfData, Data));
        Refused(Refusal.Unbound, Primary.Certificate(Self.With(99, [1], isCritical: true)), Primary.Sign(OfData, Data));
        Refused(Refusal.Unbound, Primary.Certificate(Self with { Hash = 1 }), Primary.Sign(OfData, Data));
        // Of version 6 only a signature over the key alone will do.
        var key = MadeKey.P256(Birth, 6);
        Refused(
            Refusal.Unbound, [.. key.PrimaryPacket, .. id, .. key.Sign(Self with { Version = 6, Type = 0x13 }, key.Hashed, MadeKey.HashedUserId("a"))], key.Sign(OfData with { Version = 6 }, Data));
    }

    /// <summary>By a clock that is behind, a certificate of today is of the future: nobody needs another certificate.</summary>
    [Fact]
    public void WhatACertificateWillSayIsOfTheFuture()
    {
        byte[] certificate = Primary.Certificate(Self with { Made = Now.AddDays(30) });
        Verdict.Refused refused = Refused(Refusal.Future, certificate, Primary.Sign(OfData, Data));
        Assert.Equal($"certificate {Primary.Fingerprint}, whose self-signature is of 2024-01-31 00:00:00Z", refused.Got);
        Assert.Equal("at latest 2024-01-01 00:05:00Z, by this clock", refused.Expected);
        byte[] bound = [.. Primary.Certificate(CertifyOnly), .. Primary.Bind(Subkey, Binding with { Made = Now.AddDays(30) }, Back)];
        Assert.Equal($"subkey {Subkey.Fingerprint}, whose self-signature is of 2024-01-31 00:00:00Z", Refused(Refusal.Future, bound, Subkey.Sign(OfData, Data)).Got);
    }

    /// <summary>See SelfSignatures for why: keys that distributions ship are like that.</summary>
    [Fact]
    public void SelfSignaturesMayBeOfSha1AndBindingsMayNot()
    {
        var key = MadeKey.Rsa(2048, Birth);
        var subkey = MadeKey.Rsa(2048, Birth);
        byte[] certificate = key.Certificate(Self with { Hash = 2 });
        Assert.IsType<Verdict.Good>(Verdict(certificate, key.Sign(OfData, Data)));
        Assert.IsType<Verdict.Good>(Verdict([.. certificate, .. key.Bind(subkey, Binding, Back)], subkey.Sign(OfData, Data)));
        Refused(Refusal.Unbound, [.. certificate, .. key.Bind(subkey, Binding with { Hash = 2 }, Back)], subkey.Sign(OfData, Data));
        Refused(Refusal.Unbound, [.. certificate, .. key.Bind(subkey, Binding, Back with { Hash = 2 })], subkey.Sign(OfData, Data));
    }

    /// <summary>CVE-2021-3521: else whoever writes a certificate takes any key into it.</summary>
    [Fact]
    public void ASubkeyNeedsTheWordOfBoth()
    {
        MadeKey other = MadeKey.P256(Birth);
        byte[] signature = Subkey.Sign(OfData, Data);
        Refused(Refusal.Unbound, [.. Primary.Certificate(Self), .. Subkey.SubkeyPacket], signature);
        Refused(Refusal.Unbound, WithSubkey(Binding, null), signature);
        Refused(Refusal.Unbound, [.. Primary.Certificate(Self), .. other.Bind(Subkey, Binding, Back)], signature);
        // The cross-certification is of another type, by another key, over another pair, or garbage.
        Refused(Refusal.Unbound, WithEmbedded(Subkey.SignatureBody(Back with { Type = 0x18 }, Primary.Hashed, Subkey.Hashed)), signature);
        Refused(Refusal.Unbound, WithEmbedded(other.SignatureBody(Back with { Type = 0x19 }, Primary.Hashed, Subkey.Hashed)), signature);
        Refused(Refusal.Unbound, WithEmbedded(Subkey.SignatureBody(Back with { Type = 0x19 }, other.Hashed, Subkey.Hashed)), signature);
        Refused(Refusal.Unbound, WithEmbedded([4, 0x19]), signature);
        Assert.IsType<Verdict.Good>(Verdict(WithEmbedded(Subkey.SignatureBody(Back with { Type = 0x19 }, Primary.Hashed, Subkey.Hashed)), signature));

        byte[] WithEmbedded(byte[] back) =>
            [.. Primary.Certificate(Self), .. Primary.Bind(Subkey, Binding with { Unhashed = MadeSignature.Subpacket(32, false, back) }, null)];
    }

    [Fact]
    public void OnlyKeysThatAreForSigningSign()
    {
        Refused(Refusal.NoSigningFlag, Primary.Certificate(CertifyOnly), Primary.Sign(OfData, Data));
        Refused(Refusal.NoSigningFlag, Primary.Certificate(new MadeSignature(Birth)), Primary.Sign(OfData, Data));
        Refused(Refusal.NoSigningFlag, WithSubkey(new MadeSignature(Birth).WithFlags(12), Back), Subkey.Sign(OfData, Data));
        Refused(Refusal.NoSigningFlag, WithSubkey(new MadeSignature(Birth), Back), Subkey.Sign(OfData, Data));
    }

    [Fact]
    public void ClocksMayBeFiveMinutesApart()
    {
        byte[] certificate = Primary.Certificate(Self);
        Assert.IsType<Verdict.Good>(Verdict(certificate, Primary.Sign(OfData, Data), Signing.AddMinutes(-5)));
        Assert.Equal(Refusal.Future, Assert.IsType<Verdict.Refused>(Verdict(certificate, Primary.Sign(OfData, Data), Signing.AddMinutes(-5).AddSeconds(-1))).Reason);
    }

    [Fact]
    public void ASignatureIsNotOlderThanItsKey() => Refused(Refusal.BeforeKey, Primary.Certificate(Self), Primary.Sign(OfData with { Made = Birth.AddSeconds(-1) }, Data));

    [Fact]
    public void OtherVersionsAndTypesAreRefused()
    {
        byte[] signature = Primary.Sign(OfData, Data);
        foreach (byte version in (byte[])[0, 1, 2, 5, 7, 255])
        {
            byte[] other = [.. signature];
            other[6] = version;
            Refused(Refusal.UnsupportedVersion, Primary.Certificate(Self), other);
        }

        var key = MadeKey.P256(Birth, 6);
        Refused(Refusal.UnsupportedVersion, key.Certificate(Self with { Version = 6 }), key.Sign(OfData, Data));
        Refused(Refusal.UnsupportedVersion, Primary.Certificate(Self), Primary.Sign(OfData with { Version = 6 }, Data));
        foreach (int type in (int[])[0x01, 0x02, 0x10, 0x13, 0x18, 0x1F, 0x40, 0x50]) Refused(Refusal.UnsupportedType, Primary.Certificate(Self), Primary.Sign(OfData with { Type = type }, Data));
    }

    [Fact]
    public void ACriticalSubpacketThatIsNotKnownIsRefused()
    {
        Refused(Refusal.UnknownCritical, Primary.Certificate(Self), Primary.Sign(OfData.With(99, [1], isCritical: true), Data));
        // A notation: which ones are critical to whom is not known here.
        Refused(Refusal.UnknownCritical, Primary.Certificate(Self), Primary.Sign(OfData.With(20, new byte[8], isCritical: true), Data));
        Assert.IsType<Verdict.Good>(Verdict(Primary.Certificate(Self), Primary.Sign(OfData.With(99, [1]).With(20, new byte[8]), Data)));
    }

    /// <summary>Two keys of one 64-bit id, made by rpm's authors: a signature that names the id is judged by both, one that names the fingerprint by its own.</summary>
    [Fact]
    public void KeysOfOneIdAreToldApart()
    {
        ImmutableArray<Certificate> both = KeyFixtures.Read("rpm-software-management_rpm/keyidcollision1.pub", "rpm-software-management_rpm/keyidcollision2.pub");
        Assert.Equal(both[0].Fingerprint.KeyId, both[1].Fingerprint.KeyId);
        Assert.NotEqual(both[0].Fingerprint, both[1].Fingerprint);
        byte[] named = Primary.Sign(OfData with { NamesIssuer = false, Unhashed = MadeSignature.Subpacket(16, false, [0x42, 0x65, 0x5A, 0x75, 0x15, 0x6B, 0x3D, 0xE0]) }, Data);
        var verifier = new Verifier([.. both, .. CertificateReader.Read(Primary.Certificate(Self))]);
        Assert.Equal(Refusal.BadSignature, Assert.IsType<Verdict.Refused>(verifier.Verify(Read(named), new MemoryStream(Data), Now)).Reason);
    }
}
