using InitrdComposer.Repository.Signatures;
using InitrdComposer.Testing;
using InitrdComposer.Testing.OpenPgp;
using Xunit;

namespace InitrdComposer.Tests.Repository.Signatures;

/// <summary>What a primary key is for and until when, where its certificate says so in several places: as GnuPG's merge_selfsigs_main finds it out.</summary>
public sealed class VerifierSelfSignatureTests : VerifierScene
{
    private static readonly DateTimeOffset Later = Birth.AddYears(1);
    private static readonly MadeSignature Expiring = Self.WithKeyExpiry(TimeSpan.FromDays(1000));

    /// <summary>gpg's addrevoker: a signature over the key alone that says nothing of flags and expiry, in the same second or later.</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(365)]
    public void WhatIsNotSaidOverTheKeyAloneIsSaidOverItsUserId(int days)
    {
        byte[] ofKey = OverKey(new MadeSignature(Birth.AddDays(days)).With(12, [0x80, 19, .. Subkey.FingerprintBytes]));
        byte[] expiring = Certificate(ofKey, Id("a", Expiring)), lasting = Certificate(ofKey, Id("a", Self));
        Refused(Refusal.Expired, expiring, Primary.Sign(OfData, Data));
        Assert.IsType<Verdict.Good>(Verdict(expiring, Primary.Sign(OfData, Data), Birth.AddDays(999)));
        Assert.IsType<Verdict.Good>(Verdict(lasting, Primary.Sign(OfData, Data)));
        Refused(Refusal.Expired, [.. expiring, .. Primary.Bind(Subkey, Binding, Back)], Subkey.Sign(OfData, Data));
        Assert.IsType<Verdict.Good>(Verdict([.. lasting, .. Primary.Bind(Subkey, Binding, Back)], Subkey.Sign(OfData, Data)));
    }

    /// <summary>Whichever is newer.</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(-365)]
    [InlineData(365)]
    public void WhatIsSaidOverTheKeyAloneOutweighsItsUserIds(int days)
    {
        MadeSignature ofKey = Self with { Made = Later.AddDays(days) }, ofId = Self with { Made = Later };
        MadeSignature[] certifying = [CertifyOnly with { Made = ofKey.Made }, CertifyOnly with { Made = Later }];
        Refused(Refusal.Expired, Certificate(OverKey(ofKey.WithKeyExpiry(TimeSpan.FromDays(1000))), Id("a", ofId)), Primary.Sign(OfData, Data));
        Assert.IsType<Verdict.Good>(Verdict(Certificate(OverKey(ofKey.WithKeyExpiry(TimeSpan.FromDays(10_000))), Id("a", ofId.WithKeyExpiry(TimeSpan.FromDays(1000)))), Primary.Sign(OfData, Data)));
        Assert.IsType<Verdict.Good>(Verdict(Certificate(OverKey(ofKey), Id("a", certifying[1])), Primary.Sign(OfData, Data)));
        Refused(Refusal.NoSigningFlag, Certificate(OverKey(certifying[0]), Id("a", ofId)), Primary.Sign(OfData, Data));
        // An expiry of zero says nothing, as in GnuPG.
        Refused(Refusal.Expired, Certificate(OverKey(ofKey.WithKeyExpiry(TimeSpan.Zero)), Id("a", ofId.WithKeyExpiry(TimeSpan.FromDays(1000)))), Primary.Sign(OfData, Data));
    }

    [Fact]
    public void OfUserIdsTheNewestThatSaysSoDecides()
    {
        byte[] older = Id("a", Expiring), newer = Id("b", new MadeSignature(Later));
        foreach (byte[] ids in (byte[][])[[.. older, .. newer], [.. newer, .. older]])
        {
            Refused(Refusal.Expired, Certificate(ids), Primary.Sign(OfData, Data));
            Assert.IsType<Verdict.Good>(Verdict(Certificate(ids), Primary.Sign(OfData, Data), Birth.AddDays(999)));
        }

        Assert.IsType<Verdict.Good>(Verdict(Certificate(older, Id("b", Self.WithKeyExpiry(TimeSpan.FromDays(10_000)) with { Made = Later })), Primary.Sign(OfData, Data)));
        Refused(Refusal.NoSigningFlag, Certificate(Id("a", Self), Id("b", CertifyOnly with { Made = Later })), Primary.Sign(OfData, Data));
        // Nobody asks one that is revoked.
        byte[] revocation = Primary.Sign(new MadeSignature(Later) { Type = 0x30 }, Primary.Hashed, MadeKey.HashedUserId("a"));
        Refused(Refusal.NoSigningFlag, Certificate(older, revocation, newer), Primary.Sign(OfData, Data));
        Assert.IsType<Verdict.Good>(Verdict(Certificate(older, revocation, Id("b", Self with { Made = Later })), Primary.Sign(OfData, Data)));
    }

