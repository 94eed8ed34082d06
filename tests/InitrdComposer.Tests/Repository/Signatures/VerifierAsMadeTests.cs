using InitrdComposer.Formats.OpenPgp;
using InitrdComposer.Repository.Signatures;
using InitrdComposer.Testing;
using InitrdComposer.Testing.OpenPgp;
using Xunit;

namespace InitrdComposer.Tests.Repository.Signatures;

/// <summary>What a build asks: whether a signature was good when it was made.</summary>
public sealed class VerifierAsMadeTests : VerifierScene
{
    /// <summary>A build's rule: the newest word of the certificate, and expiry as of when the signature was made.</summary>
    [Fact]
    public void AsMadeAKeyCountsThatHadNotExpired()
    {
        byte[] expiring = Primary.Certificate(Self.WithKeyExpiry(TimeSpan.FromDays(1000)));
        Assert.IsType<Verdict.Good>(AsMade(expiring, Primary.Sign(OfData, Data)));
        Assert.Equal(Refusal.Expired, Because(AsMade(expiring, Primary.Sign(OfData with { Made = Birth.AddDays(1000) }, Data))));
        Assert.IsType<Verdict.Good>(AsMade(Primary.Certificate(Self), Primary.Sign(OfData.WithExpiry(TimeSpan.FromDays(1)), Data)));
        Assert.Equal(Refusal.Future, Because(AsMade(expiring, Primary.Sign(OfData with { Made = Now.AddDays(1) }, Data))));
    }

    /// <summary>Certificates are published again without what they said before.</summary>
    [Fact]
    public void AsMadeACertificateCountsThatWasWrittenAnewSince()
    {
        MadeSignature later = Self with { Made = Now.AddDays(-1) };
        Assert.IsType<Verdict.Good>(AsMade(Primary.Certificate(later), Primary.Sign(OfData, Data)));
        // What it says now is what counts: here that the key had expired by then, and that it is not for signing.
        Assert.Equal(Refusal.Expired, Because(AsMade(Primary.Certificate(later.WithKeyExpiry(TimeSpan.FromDays(365))), Primary.Sign(OfData, Data))));
        Assert.Equal(Refusal.NoSigningFlag, Because(AsMade(Primary.Certificate(CertifyOnly with { Made = Now.AddDays(-1) }), Primary.Sign(OfData, Data))));
        Assert.Equal(Refusal.Future, Because(AsMade(Primary.Certificate(Self with { Made = Now.AddDays(1) }), Primary.Sign(OfData, Data))));
    }

    /// <summary>What the old subkey signed in its time stays signed when a new one has come.</summary>
    [Fact]
    public void AsMadeASubkeyThatWasReplacedCounts()
    {
        var next = MadeKey.P256(Now.AddDays(-100));
        byte[] rotated =
        [
            .. Primary.Certificate(CertifyOnly with { Made = Now.AddDays(-100) }), .. Primary.Bind(Subkey, Binding.WithKeyExpiry(TimeSpan.FromDays(1000)), Back),
            .. Primary.Bind(next, Binding with { Made = Now.AddDays(-100) }, Back with { Made = Now.AddDays(-100) }),
        ];
        Assert.IsType<Verdict.Good>(AsMade(rotated, Subkey.Sign(OfData, Data)));
        Assert.Equal(Refusal.Expired, Because(AsMade(rotated, Subkey.Sign(OfData with { Made = Birth.AddDays(1001) }, Data))));
        Assert.IsType<Verdict.Good>(AsMade(rotated, next.Sign(OfData with { Made = Now.AddDays(-50) }, Data)));
        Refused(Refusal.Expired, rotated, Subkey.Sign(OfData, Data));
    }

    /// <summary>Anybody can append a packet that says to be of the key, of whatever time.</summary>
    [Fact]
    public void AsMadeWhatTheKeyDidNotSignSaysNothing()
    {
        byte[] certificate = Primary.Certificate(Self.WithKeyExpiry(TimeSpan.FromDays(1000)));
        byte[] issuer = MadeSignature.Subpacket(16, false, Primary.KeyId);
        byte[] forged = Subkey.Sign(Self with { Type = 0x13, Made = Now.AddDays(-1), NamesIssuer = false, Unhashed = issuer }, Primary.Hashed, MadeKey.HashedUserId("A Signer <signer@example.org>"));
        Assert.IsType<Verdict.Good>(AsMade([.. certificate, .. forged], Primary.Sign(OfData, Data)));
    }

    [Fact]
    public void AsMadeARevocationCountsWhateverItsTime()
    {
        byte[] revocation = Primary.Sign(new MadeSignature(Now.AddDays(-1)) { Type = 0x20 }, Primary.Hashed);
        byte[] certificate = Primary.Certificate(Self);
        Assert.Equal(Refusal.Revoked, Because(AsMade([.. Primary.PrimaryPacket, .. revocation, .. certificate[Primary.PrimaryPacket.Length..]], Primary.Sign(OfData, Data))));
    }
}
