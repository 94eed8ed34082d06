using InitrdComposer.Formats.OpenPgp;
using InitrdComposer.Repository.Signatures;
using InitrdComposer.Testing;
using InitrdComposer.Testing.OpenPgp;
using Xunit;

namespace InitrdComposer.Tests.Repository.Signatures;

/// <summary>Keys, subkeys and user ids that are revoked, perhaps.</summary>
public sealed class VerifierRevocationTests : VerifierScene
{
    /// <summary>0: no reason; 1: superseded; 2: compromised; 3: retired.</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void ARevokedKeyIsRefusedForWhateverReason(byte reason)
    {
        byte[] revocation = Primary.Sign(new MadeSignature(Now) { Type = 0x20 }.With(29, [reason]), Primary.Hashed);
        byte[] certificate = Primary.Certificate(Self);
        byte[] revoked = [.. Primary.PrimaryPacket, .. revocation, .. certificate[Primary.PrimaryPacket.Length..]];
        Refused(Refusal.Revoked, revoked, Primary.Sign(OfData, Data));
        Refused(Refusal.Revoked, [.. revoked, .. Primary.Bind(Subkey, Binding, Back)], Subkey.Sign(OfData, Data));
        // An older copy of the certificate does not bring it back.
        Refused(Refusal.Revoked, [.. certificate, .. revoked], Primary.Sign(OfData, Data));
        Refused(Refusal.Revoked, [.. revoked, .. certificate], Primary.Sign(OfData, Data));
    }

    [Fact]
    public void ARevokedSubkeyIsRefusedAndThePrimaryKeyIsNot()
    {
        byte[] revocation = Primary.Sign(new MadeSignature(Signing) { Type = 0x28 }, Primary.Hashed, Subkey.Hashed);
        byte[] certificate = [.. Primary.Certificate(Self), .. Primary.Bind(Subkey, Binding, Back), .. revocation];
        Refused(Refusal.Revoked, certificate, Subkey.Sign(OfData, Data));
        Assert.IsType<Verdict.Good>(Verdict(certificate, Primary.Sign(OfData, Data)));
    }

    /// <summary>As `cat key revocation` leaves it, which gpg puts right.</summary>
    [Fact]
    public void ARevocationCountsWhereverItStands()
    {
        byte[] ofKey = Primary.Sign(new MadeSignature(Now) { Type = 0x20 }, Primary.Hashed);
        byte[] photograph = [.. MadeKey.Packet(17, new byte[100]), .. Primary.Sign(Self with { Type = 0x13 }, Primary.Hashed)];
        byte[] withSubkey = WithSubkey(Binding, Back);
        foreach (byte[] before in (byte[][])[Primary.Certificate(Self), withSubkey, [.. Primary.Certificate(Self), .. photograph]])
        {
            Assert.IsType<Verdict.Good>(Verdict(before, Primary.Sign(OfData, Data)));
            Refused(Refusal.Revoked, [.. before, .. ofKey], Primary.Sign(OfData, Data));
            Refused(Refusal.UncheckedRevocation, [.. before, .. Primary.Sign(new MadeSignature(Now) { Type = 0x20, Hash = 3 }, Primary.Hashed)], Primary.Sign(OfData, Data));
            Assert.IsType<Verdict.Good>(Verdict([.. before, .. Subkey.Sign(new MadeSignature(Now) { Type = 0x20, Issuer = Primary }, Primary.Hashed)], Primary.Sign(OfData, Data)));
        }

        Refused(Refusal.Revoked, [.. withSubkey, .. ofKey], Subkey.Sign(OfData, Data));
    }

    /// <summary>A subkey's revocation does not say of which one it is: only the bytes that it signs do.</summary>
    [Fact]
    public void ASubkeysRevocationCountsForThatSubkeyWhereverItStands()
    {
        var next = MadeKey.P256(Birth);
        byte[] primary = Primary.Certificate(Self), first = Primary.Bind(Subkey, Binding, Back), second = Primary.Bind(next, Binding, Back);
        byte[] revocation = Primary.Sign(new MadeSignature(Signing) { Type = 0x28 }, Primary.Hashed, Subkey.Hashed);
        byte[] photograph = [.. MadeKey.Packet(17, new byte[100]), .. revocation];
        foreach (byte[] certificate in (byte[][])[[.. primary, .. first, .. second, .. revocation], [.. primary, .. revocation, .. first, .. second], [.. primary, .. photograph, .. first, .. second]])
        {
            Refused(Refusal.Revoked, certificate, Subkey.Sign(OfData, Data));
            Assert.IsType<Verdict.Good>(Verdict(certificate, next.Sign(OfData, Data)));
            Assert.IsType<Verdict.Good>(Verdict(certificate, Primary.Sign(OfData, Data)));
        }

        // One that cannot be checked may be of either.
        byte[] unchecked28 = Primary.Sign(new MadeSignature(Signing) { Type = 0x28, Hash = 3 }, Primary.Hashed, Subkey.Hashed);
        foreach (MadeKey subkey in (MadeKey[])[Subkey, next]) Refused(Refusal.UncheckedRevocation, [.. primary, .. first, .. second, .. unchecked28], subkey.Sign(OfData, Data));
    }

