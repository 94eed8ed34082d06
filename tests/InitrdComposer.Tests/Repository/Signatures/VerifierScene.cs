using InitrdComposer.Formats.OpenPgp;
using InitrdComposer.Repository.Signatures;
using InitrdComposer.Testing;
using InitrdComposer.Testing.OpenPgp;
using Xunit;

namespace InitrdComposer.Tests.Repository.Signatures;

/// <summary>A key, its subkey, what they say of themselves and what they sign, in 2022; it is judged in 2024.</summary>
public abstract class VerifierScene
{
    private protected static readonly DateTimeOffset Birth = new(2020, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private protected static readonly DateTimeOffset Signing = new(2022, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private protected static readonly DateTimeOffset Now = new(2024, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private protected static readonly byte[] Data = "what is signed"u8.ToArray();

    private protected static readonly MadeSignature Self = new MadeSignature(Birth).WithFlags(3);
    private protected static readonly MadeSignature CertifyOnly = new MadeSignature(Birth).WithFlags(1);
    private protected static readonly MadeSignature Binding = new MadeSignature(Birth).WithFlags(2);
    private protected static readonly MadeSignature Back = new(Birth);
    private protected static readonly MadeSignature OfData = new(Signing);

    private protected MadeKey Primary { get; } = MadeKey.P256(Birth);

    private protected MadeKey Subkey { get; } = MadeKey.P256(Birth);

    private protected byte[] WithSubkey(MadeSignature binding, MadeSignature? back) => [.. Primary.Certificate(Self), .. Primary.Bind(Subkey, binding, back)];

    private protected byte[] Revoked(byte[] revocation) => [.. Primary.PrimaryPacket, .. revocation, .. Primary.Certificate(Self)[Primary.PrimaryPacket.Length..]];

    private protected static Signature Read(byte[] signature) => Assert.Single(SignatureReader.ReadDetached(signature));

    private protected static Verifier VerifierOf(byte[] certificates) => new(CertificateReader.Read(certificates));

    private protected static Verdict Verdict(byte[] certificates, byte[] signature, DateTimeOffset? now = null) => VerifierOf(certificates).Verify(Read(signature), new MemoryStream(Data), now ?? Now);

    private protected static Verdict AsMade(byte[] certificates, byte[] signature) => VerifierOf(certificates).VerifyAsMade(Read(signature), new MemoryStream(Data), Now);

    private protected static Refusal Because(Verdict verdict) => Assert.IsType<Verdict.Refused>(verdict).Reason;

    private protected static Verdict.Refused Refused(Refusal expected, byte[] certificates, byte[] signature)
    {
        var refused = Assert.IsType<Verdict.Refused>(Verdict(certificates, signature));
        Assert.Equal(expected, refused.Reason);
        return refused;
    }
}
