using System.Collections.Immutable;
using InitrdComposer.Formats.OpenPgp;
using InitrdComposer.Fuzz.Mutation;
using InitrdComposer.Fuzz.Structures;
using InitrdComposer.Repository.Signatures;
using InitrdComposer.Testing;
using InitrdComposer.Testing.OpenPgp;
using static InitrdComposer.Fuzz.Targets.Reading;

namespace InitrdComposer.Fuzz.Targets;

/// <summary>Keys, and signatures by them: read, and judged.</summary>
internal static class OpenPgpTargets
{
    private static readonly ImmutableArray<byte[]> Words = Target.Words(
        "-----BEGIN PGP PUBLIC KEY BLOCK-----\n\n", "-----END PGP PUBLIC KEY BLOCK-----\n", "-----BEGIN PGP SIGNATURE-----\n\n", "-----END PGP SIGNATURE-----\n", "-----BEGIN PGP SIGNED MESSAGE-----\n",
        "Version: a\n", "Hash: SHA256\n", "=njUN\n", "\u0004\u0010", "\u00D1\u00FF");

    /// <summary>What <see cref="Signed"/> is over.</summary>
    private static readonly byte[] Data = "fuzz\n"u8.ToArray();

    /// <summary>Than it was made.</summary>
    private static readonly DateTimeOffset Later = new(2027, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private static readonly Lazy<ImmutableArray<Certificate>> Known = new(() => CertificateReader.Read(Key()));

    private static readonly Lazy<ImmutableArray<Signature>> Signed = new(() => SignatureReader.ReadDetached(SignatureFile()));

    public static ImmutableArray<Target> All { get; } =
    [
        new("openpgp-key", "OpenPGP certificates", ReadKeys, () => [Key(), Armored.Decode(Key())]) { Structure = OpenPgpStructure.Packets, Text = TextForm.Lines, MaxLength = 16 << 10, Dictionary = Words },
        new("openpgp-signature", "detached OpenPGP signatures", ReadSignatures, () => [SignatureFile(), Armored.Decode(SignatureFile())])
        {
            Structure = OpenPgpStructure.Packets, Text = TextForm.Lines, MaxLength = 8 << 10, Dictionary = Words,
        },
    ];

    private static void ReadKeys(ReadOnlyMemory<byte> input) => Verify(CertificateReader.Read(input), Signed.Value);

    private static void ReadSignatures(ReadOnlyMemory<byte> input) => Verify(Known.Value, SignatureReader.ReadDetached(input));

    private static void Verify(ImmutableArray<Certificate> certificates, ImmutableArray<Signature> signatures)
    {
        var verifier = new Verifier(certificates);
        foreach (Signature signature in signatures) verifier.Verify(signature, new MemoryStream(Data), Later);
    }

    private static byte[] Key() => File.ReadAllBytes(Checkout.Fixture("distro", "keys", "demo-signing-key.asc"));

    private static byte[] SignatureFile() => File.ReadAllBytes(Path.Combine(Checkout.Root, "tests", "fuzz", "signed.asc"));
}