    [Fact]
    public void ARevocationBySomebodyElseRevokesNothing()
    {
        byte[] revocation = Subkey.Sign(new MadeSignature(Signing) { Type = 0x20 }, Primary.Hashed);
        byte[] certificate = Primary.Certificate(Self);
        Assert.IsType<Verdict.Good>(Verdict([.. Primary.PrimaryPacket, .. revocation, .. certificate[Primary.PrimaryPacket.Length..]], Primary.Sign(OfData, Data)));
    }

    /// <summary>RIPEMD-160, SHA-224 and a hash that nobody knows: the owner's perhaps, and perhaps not.</summary>
    [Theory]
    [InlineData(3)]
    [InlineData(11)]
    [InlineData(99)]
    public void ARevocationThatCannotBeCheckedIsToldOf(int hash)
    {
        MadeSignature revocation = new(Now) { Hash = hash };
        Assert.Contains("which cannot be checked here", Refused(Refusal.UncheckedRevocation, Revoked(Primary.Sign(revocation with { Type = 0x20 }, Primary.Hashed)), Primary.Sign(OfData, Data)).Got, StringComparison.Ordinal);
        Refused(Refusal.UncheckedRevocation, [.. WithSubkey(Binding, Back), .. Primary.Sign(revocation with { Type = 0x28 }, Primary.Hashed, Subkey.Hashed)], Subkey.Sign(OfData, Data));
        Refused(Refusal.Unbound, [.. Primary.Certificate(Self), .. Primary.Sign(revocation with { Type = 0x30 }, Primary.Hashed)], Primary.Sign(OfData, Data));
        // The subkey's revocation is not the certificate's, and others can say what they like of it: another key's name, another algorithm, a version that is not the key's.
        Assert.IsType<Verdict.Good>(Verdict([.. WithSubkey(Binding, Back), .. Primary.Sign(revocation with { Type = 0x28 }, Primary.Hashed, Subkey.Hashed)], Primary.Sign(OfData, Data)));
        foreach (byte[] others in (byte[][])[
            Subkey.Sign(revocation with { Type = 0x20 }, Primary.Hashed),
            MadeKey.Rsa(1024, Birth).Sign(revocation with { Type = 0x20, NamesIssuer = false, Unhashed = MadeSignature.Subpacket(16, false, Primary.KeyId) }, Primary.Hashed),
            Primary.Sign(revocation with { Type = 0x20, Version = 6 }, Primary.Hashed)])
        {
            Assert.IsType<Verdict.Good>(Verdict(Revoked(others), Primary.Sign(OfData, Data)));
        }
    }

    [Fact]
    public void ARevocationNeedsNoDate()
    {
        MadeSignature undated = new(Birth) { SaysWhen = false };
        Refused(Refusal.Revoked, Revoked(Primary.Sign(undated with { Type = 0x20 }, Primary.Hashed)), Primary.Sign(OfData, Data));
        byte[] ofId = Primary.Sign(undated with { Type = 0x30 }, Primary.Hashed, MadeKey.HashedUserId("A Signer <signer@example.org>"));
        Refused(Refusal.Unbound, [.. Primary.Certificate(Self with { Made = Signing }), .. ofId], Primary.Sign(OfData, Data));
    }

    [Fact]
    public void ARevokedUserIdVouchesForNothing()
    {
        byte[] hashedId = MadeKey.HashedUserId("A Signer <signer@example.org>");
        byte[] revocation = Primary.Sign(new MadeSignature(Signing) { Type = 0x30 }, Primary.Hashed, hashedId);
        byte[] certificate = [.. Primary.Certificate(Self), .. revocation];
        Refused(Refusal.Unbound, certificate, Primary.Sign(OfData, Data));
        Assert.IsType<Verdict.Good>(Verdict([.. certificate, .. Primary.Sign(Self with { Type = 0x13, Made = Signing.AddDays(1) }, Primary.Hashed, hashedId)], Primary.Sign(OfData, Data)));
    }
}
