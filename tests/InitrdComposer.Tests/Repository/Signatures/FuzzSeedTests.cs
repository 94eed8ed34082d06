using System.Collections.Immutable;
using InitrdComposer.Formats.OpenPgp;
using InitrdComposer.Formats.Rpm;
using InitrdComposer.Repository.Signatures;
using InitrdComposer.Testing;
using InitrdComposer.Testing.OpenPgp;
using InitrdComposer.Testing.Rpm;
using Xunit;

namespace InitrdComposer.Tests.Repository.Signatures;

/// <summary>
/// tests/fuzz/openpgp: of each algorithm a certificate and a signature of it over "fuzz\n", and a package that all of them signed. What is refused at the door is
/// no seed. UPDATE_GOLDEN=1 makes those that are missing: their secret keys are nowhere.
/// </summary>
public sealed class FuzzSeedTests
{
    private static readonly byte[] Data = "fuzz\n"u8.ToArray();

    private static readonly DateTimeOffset Later = MadeKey.Start.AddYears(5);

    private static readonly ImmutableDictionary<string, Func<MadeKey>> Keys = new Dictionary<string, Func<MadeKey>>(StringComparer.Ordinal)
    {
        ["rsa"] = () => MadeKey.Rsa(),
        ["p256"] = () => MadeKey.P256(),
        ["p384"] = () => MadeKey.P384(),
        ["p521"] = () => MadeKey.P521(),
        ["ed25519-legacy"] = MadeKey.EdDsaLegacy,
        ["ed25519"] = () => MadeKey.Ed25519(),
        ["ed448"] = () => MadeKey.Ed448(),
        ["v6-p256"] = () => MadeKey.P256(version: 6),
        ["v6-ed25519"] = () => MadeKey.Ed25519(6),
        ["subkeys"] = () => MadeKey.P256(),
    }.ToImmutableDictionary(StringComparer.Ordinal);

    private static string Folder => Path.Combine(Checkout.Root, "tests", "fuzz", "openpgp");

    [Fact]
    public void EverySeedIsGood()
    {
        string package = Path.Combine(Folder, "signed.rpm");
        if (Environment.GetEnvironmentVariable("UPDATE_GOLDEN") == "1" && !File.Exists(package)) Make(package);
        foreach (string name in Keys.Keys) Assert.Equal(name, Signed(name));

        var read = RpmPackageReader.Read(new MemoryStream(File.ReadAllBytes(package)));
        var all = new Verifier([.. Keys.Keys.SelectMany(name => Certificates(name))]);
        ImmutableArray<RpmSignature> signatures = [.. RpmSignatures.Of(read).SelectMany(packets => packets.Read())];
        Assert.Equal(Keys.Count + 2, signatures.Length);
        Assert.All(signatures, signature => Assert.IsType<Verdict.Good>(all.Verify(signature.Signature, signature.SignedBytes(read, new MemoryStream(File.ReadAllBytes(package)[(int)read.PayloadOffset..])), Later)));
    }

    private static string Signed(string name) =>
        new Verifier(Certificates(name)).Verify(SignatureReader.ReadDetached(File.ReadAllBytes(Path.Combine(Folder, name + ".sig")))[0], new MemoryStream(Data), Later) is Verdict.Good ? name : $"{name} is not good";

    private static ImmutableArray<Certificate> Certificates(string name) => CertificateReader.Read(File.ReadAllBytes(Path.Combine(Folder, name + ".key")));

    private static void Make(string package)
    {
        Directory.CreateDirectory(Folder);
        Dictionary<string, MadeKey> keys = Keys.ToDictionary(pair => pair.Key, pair => pair.Value());
        foreach ((string name, MadeKey key) in keys)
        {
            byte[] certificate = name == "subkeys"
                ? new MadeCertificate(key).Add(MadeKey.P384()).Add(MadeKey.Rsa(), MadeCertificate.Encrypts).Add(MadeKey.P256(), isRevoked: true).Add(MadeKey.P256(), life: TimeSpan.FromDays(100)).ToBytes()
                : key.Certificate(Said(key).WithFlags(3));
            File.WriteAllBytes(Path.Combine(Folder, name + ".key"), certificate);
            File.WriteAllBytes(Path.Combine(Folder, name + ".sig"), key.Sign(Said(key), Data));
        }

        RpmSpec spec = new("signed")
        {
            HasPayloadDigest = true,
            Sign = (signatures, header, payload) =>
            {
                byte[] rsa = keys["rsa"].Sign(Said(keys["rsa"]), header), whole = keys["rsa"].Sign(Said(keys["rsa"]), header, payload);
                signatures.Add(RpmTag.OpenPgp, [.. keys.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => Convert.ToBase64String(pair.Value.Sign(Said(pair.Value), header)))])
                    .Add(RpmTag.RsaHeader, RpmType.Bin, (uint)rsa.Length, rsa)
                    .Add((RpmTag)1002, RpmType.Bin, (uint)whole.Length, whole);
            },
        };
        File.WriteAllBytes(package, spec.ToBytes());
    }

    /// <summary>Ed448 signs SHA-512, as RFC 9580 wants it.</summary>
    private static MadeSignature Said(MadeKey key) => new(MadeKey.Start) { Version = key.Version, Hash = key.Body[5] == 28 ? 10 : 8 };
}