    /// <summary>`gpg --quick-set-expire KEY 0` leaves the expiry out.</summary>
    [Fact]
    public void ANewerSignatureOfTheSameTakesBackWhatItLeavesOut()
    {
        byte[] lasting = Certify("a", Self with { Made = Later });
        Refused(Refusal.Expired, Certificate(Id("a", Expiring)), Primary.Sign(OfData, Data));
        Assert.IsType<Verdict.Good>(Verdict(Certificate(Id("a", Expiring), lasting), Primary.Sign(OfData, Data)));
        Assert.IsType<Verdict.Good>(Verdict(Certificate(MadeKey.UserIdPacket("a"), lasting, Certify("a", Expiring)), Primary.Sign(OfData, Data)));
        // Over the key alone too; what comes from somebody else takes nothing back.
        Assert.IsType<Verdict.Good>(Verdict(Certificate(OverKey(Expiring), OverKey(Self with { Made = Later })), Primary.Sign(OfData, Data)));
        byte[] forged = Subkey.Sign(Self with { Type = 0x13, Made = Later, Issuer = Primary }, Primary.Hashed, MadeKey.HashedUserId("a"));
        Refused(Refusal.Expired, Certificate(Id("a", Expiring), forged), Primary.Sign(OfData, Data));
    }

    /// <summary>Of several of one second over the same the last, of user ids the first: as in GnuPG.</summary>
    [Fact]
    public void OfOneTimeTheOrderDecides()
    {
        Assert.IsType<Verdict.Good>(Verdict(Certificate(Id("a", Expiring), Certify("a", Self)), Primary.Sign(OfData, Data)));
        Refused(Refusal.Expired, Certificate(Id("a", Self), Certify("a", Expiring)), Primary.Sign(OfData, Data));
        Assert.IsType<Verdict.Good>(Verdict(Certificate(Id("a", Self), Id("b", CertifyOnly)), Primary.Sign(OfData, Data)));
        Refused(Refusal.NoSigningFlag, Certificate(Id("a", CertifyOnly), Id("b", Self)), Primary.Sign(OfData, Data));
    }

    /// <summary>RFC 9580, 5.2.3.10: what counts of user ids are the certifications.</summary>
    [Fact]
    public void AKeyOfVersion6SpeaksOverItselfAlone()
    {
        var key = MadeKey.P256(Birth, 6);
        byte[] id = key.Sign(Self with { Version = 6, Type = 0x13 }, key.Hashed, MadeKey.HashedUserId("A Signer <signer@example.org>"));
        byte[] signature = key.Sign(OfData with { Version = 6 }, Data);
        Refused(Refusal.NoSigningFlag, [.. key.Certificate(new MadeSignature(Birth) { Version = 6 }), .. id], signature);
        Assert.IsType<Verdict.Good>(Verdict([.. key.Certificate(Self with { Version = 6 }), .. id], signature));
    }

    private byte[] Certificate(params byte[][] parts) => [.. Primary.PrimaryPacket, .. parts.SelectMany(part => part)];

    private byte[] OverKey(MadeSignature self) => Primary.Sign(self with { Type = 0x1F }, Primary.Hashed);

    private byte[] Id(string id, MadeSignature self) => [.. MadeKey.UserIdPacket(id), .. Certify(id, self)];

    private byte[] Certify(string id, MadeSignature self) => Primary.Sign(self with { Type = 0x13 }, Primary.Hashed, MadeKey.HashedUserId(id));
}
