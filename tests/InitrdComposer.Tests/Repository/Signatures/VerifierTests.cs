using System.Collections.Immutable;
using InitrdComposer.Formats.OpenPgp;
using InitrdComposer.Repository.Signatures;
using InitrdComposer.Testing;
using InitrdComposer.Testing.OpenPgp;
using Xunit;

namespace InitrdComposer.Tests.Repository.Signatures;

/// <summary>Each rule of the policy, with keys that break it alone.</summary>
public sealed class VerifierTests
{
    private static readonly DateTimeOffset Birth = new(2020, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset Signing = new(2022, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset Now = new(2024, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly byte[] Data = "what is signed"u8.ToArray();

    private static readonly MadeSignature Self = new MadeSignature(Birth).WithFlags(3);
    private static readonly MadeSignature CertifyOnly = new MadeSignature(Birth).WithFlags(1);
    private static readonly MadeSignature Binding = new MadeSignature(Birth).WithFlags(2);
    private static readonly MadeSignature Back = new(Birth);
    private static readonly MadeSignature OfData = new(Signing);

    private readonly MadeKey _primary = MadeKey.P256(Birth);
    private readonly MadeKey _subkey = MadeKey.P256(Birth);

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
        Assert.IsType<Verdict.Good>(Verdict(_primary.Certificate(Self), _primary.Sign(unnamed, Data)));
        Assert.IsType<Verdict.Good>(Verdict(_primary.Certificate(Self), _primary.Sign(unnamed with { Unhashed = MadeSignature.Subpacket(16, false, _primary.KeyId) }, Data)));
        Refused(Refusal.UnknownKey, _primary.Certificate(Self), _primary.Sign(unnamed with { Unhashed = MadeSignature.Subpacket(16, false, _subkey.KeyId) }, Data));
    }

    [Fact]
    public void ABoundSubkeySignsForItsCertificate()
    {
        var good = Assert.IsType<Verdict.Good>(Verdict(WithSubkey(Binding, Back), _subkey.Sign(OfData, Data)));
        Assert.Equal(_primary.Fingerprint, good.Certificate.ToString());
        Assert.Equal(_subkey.Fingerprint, good.Key.ToString());
    }

    [Fact]
    public void SomebodyElsesKeyIsUnknown()
    {
        Verdict.Refused refused = Refused(Refusal.UnknownKey, _primary.Certificate(Self), _subkey.Sign(OfData, Data));
        Assert.Equal($"key {_subkey.Fingerprint}", refused.Got);
        Assert.Equal(_primary.Fingerprint, refused.Expected);
        Assert.Equal(Refusal.UnknownKey, Assert.IsType<Verdict.Refused>(new Verifier([]).Verify(Read(_primary.Sign(OfData, Data)), new MemoryStream(Data), Now)).Reason);
    }

    [Fact]
    public void OtherBytesAreNotSigned()
    {
        byte[] signature = _primary.Sign(OfData, Data);
        Verifier verifier = VerifierOf(_primary.Certificate(Self));
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
        Refused(Refusal.Undated, _primary.Certificate(Self), _primary.Sign(OfData with { SaysWhen = false, Unhashed = time }, Data));
        Refused(Refusal.NoSigningFlag, _primary.Certificate(CertifyOnly with { Unhashed = MadeSignature.Subpacket(27, false, [3]) }), _primary.Sign(OfData, Data));
        byte[] critical = MadeSignature.Subpacket(99, true, [1]);
        Assert.IsType<Verdict.Good>(Verdict(_primary.Certificate(Self), _primary.Sign(OfData with { Unhashed = critical }, Data)));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void WeakHashesAreRefused(int hash) => Refused(Refusal.WeakHash, _primary.Certificate(Self), _primary.Sign(OfData with { Hash = hash }, Data));

    /// <summary>RIPEMD-160 and SHA-224, which no recipe can let pass, and one that nobody knows.</summary>
    [Theory]
    [InlineData(3)]
    [InlineData(11)]
    [InlineData(99)]
    public void HashesThatCannotBeComputedAreUnsupported(int hash)
    {
        byte[] signature = _primary.Sign(OfData with { Hash = hash }, Data);
        Refused(Refusal.UnsupportedAlgorithm, _primary.Certificate(Self), signature);
        var lenient = new Verifier(CertificateReader.Read(_primary.Certificate(Self))) { AllowsWeakHashes = true };
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
        Refused(Refusal.WeakKey, [.. weak.Certificate(Self), .. weak.Bind(_subkey, Binding, Back)], _subkey.Sign(OfData, Data));
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
        byte[] certificate = _primary.Certificate(self);
        byte[] signature = _primary.Sign(OfData, Data);
        Assert.IsType<Verdict.Good>(Verdict(certificate, signature, expiry.AddSeconds(-1)));
        Assert.Equal(Refusal.Expired, Assert.IsType<Verdict.Refused>(Verdict(certificate, signature, expiry)).Reason);
    }

    [Fact]
    public void TheNewestSelfSignatureSaysWhenAKeyExpires()
    {
        byte[] expired = _primary.Certificate(Self.WithKeyExpiry(TimeSpan.FromDays(365)));
        byte[] prolonged = _primary.Sign(Self.WithKeyExpiry(TimeSpan.FromDays(10_000)) with { Type = 0x13, Made = Signing }, _primary.Hashed, MadeKey.HashedUserId("A Signer <signer@example.org>"));
        Refused(Refusal.Expired, expired, _primary.Sign(OfData, Data));
        Assert.IsType<Verdict.Good>(Verdict([.. expired, .. prolonged], _primary.Sign(OfData, Data)));
        // Shortened, by a signature over the key alone.
        byte[] shortened = _primary.Sign(Self.WithKeyExpiry(TimeSpan.FromDays(365)) with { Type = 0x1F, Made = Signing.AddDays(1) }, _primary.Hashed);
        Refused(Refusal.Expired, [.. _primary.PrimaryPacket, .. shortened, .. expired[_primary.PrimaryPacket.Length..], .. prolonged], _primary.Sign(OfData, Data));
    }

    /// <summary>A build's rule: the newest word of the certificate, and expiry as of when the signature was made.</summary>
    [Fact]
    public void AsMadeAKeyCountsThatHadNotExpired()
    {
        byte[] expiring = _primary.Certificate(Self.WithKeyExpiry(TimeSpan.FromDays(1000)));
        Assert.IsType<Verdict.Good>(AsMade(expiring, _primary.Sign(OfData, Data)));
        Assert.Equal(Refusal.Expired, Because(AsMade(expiring, _primary.Sign(OfData with { Made = Birth.AddDays(1000) }, Data))));
        Assert.IsType<Verdict.Good>(AsMade(_primary.Certificate(Self), _primary.Sign(OfData.WithExpiry(TimeSpan.FromDays(1)), Data)));
        Assert.Equal(Refusal.Future, Because(AsMade(expiring, _primary.Sign(OfData with { Made = Now.AddDays(1) }, Data))));
    }

    /// <summary>Certificates are published again without what they said before.</summary>
    [Fact]
    public void AsMadeACertificateCountsThatWasWrittenAnewSince()
    {
        MadeSignature later = Self with { Made = Now.AddDays(-1) };
        Assert.IsType<Verdict.Good>(AsMade(_primary.Certificate(later), _primary.Sign(OfData, Data)));
        // What it says now is what counts: here that the key had expired by then, and that it is not for signing.
        Assert.Equal(Refusal.Expired, Because(AsMade(_primary.Certificate(later.WithKeyExpiry(TimeSpan.FromDays(365))), _primary.Sign(OfData, Data))));
        Assert.Equal(Refusal.NoSigningFlag, Because(AsMade(_primary.Certificate(CertifyOnly with { Made = Now.AddDays(-1) }), _primary.Sign(OfData, Data))));
        Assert.Equal(Refusal.Future, Because(AsMade(_primary.Certificate(Self with { Made = Now.AddDays(1) }), _primary.Sign(OfData, Data))));
    }

    /// <summary>What the old subkey signed in its time stays signed when a new one has come.</summary>
    [Fact]
    public void AsMadeASubkeyThatWasReplacedCounts()
    {
        var next = MadeKey.P256(Now.AddDays(-100));
        byte[] rotated =
        [
            .. _primary.Certificate(CertifyOnly with { Made = Now.AddDays(-100) }), .. _primary.Bind(_subkey, Binding.WithKeyExpiry(TimeSpan.FromDays(1000)), Back),
            .. _primary.Bind(next, Binding with { Made = Now.AddDays(-100) }, Back with { Made = Now.AddDays(-100) }),
        ];
        Assert.IsType<Verdict.Good>(AsMade(rotated, _subkey.Sign(OfData, Data)));
        Assert.Equal(Refusal.Expired, Because(AsMade(rotated, _subkey.Sign(OfData with { Made = Birth.AddDays(1001) }, Data))));
        Assert.IsType<Verdict.Good>(AsMade(rotated, next.Sign(OfData with { Made = Now.AddDays(-50) }, Data)));
        Refused(Refusal.Expired, rotated, _subkey.Sign(OfData, Data));
    }

    /// <summary>Anybody can append a packet that says to be of the key, of whatever time.</summary>
    [Fact]
    public void AsMadeWhatTheKeyDidNotSignSaysNothing()
    {
        byte[] certificate = _primary.Certificate(Self.WithKeyExpiry(TimeSpan.FromDays(1000)));
        byte[] issuer = MadeSignature.Subpacket(16, false, _primary.KeyId);
        byte[] forged = _subkey.Sign(Self with { Type = 0x13, Made = Now.AddDays(-1), NamesIssuer = false, Unhashed = issuer }, _primary.Hashed, MadeKey.HashedUserId("A Signer <signer@example.org>"));
        Assert.IsType<Verdict.Good>(AsMade([.. certificate, .. forged], _primary.Sign(OfData, Data)));
    }

    [Fact]
    public void AsMadeARevocationCountsWhateverItsTime()
    {
        byte[] revocation = _primary.Sign(new MadeSignature(Now.AddDays(-1)) { Type = 0x20 }, _primary.Hashed);
        byte[] certificate = _primary.Certificate(Self);
        Assert.Equal(Refusal.Revoked, Because(AsMade([.. _primary.PrimaryPacket, .. revocation, .. certificate[_primary.PrimaryPacket.Length..]], _primary.Sign(OfData, Data))));
    }

    [Fact]
    public void AnExpiredSubkeyIsRefused() =>
        Assert.Contains(_subkey.Fingerprint, Refused(Refusal.Expired, WithSubkey(Binding.WithKeyExpiry(TimeSpan.FromDays(1)), Back), _subkey.Sign(OfData, Data)).Got, StringComparison.Ordinal);

    [Fact]
    public void AnExpiredPrimaryKeyTakesItsSubkeysAlong() =>
        Refused(
            Refusal.Expired, [.. _primary.Certificate(CertifyOnly.WithKeyExpiry(TimeSpan.FromDays(1))), .. _primary.Bind(_subkey, Binding, Back)], _subkey.Sign(OfData, Data));

    [Fact]
    public void ASignatureMayExpireByItself() => Refused(Refusal.Expired, _primary.Certificate(Self), _primary.Sign(OfData.WithExpiry(TimeSpan.FromDays(1)), Data));

    /// <summary>0: no reason; 1: superseded; 2: compromised; 3: retired.</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void ARevokedKeyIsRefusedForWhateverReason(byte reason)
    {
        byte[] revocation = _primary.Sign(new MadeSignature(Now) { Type = 0x20 }.With(29, [reason]), _primary.Hashed);
        byte[] certificate = _primary.Certificate(Self);
        byte[] revoked = [.. _primary.PrimaryPacket, .. revocation, .. certificate[_primary.PrimaryPacket.Length..]];
        Refused(Refusal.Revoked, revoked, _primary.Sign(OfData, Data));
        Refused(Refusal.Revoked, [.. revoked, .. _primary.Bind(_subkey, Binding, Back)], _subkey.Sign(OfData, Data));
        // An older copy of the certificate does not bring it back.
        Refused(Refusal.Revoked, [.. certificate, .. revoked], _primary.Sign(OfData, Data));
        Refused(Refusal.Revoked, [.. revoked, .. certificate], _primary.Sign(OfData, Data));
    }

    [Fact]
    public void ARevokedSubkeyIsRefusedAndThePrimaryKeyIsNot()
    {
        byte[] revocation = _primary.Sign(new MadeSignature(Signing) { Type = 0x28 }, _primary.Hashed, _subkey.Hashed);
        byte[] certificate = [.. _primary.Certificate(Self), .. _primary.Bind(_subkey, Binding, Back), .. revocation];
        Refused(Refusal.Revoked, certificate, _subkey.Sign(OfData, Data));
        Assert.IsType<Verdict.Good>(Verdict(certificate, _primary.Sign(OfData, Data)));
    }

    [Fact]
    public void ARevocationBySomebodyElseRevokesNothing()
    {
        byte[] revocation = _subkey.Sign(new MadeSignature(Signing) { Type = 0x20 }, _primary.Hashed);
        byte[] certificate = _primary.Certificate(Self);
        Assert.IsType<Verdict.Good>(Verdict([.. _primary.PrimaryPacket, .. revocation, .. certificate[_primary.PrimaryPacket.Length..]], _primary.Sign(OfData, Data)));
    }

    /// <summary>RIPEMD-160, SHA-224 and a hash that nobody knows: the owner's perhaps, and perhaps not.</summary>
    [Theory]
    [InlineData(3)]
    [InlineData(11)]
    [InlineData(99)]
    public void ARevocationThatCannotBeCheckedIsToldOf(int hash)
    {
        MadeSignature revocation = new(Now) { Hash = hash };
        Assert.Contains("which cannot be checked here", Refused(Refusal.UncheckedRevocation, Revoked(_primary.Sign(revocation with { Type = 0x20 }, _primary.Hashed)), _primary.Sign(OfData, Data)).Got, StringComparison.Ordinal);
        Refused(Refusal.UncheckedRevocation, [.. WithSubkey(Binding, Back), .. _primary.Sign(revocation with { Type = 0x28 }, _primary.Hashed, _subkey.Hashed)], _subkey.Sign(OfData, Data));
        Refused(Refusal.Unbound, [.. _primary.Certificate(Self), .. _primary.Sign(revocation with { Type = 0x30 }, _primary.Hashed)], _primary.Sign(OfData, Data));
        // The subkey's revocation is not the certificate's, and others can say what they like of it: another key's name, another algorithm, a version that is not the key's.
        Assert.IsType<Verdict.Good>(Verdict([.. WithSubkey(Binding, Back), .. _primary.Sign(revocation with { Type = 0x28 }, _primary.Hashed, _subkey.Hashed)], _primary.Sign(OfData, Data)));
        foreach (byte[] others in (byte[][])[
            _subkey.Sign(revocation with { Type = 0x20 }, _primary.Hashed),
            MadeKey.Rsa(1024, Birth).Sign(revocation with { Type = 0x20, NamesIssuer = false, Unhashed = MadeSignature.Subpacket(16, false, _primary.KeyId) }, _primary.Hashed),
            _primary.Sign(revocation with { Type = 0x20, Version = 6 }, _primary.Hashed)])
        {
            Assert.IsType<Verdict.Good>(Verdict(Revoked(others), _primary.Sign(OfData, Data)));
        }
    }

    [Fact]
    public void ARevocationNeedsNoDate()
    {
        MadeSignature undated = new(Birth) { SaysWhen = false };
        Refused(Refusal.Revoked, Revoked(_primary.Sign(undated with { Type = 0x20 }, _primary.Hashed)), _primary.Sign(OfData, Data));
        byte[] ofId = _primary.Sign(undated with { Type = 0x30 }, _primary.Hashed, MadeKey.HashedUserId("A Signer <signer@example.org>"));
        Refused(Refusal.Unbound, [.. _primary.Certificate(Self with { Made = Signing }), .. ofId], _primary.Sign(OfData, Data));
    }

    [Fact]
    public void ARevokedUserIdVouchesForNothing()
    {
        byte[] hashedId = MadeKey.HashedUserId("A Signer <signer@example.org>");
        byte[] revocation = _primary.Sign(new MadeSignature(Signing) { Type = 0x30 }, _primary.Hashed, hashedId);
        byte[] certificate = [.. _primary.Certificate(Self), .. revocation];
        Refused(Refusal.Unbound, certificate, _primary.Sign(OfData, Data));
        Assert.IsType<Verdict.Good>(Verdict([.. certificate, .. _primary.Sign(Self with { Type = 0x13, Made = Signing.AddDays(1) }, _primary.Hashed, hashedId)], _primary.Sign(OfData, Data)));
    }

    [Fact]
    public void WithoutAValidSelfSignatureNothingHolds()
    {
        byte[] id = MadeKey.UserIdPacket("a");
        Refused(Refusal.Unbound, _primary.PrimaryPacket, _primary.Sign(OfData, Data));
        Refused(Refusal.Unbound, [.. _primary.PrimaryPacket, .. id], _primary.Sign(OfData, Data));
        // By another key, over another user id, not any more, not understood, of MD5.
        Refused(Refusal.Unbound, [.. _primary.PrimaryPacket, .. id, .. _subkey.Sign(Self with { Type = 0x13 }, _primary.Hashed, MadeKey.HashedUserId("a"))], _primary.Sign(OfData, Data));
        Refused(Refusal.Unbound, [.. _primary.PrimaryPacket, .. id, .. _primary.Sign(Self with { Type = 0x13 }, _primary.Hashed, MadeKey.HashedUserId("b"))], _primary.Sign(OfData, Data));
        Refused(Refusal.Unbound, _primary.Certificate(Self.WithExpiry(TimeSpan.FromDays(1))), _primary.Sign(OfData, Data));
        Refused(Refusal.Unbound, _primary.Certificate(Self.With(99, [1], isCritical: true)), _primary.Sign(OfData, Data));
        Refused(Refusal.Unbound, _primary.Certificate(Self with { Hash = 1 }), _primary.Sign(OfData, Data));
        // Of version 6 only a signature over the key alone will do.
        var key = MadeKey.P256(Birth, 6);
        Refused(
            Refusal.Unbound, [.. key.PrimaryPacket, .. id, .. key.Sign(Self with { Version = 6, Type = 0x13 }, key.Hashed, MadeKey.HashedUserId("a"))], key.Sign(OfData with { Version = 6 }, Data));
    }

    /// <summary>By a clock that is behind, a certificate of today is of the future: nobody needs another certificate.</summary>
    [Fact]
    public void WhatACertificateWillSayIsOfTheFuture()
    {
        byte[] certificate = _primary.Certificate(Self with { Made = Now.AddDays(30) });
        Verdict.Refused refused = Refused(Refusal.Future, certificate, _primary.Sign(OfData, Data));
        Assert.Equal($"certificate {_primary.Fingerprint}, whose self-signature is of 2024-01-31 00:00:00Z", refused.Got);
        Assert.Equal("at latest 2024-01-01 00:05:00Z, by this clock", refused.Expected);
        byte[] bound = [.. _primary.Certificate(CertifyOnly), .. _primary.Bind(_subkey, Binding with { Made = Now.AddDays(30) }, Back)];
        Assert.Equal($"subkey {_subkey.Fingerprint}, whose self-signature is of 2024-01-31 00:00:00Z", Refused(Refusal.Future, bound, _subkey.Sign(OfData, Data)).Got);
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
        byte[] signature = _subkey.Sign(OfData, Data);
        Refused(Refusal.Unbound, [.. _primary.Certificate(Self), .. _subkey.SubkeyPacket], signature);
        Refused(Refusal.Unbound, WithSubkey(Binding, null), signature);
        Refused(Refusal.Unbound, [.. _primary.Certificate(Self), .. other.Bind(_subkey, Binding, Back)], signature);
        // The cross-certification is of another type, by another key, over another pair, or garbage.
        Refused(Refusal.Unbound, WithEmbedded(_subkey.SignatureBody(Back with { Type = 0x18 }, _primary.Hashed, _subkey.Hashed)), signature);
        Refused(Refusal.Unbound, WithEmbedded(other.SignatureBody(Back with { Type = 0x19 }, _primary.Hashed, _subkey.Hashed)), signature);
        Refused(Refusal.Unbound, WithEmbedded(_subkey.SignatureBody(Back with { Type = 0x19 }, other.Hashed, _subkey.Hashed)), signature);
        Refused(Refusal.Unbound, WithEmbedded([4, 0x19]), signature);
        Assert.IsType<Verdict.Good>(Verdict(WithEmbedded(_subkey.SignatureBody(Back with { Type = 0x19 }, _primary.Hashed, _subkey.Hashed)), signature));

        byte[] WithEmbedded(byte[] back) =>
            [.. _primary.Certificate(Self), .. _primary.Bind(_subkey, Binding with { Unhashed = MadeSignature.Subpacket(32, false, back) }, null)];
    }

    [Fact]
    public void OnlyKeysThatAreForSigningSign()
    {
        Refused(Refusal.NoSigningFlag, _primary.Certificate(CertifyOnly), _primary.Sign(OfData, Data));
        Refused(Refusal.NoSigningFlag, _primary.Certificate(new MadeSignature(Birth)), _primary.Sign(OfData, Data));
        Refused(Refusal.NoSigningFlag, WithSubkey(new MadeSignature(Birth).WithFlags(12), Back), _subkey.Sign(OfData, Data));
        Refused(Refusal.NoSigningFlag, WithSubkey(new MadeSignature(Birth), Back), _subkey.Sign(OfData, Data));
    }

    [Fact]
    public void ClocksMayBeFiveMinutesApart()
    {
        byte[] certificate = _primary.Certificate(Self);
        Assert.IsType<Verdict.Good>(Verdict(certificate, _primary.Sign(OfData, Data), Signing.AddMinutes(-5)));
        Assert.Equal(Refusal.Future, Assert.IsType<Verdict.Refused>(Verdict(certificate, _primary.Sign(OfData, Data), Signing.AddMinutes(-5).AddSeconds(-1))).Reason);
    }

    [Fact]
    public void ASignatureIsNotOlderThanItsKey() => Refused(Refusal.BeforeKey, _primary.Certificate(Self), _primary.Sign(OfData with { Made = Birth.AddSeconds(-1) }, Data));

    [Fact]
    public void OtherVersionsAndTypesAreRefused()
    {
        byte[] signature = _primary.Sign(OfData, Data);
        foreach (byte version in (byte[])[0, 1, 2, 5, 7, 255])
        {
            byte[] other = [.. signature];
            other[6] = version;
            Refused(Refusal.UnsupportedVersion, _primary.Certificate(Self), other);
        }

        var key = MadeKey.P256(Birth, 6);
        Refused(Refusal.UnsupportedVersion, key.Certificate(Self with { Version = 6 }), key.Sign(OfData, Data));
        Refused(Refusal.UnsupportedVersion, _primary.Certificate(Self), _primary.Sign(OfData with { Version = 6 }, Data));
        foreach (int type in (int[])[0x01, 0x02, 0x10, 0x13, 0x18, 0x1F, 0x40, 0x50]) Refused(Refusal.UnsupportedType, _primary.Certificate(Self), _primary.Sign(OfData with { Type = type }, Data));
    }

    [Fact]
    public void ACriticalSubpacketThatIsNotKnownIsRefused()
    {
        Refused(Refusal.UnknownCritical, _primary.Certificate(Self), _primary.Sign(OfData.With(99, [1], isCritical: true), Data));
        // A notation: which ones are critical to whom is not known here.
        Refused(Refusal.UnknownCritical, _primary.Certificate(Self), _primary.Sign(OfData.With(20, new byte[8], isCritical: true), Data));
        Assert.IsType<Verdict.Good>(Verdict(_primary.Certificate(Self), _primary.Sign(OfData.With(99, [1]).With(20, new byte[8]), Data)));
    }

    /// <summary>Two keys of one 64-bit id, made by rpm's authors: a signature that names the id is judged by both, one that names the fingerprint by its own.</summary>
    [Fact]
    public void KeysOfOneIdAreToldApart()
    {
        ImmutableArray<Certificate> both = KeyFixtures.Read("rpm-software-management_rpm/keyidcollision1.pub", "rpm-software-management_rpm/keyidcollision2.pub");
        Assert.Equal(both[0].Fingerprint.KeyId, both[1].Fingerprint.KeyId);
        Assert.NotEqual(both[0].Fingerprint, both[1].Fingerprint);
        byte[] named = _primary.Sign(OfData with { NamesIssuer = false, Unhashed = MadeSignature.Subpacket(16, false, [0x42, 0x65, 0x5A, 0x75, 0x15, 0x6B, 0x3D, 0xE0]) }, Data);
        var verifier = new Verifier([.. both, .. CertificateReader.Read(_primary.Certificate(Self))]);
        Assert.Equal(Refusal.BadSignature, Assert.IsType<Verdict.Refused>(verifier.Verify(Read(named), new MemoryStream(Data), Now)).Reason);
    }

    private byte[] WithSubkey(MadeSignature binding, MadeSignature? back) => [.. _primary.Certificate(Self), .. _primary.Bind(_subkey, binding, back)];

    private byte[] Revoked(byte[] revocation) => [.. _primary.PrimaryPacket, .. revocation, .. _primary.Certificate(Self)[_primary.PrimaryPacket.Length..]];

    private static Signature Read(byte[] signature) => Assert.Single(SignatureReader.ReadDetached(signature));

    private static Verifier VerifierOf(byte[] certificates) => new(CertificateReader.Read(certificates));

    private static Verdict Verdict(byte[] certificates, byte[] signature, DateTimeOffset? now = null) => VerifierOf(certificates).Verify(Read(signature), new MemoryStream(Data), now ?? Now);

    private static Verdict AsMade(byte[] certificates, byte[] signature) => VerifierOf(certificates).VerifyAsMade(Read(signature), new MemoryStream(Data), Now);

    private static Refusal Because(Verdict verdict) => Assert.IsType<Verdict.Refused>(verdict).Reason;

    private static Verdict.Refused Refused(Refusal expected, byte[] certificates, byte[] signature)
    {
        var refused = Assert.IsType<Verdict.Refused>(Verdict(certificates, signature));
        Assert.Equal(expected, refused.Reason);
        return refused;
    }
}
