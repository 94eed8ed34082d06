using System.Collections.Immutable;
using InitrdComposer.Config;
using InitrdComposer.Diagnostics;
using InitrdComposer.Files;
using InitrdComposer.Formats;
using InitrdComposer.Formats.IO;
using InitrdComposer.Formats.OpenPgp;
using InitrdComposer.Formats.Rpm;
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

    private static readonly Lazy<ImmutableArray<Certificate>> Known = new(() => [.. Keys().SelectMany(key => CertificateReader.Read(key))]);

    private static readonly Lazy<Verifier> KnownVerifier = new(() => new Verifier(Known.Value));

    private static readonly Lazy<ImmutableArray<Signature>> Signed = new(() => [.. Signatures().SelectMany(signature => SignatureReader.ReadDetached(signature))]);

    private static readonly Lazy<SignaturePolicy> Policy = new(() => SignaturePolicy.Read(
        Disk.Host, Folder, "fuzz", new(SignedParts.Packages, [.. Known.Value.Select(certificate => At($"{certificate.Fingerprint}"))], [.. Files("*.key").Append(DemoKey).Select(At)]),
        hasMetadata: true, location: null, new FixedClock(Later)));

    public static ImmutableArray<Target> All { get; } =
    [
        new("openpgp-key", "OpenPGP certificates", ReadKeys, () => Keys().Append(Armored.Decode(File.ReadAllBytes(DemoKey)))) { Structure = OpenPgpStructure.Packets, Text = TextForm.Lines, MaxLength = 16 << 10, Dictionary = Words },
        new("openpgp-signature", "detached OpenPGP signatures", ReadSignatures, () => Signatures().Append(Armored.Decode(File.ReadAllBytes(SignatureFile))))
        {
            Structure = OpenPgpStructure.Packets, Text = TextForm.Lines, MaxLength = 8 << 10, Dictionary = Words,
        },
        new("package-signatures", "packages' signatures, verified", ReadPackage, () => Files("*.rpm").Select(File.ReadAllBytes))
        {
            Structure = RpmStructure.Package, MaxLength = 16 << 10, IsRight = exception => exception is MalformedDataException || Target.IsDiagnosed(exception),
        },
    ];

    private static void ReadKeys(ReadOnlyMemory<byte> input)
    {
        var verifier = new Verifier(CertificateReader.Read(input));
        _ = verifier.RefusedCertificates(Later).Count();
        Verify(verifier, Signed.Value);
    }

    private static void ReadSignatures(ReadOnlyMemory<byte> input) => Verify(KnownVerifier.Value, SignatureReader.ReadDetached(input));

    private static void Verify(Verifier verifier, ImmutableArray<Signature> signatures)
    {
        foreach (Signature signature in signatures) verifier.Verify(signature, new MemoryStream(Data), Later);
    }

    private static void ReadPackage(ReadOnlyMemory<byte> input) =>
        Policy.Value.Require(RpmPackageReader.Read(StreamOf(input)), PositionalSource.OfBytes(input), "fuzz.rpm");

    private static string Folder => Path.Combine(Checkout.Root, "tests", "fuzz", "openpgp");

    private static string DemoKey => Checkout.Fixture("distro", "keys", "demo-signing-key.asc");

    private static string SignatureFile => Path.Combine(Checkout.Root, "tests", "fuzz", "signed.asc");

    private static IEnumerable<byte[]> Keys() => Files("*.key").Append(DemoKey).Select(File.ReadAllBytes);

    private static IEnumerable<byte[]> Signatures() => Files("*.sig").Append(SignatureFile).Select(File.ReadAllBytes);

    private static IEnumerable<string> Files(string pattern) => Directory.EnumerateFiles(Folder, pattern).Order(StringComparer.Ordinal);

    private static Located<string> At(string text) => new(text, new SourceLocation("fuzz"));
}
