using System.Text;
using InitrdComposer.Testing;
using InitrdComposer.Testing.OpenPgp;
using InitrdComposer.Testing.Rpm;
using Xunit;

namespace InitrdComposer.EndToEnd.Tests.HostileInput.Cases;

/// <summary>Signatures of packages and of repomd.xml, and the keys behind them. Where nothing else is said, the recipe wants packages signed by <see cref="Own"/>.</summary>
internal static class SignatureCases
{
    /// <summary>Whom the recipe trusts, and somebody else.</summary>
    private static readonly MadeCertificate Own = new(MadeKey.P256()), Other = new(MadeKey.P256());

    private static readonly MadeKey Rsa = MadeKey.Rsa(), Short = MadeKey.Rsa(1024), Subkey = MadeKey.P256(), Unknown = MadeKey.Other(99, MadeKey.Start, [1, 2, 3]);

    private static readonly MadeSignature Detached = new(MadeKey.Start.AddYears(1));

    public static IReadOnlyList<HostileCase> All { get; } =
    [
        new("GPG-01", "a package that nobody signed", Packages(Own, package => package), Refused(1, "0.rpm: signature: got none", "whoever builds it signs it", "signatures = \"metadata\"")),
        new("GPG-01", "the same in a folder of packages, which has no metadata that could be signed", InFolder(package => package), Refused(1, "0.rpm: signature: got none", "signatures = \"none\" in place of `keys`")),
        new("GPG-02", "signed by a key that the recipe does not name", Signed(Other.Primary), Refused(2, "0.rpm: signature: got key ", $"{Other.Fingerprint}", $"expected {Own.Fingerprint}")),
        new("GPG-03", "one bit of the header changed", Packages(Own, package => package.Signed(header => Own.Primary.Sign(Detached, Flipped(header)))), Refused(3, "signature: got a signature that is not that of key")),
        new("GPG-03", "one bit of the signature changed", Signed(Own.Primary, Detached with { Change = LastBitFlipped }), Refused(3, "signature: got ")),
        new("GPG-04", "one bit of the payload changed, and the digests of who serves it with it", Packages(Own, WithOtherPayload), Refused(4, "payload: got sha256:", "as the signed header has it")),
        new("GPG-04", "the same in a folder of packages, of which all must be signed", InFolder(WithOtherPayload), Refused(4, "payload: got sha256:", "as the signed header has it")),
        new("GPG-05", "a package without digest of the payload, in a folder of packages", InFolder(WithoutPayloadDigest), Refused(5, "got no digest of the payload", "rpmsign --addsign makes both")),
        new("GPG-05", "the same, signed as rpmsign signs it: header, and header and payload", InFolder(SignedTwiceWithoutPayloadDigest), Sound),
        new("GPG-05", "a header that says nothing of the payload, where nothing else vouches for it", Packages(Own, WithoutPayloadDigest), Refused(5, "header: got no digest of the payload", "signatures = \"all\"")),
        new("GPG-05", "the same, where signed metadata vouches for it", Everything(WithoutPayloadDigest), Sound),
        new("GPG-06", "signed as rpm 3 did", Packages(Own, package => package.SignedWholeBy(Own.Primary)), Refused(6, "signature: got one of header and payload alone")),
        new("GPG-06", "the same, which the recipe lets pass", Packages(Own, package => package.SignedWholeBy(Own.Primary), "trust = \"legacy\"\n"), Legacy),
        new("GPG-07", "a signature of SHA-1", Signed(Own.Primary, Detached with { Hash = 2 }), Refused(7, "signature: got sha1, expected sha256 or better")),
        new("GPG-07", "a signature of MD5", Signed(Rsa, Detached with { Hash = 1 }, Certificate(Rsa)), Refused(7, "signature: got md5")),
        new("GPG-07", "a signature of SHA-1, which the recipe lets pass", Packages(Own, package => package.SignedBy(Own.Primary, Detached with { Hash = 2 }), "trust = \"legacy\"\n"), Legacy),
        new("GPG-08", "RSA of 1024 bits", Signed(Short, Detached, Certificate(Short), "trust = \"legacy\"\n"), Refused(8, "RSA of 1024 bits")),
        new("GPG-09", "a key that had expired when it signed", Signed(Own.Primary, Detached, new(Own.Primary) { Life = TimeSpan.FromDays(30) }), Refused(9, "which expired 2020-01-31")),
        new("GPG-09", "a key that has expired since, for who locks", Signed(Own.Primary, Detached, new(Own.Primary) { Life = TimeSpan.FromDays(500) }), Refused(9, "keys: got key ", "which expired 2021-05-15")),
        new("GPG-09", "a lock of the time when it had not: the same bytes as then", LockedBefore, Sound),
        new("GPG-09", "what a subkey signed before it expired and another took its place", Signed(Subkey, Detached, new MadeCertificate(Own.Primary).Add(Subkey, life: TimeSpan.FromDays(500)).Add(MadeKey.P256())), Sound),
        new("GPG-10", "a certificate that is revoked", Signed(Own.Primary, Detached, new(Own.Primary) { IsRevoked = true }), Refused(10, "which is revoked")),
        new("GPG-10", "a revocation that cannot be checked", Signed(Own.Primary, Detached, new(Own.Primary) { IsRevoked = true, RevocationHash = 3 }), Refused(10, "with a revocation by hash algorithm 3, which cannot be checked here")),
        new("GPG-10", "a subkey that is revoked", Signed(Subkey, Detached, new MadeCertificate(Own.Primary).Add(Subkey, isRevoked: true)), Refused(10, $"signature: got key {Subkey.Fingerprint}, which is revoked")),
        new("GPG-11", "a subkey that nothing binds", Signed(Subkey, Detached, new MadeCertificate(Own.Primary).Add(Subkey, isBound: false)), Refused(11, "without a valid binding")),
        new("GPG-11", "a subkey that does not know of it", Signed(Subkey, Detached, new MadeCertificate(Own.Primary).Add(Subkey, isCrossCertified: false)), Refused(11, "without a valid cross-certification")),
        new("GPG-12", "a subkey that is for encryption", Signed(Subkey, Detached, new MadeCertificate(Own.Primary).Add(Subkey, MadeCertificate.Encrypts)), Refused(12, "which is not said to be for signing")),
        new("GPG-12", "a key that is for certification", Signed(Own.Primary, Detached, new(Own.Primary) { Flags = MadeCertificate.Certifies }), Refused(12, "which is not said to be for signing")),
        new("GPG-13", "a signature of the future", Signed(Own.Primary, new(new DateTimeOffset(2105, 1, 1, 0, 0, 0, TimeSpan.Zero))), Refused(13, "signature: got a signature of 2105-01-01", "compare this machine's clock")),
        new("GPG-14", "a stranger's signature beside a good one", Packages(Own, package => package.Signed(header => [.. Other.Primary.Sign(Detached, header), .. Own.Primary.Sign(Detached, header)])), Sound),
        new("GPG-14", "a bad signature beside a good one", Packages(Own, package => package.Signed(header => [.. Own.Primary.Sign(Detached, Flipped(header)), .. Own.Primary.Sign(Detached, header)])), Sound),
        new("GPG-14", "a subkey that is bound and knows of it", Signed(Subkey, Detached, new MadeCertificate(Own.Primary).Add(Subkey)), Sound),
        new("GPG-15", "a signature that says to be of a key of the recipe's", Signed(Other.Primary, Detached with { Issuer = Own.Primary }), Refused(3, $"not that of key {Own.Fingerprint}")),
        new("GPG-15", "the same with the key id alone", Signed(Other.Primary, Detached with { NamesIssuer = false, Unhashed = MadeSignature.Subpacket(16, false, Own.Primary.KeyId) }), Refused(3, $"not that of key {Own.Fingerprint}")),
        new("GPG-15", "a recipe that names a key id", Keys($"keys = [\"{Own.Fingerprint[24..]}\"]\nkey-files = [\"own.asc\"]\n"), new Verdict.Refused(2, "CFG26", "expected a whole fingerprint")),
        new("GPG-16", "repomd.xml.asc is a message in clear text", Repomd(_ => Encoding.ASCII.GetBytes(ClearText)), Refused(16, "repomd.xml.asc: ", "-----BEGIN PGP SIGNED MESSAGE-----")),
        new("GPG-16", "repomd.xml.asc has another packet beside the signature", Repomd(repomd => [.. Own.Primary.Sign(Detached, repomd), .. MadeKey.Packet(11, [0x62, 0, 0, 0, 0, 0])]), Refused(16, "repomd.xml.asc: offset ", "packet type: got 11")),
        new("GPG-16", "a signature of a text, not of bytes", Signed(Own.Primary, Detached with { Type = 1 }), Refused(16, "signature of type 0x01")),
        new("GPG-17", "a packet that is longer than the tag", Packages(Own, package => package.Signed(_ => [0xC2, 0xFF, 0, 0, 0xFF, 0xFF, 4])), Malformed(17, "0.rpm: offset ")),
        new("GPG-17", "a packet of 4 GiB", Packages(Own, package => package.Signed(_ => [0xC2, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 4])), Malformed(17, "0.rpm: offset ")),
        new("GPG-17", "a packet of partial lengths", Packages(Own, package => package.Signed(_ => [0xC2, 0xE1, 4, 0, 0])), Malformed(17, "0.rpm: offset ")),
        new("GPG-17", "a number of more bits than there are", Signed(Own.Primary, Detached with { Change = WithLongNumber }), Malformed(17, "0.rpm: offset ")),
        new("GPG-17", "a key file that is cut off", KeyFile(Own.ToBytes()[..40]), Malformed(17, "own.asc: ")),
        new("GPG-18", "an EdDSA signature of one byte", Packages(Own, package => package.Signed(header => WithAlgorithm(Own.Primary.Sign(Detached, header), 22, [0, 1, 1]))), new Verdict.Refused(3, "GPG17", "0.rpm: offset ")),
        new("GPG-18", "an EdDSA signature of short numbers", Packages(Own, package => package.Signed(header => WithAlgorithm(Own.Primary.Sign(Detached, header), 22, [0, 1, 1, 0, 1, 1]))), Refused(3, "signature: got ")),
        new("GPG-19", "a certificate with 150000 certifications", KeyFile(new MadeCertificate(Own.Primary) { More = Flood() }.ToBytes()), Malformed(19, "own.asc: ")),
        new("GPG-20", "a key of an algorithm that nobody knows", Signed(Unknown, Detached, Certificate(Unknown)), Refused(20, "expected RSA, ECDSA of P-256, P-384 or P-521, Ed25519 or Ed448")),
        new("GPG-20", "a signature of version 5", Signed(Own.Primary, Detached with { Version = 5 }), Refused(20, "signature of version 5")),
        new("GPG-21", "a file that is not as the signed header has it", Packages(Own, WithOtherFile), new Verdict.Refused(4, "CPI31", "0.rpm: /usr/lib/sample of base-1-1.noarch: got sha256:")),
        new("GPG-22", "a package that the key of another repository signed", OfAnotherRepository, Refused(2, "0.rpm: signature: got key ", $"{Other.Fingerprint}")),
        new("GPG-23", "a package that was replaced after it had been verified", ReplacedLater, new Verdict.Refused(4, "MIR17", "0.rpm: base-1-1.noarch is not the file that was locked: digest: got sha256:")),
        new("GPG-23", "what was kept of it when nobody had to sign it", KeptUnsigned, Refused(1, "0.rpm: signature: got none")),
        new("GPG-24", "a recipe that says nothing of signatures", Keys(""), Refused(24, "small.toml:6:11: repository small: keys: got none")),
        new("GPG-24", "a recipe that names files of keys and no key", Keys("key-files = [\"own.asc\"]\n"), Refused(24, $"keys = [\"{Own.Fingerprint}\"]    # {Own.UserId}")),
        new("GPG-24", "a lock of before signatures were checked", OldLock, new Verdict.Refused(4, "LCK04", "made before signatures were checked")),
        new("GPG-25", "a key whose certificate nobody has", Keys($"keys = [\"{Other.Fingerprint}\"]\nkey-files = [\"own.asc\"]\n"), Refused(25, $"keys: got {Other.Fingerprint}", $"{Own.Fingerprint}")),
        new("GPG-25", "a file of keys that is not there", Keys($"keys = [\"{Own.Fingerprint}\"]\nkey-files = [\"none.asc\"]\n"), Refused(25, "none.asc: no such file")),
        new("GPG-26", "a signature that does not say when it was made", Signed(Own.Primary, Detached with { SaysWhen = false }), Refused(26, "no creation time that the signature vouches for")),
        new("RMD-20", "no signature of repomd.xml", Everything(package => package.SignedBy(Own.Primary), signature: null), Repomd20("got none")),
        new("RMD-20", "signed by somebody else", Repomd(repomd => Other.Primary.Sign(Detached, repomd)), Repomd20($"got key {Other.Fingerprint}")),
        new("RMD-20", "the signature of another repomd.xml", Repomd(repomd => Own.Primary.Sign(Detached, [.. repomd, (byte)'\n'])), Repomd20("not that of key")),
        new("RMD-20", "a signature that has expired", Repomd(repomd => Own.Primary.Sign(Detached.WithExpiry(TimeSpan.FromMinutes(1)), repomd)), Repomd20("a signature that expired 2021-01-01")),
        new("RMD-20", "a signature of the future", Repomd(repomd => Own.Primary.Sign(new(new DateTimeOffset(2105, 1, 1, 0, 0, 0, TimeSpan.Zero)), repomd)), Repomd20("a signature of 2105-01-01", "compare this machine's clock")),
        new("RMD-20", "a signature of SHA-1", Repomd(repomd => Own.Primary.Sign(Detached with { Hash = 2 }, repomd)), Repomd20("got sha1", "trust = \"legacy\" lets it pass")),
        new("RMD-20", "a good signature", Repomd(repomd => Own.Primary.Sign(Detached, repomd)), Sound),
        new("RMD-20", "a good signature of the metadata, which vouches for packages that nobody signed", Everything(package => package, repomd => Own.Primary.Sign(Detached, repomd), "signatures = \"metadata\"\n"), Sound),
    ];

    private const string ClearText = "-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA256\n\nother\n-----BEGIN PGP SIGNATURE-----\n\nAAAA\n-----END PGP SIGNATURE-----\n";

    private static Verdict.Accepted Sound => new(SoundInitrd.IsSame);

    /// <summary>Built, and said each time.</summary>
    private static Verdict.Accepted Legacy => new((folder, result) =>
    {
        SoundInitrd.IsSame(folder, result);
        Assert.Contains("[IC-GPG07]", result.Error, StringComparison.Ordinal);
    });

    private static Verdict.Refused Refused(int number, params string[] fragments) => new(4, $"GPG{number:00}", fragments);

    private static Verdict.Refused Malformed(int number, params string[] fragments) => new(3, $"GPG{number:00}", fragments);

    private static Verdict.Refused Repomd20(params string[] fragments) => new(4, "RMD20", ["repomd.xml.asc: signature of repomd.xml: ", .. fragments]);

    private static MadeCertificate Certificate(MadeKey key) => new(key);

    /// <summary>A package that is signed so, and a recipe that trusts a certificate.</summary>
    private static Action<HostileFolder> Signed(MadeKey key, MadeSignature? signature = null, MadeCertificate? certificate = null, string more = "", byte[]? keys = null) =>
        Packages(certificate ?? Own, package => package.SignedBy(key, signature), more, keys);

    /// <summary>A package, and a recipe that wants it signed by a certificate; who serves it is not asked to sign.</summary>
    private static Action<HostileFolder> Packages(MadeCertificate certificate, Func<RpmSpec, RpmSpec> change, string more = "", byte[]? keys = null) => folder =>
    {
        folder.WritePackages(change(SamplePackages.Sample()));
        Trust(folder, certificate, "signatures = \"packages\"\n" + more, keys);
    };

    /// <summary>A package in a folder without metadata, and a recipe that says only whose signatures count.</summary>
    private static Action<HostileFolder> InFolder(Func<RpmSpec, RpmSpec> change) => folder =>
    {
        folder.WritePackages(change(SamplePackages.Sample()));
        Directory.Delete(Path.Combine(folder.Repository, "repodata"), recursive: true);
        Trust(folder, Own, "");
        File.WriteAllText(folder.Recipe, File.ReadAllText(folder.Recipe).Replace("baseurl = ", "packages = ", StringComparison.Ordinal));
    };

    /// <summary>A package and metadata that are signed, and a recipe that wants both.</summary>
    private static Action<HostileFolder> Everything(Func<RpmSpec, RpmSpec> change) => Everything(change, repomd => Own.Primary.Sign(Detached, repomd));

    private static Action<HostileFolder> Everything(Func<RpmSpec, RpmSpec> change, Func<byte[], byte[]>? signature, string more = "") => folder =>
    {
        folder.WritePackages(change(SamplePackages.Sample()));
        Trust(folder, Own, more);
        string repomd = RepomdCases.RepomdOf(folder);
        if (signature is not null) File.WriteAllBytes(repomd + ".asc", signature(File.ReadAllBytes(repomd)));
    };

    private static Action<HostileFolder> Repomd(Func<byte[], byte[]> signature) => Everything(package => package.SignedBy(Own.Primary), signature);

    private static Action<HostileFolder> Keys(string lines) => folder =>
    {
        folder.WritePackages(SamplePackages.Sample().SignedBy(Own.Primary));
        File.WriteAllBytes(Path.Combine(folder.Work, "own.asc"), Own.ToBytes());
        Say(folder, lines);
    };

    private static Action<HostileFolder> KeyFile(byte[] bytes) => Packages(Own, package => package.SignedBy(Own.Primary), keys: bytes);

    /// <param name="keys">The file of keys; null: the certificate.</param>
    private static void Trust(HostileFolder folder, MadeCertificate certificate, string more, byte[]? keys = null)
    {
        File.WriteAllBytes(Path.Combine(folder.Work, "own.asc"), keys ?? certificate.ToBytes());
        Say(folder, $"keys = [\"{certificate.Fingerprint}\"]\nkey-files = [\"own.asc\"]\n{more}");
    }

    private static void Say(HostileFolder folder, string lines) =>
        File.WriteAllText(folder.Recipe, File.ReadAllText(folder.Recipe).Replace("signatures = \"none\"\n", lines, StringComparison.Ordinal));

    private static byte[] Flipped(byte[] bytes) => [.. bytes[..^1], (byte)(bytes[^1] ^ 1)];

    private static byte[] LastBitFlipped(byte[] body) => Flipped(body);

    private static byte[] WithLongNumber(byte[] body)
    {
        // The first of two numbers of 256 bits, give or take leading zeros, begins 2 + 32 and 2 + 32 bytes before the end at most.
        byte[] changed = [.. body];
        int first = Array.FindIndex(changed, changed.Length - 68, octet => octet is 0 or 1);
        changed[first] = 0xFF;
        return changed;
    }

    /// <summary>The same signature, said to be of another algorithm.</summary>
    private static byte[] WithAlgorithm(byte[] packet, byte algorithm, byte[] numbers)
    {
        byte[] body = packet[6..];
        body[2] = algorithm;
        int hashed = (body[4] << 8) | body[5], unhashed = (body[6 + hashed] << 8) | body[7 + hashed];
        return MadeKey.Packet(2, [.. body[..(8 + hashed + unhashed + 2)], .. numbers]);
    }

    private static RpmSpec WithoutPayloadDigest(RpmSpec package)
    {
        package.SignedBy(Own.Primary);
        package.HasPayloadDigest = false;
        return package;
    }

    /// <summary>As rpmsign signs what says nothing of its payload: the header, and header and payload.</summary>
    private static RpmSpec SignedTwiceWithoutPayloadDigest(RpmSpec package)
    {
        Action<HeaderSpec, byte[], byte[]> ofHeader = WithoutPayloadDigest(package).Sign;
        package.Sign = ofHeader + package.SignedWholeBy(Own.Primary).Sign;
        return package;
    }

    /// <summary>Signed with one payload, served with another: same header, same size.</summary>
    private static RpmSpec WithOtherPayload(RpmSpec package)
    {
        package.SignedBy(Own.Primary);
        package.ChangeFile = file => [.. file[..^5], (byte)(file[^5] ^ 1), .. file[^4..]];
        return package;
    }

    /// <summary>The header's digest of the file is of other bytes, and everything else agrees with it.</summary>
    private static RpmSpec WithOtherFile(RpmSpec package)
    {
        package.SignedBy(Own.Primary);
        package.ChangeArchive = archive =>
        {
            int index = archive.Entries.FindIndex(entry => entry.Data.AsSpan().SequenceEqual("sample\n"u8));
            archive.Change(index, entry => entry with { Data = "sAmple\n"u8.ToArray() });
        };
        return package;
    }

    private static byte[] Flood()
    {
        byte[] one = Other.Primary.Sign(Detached with { Type = 0x10 });
        return [.. Enumerable.Repeat(one, 150_000).SelectMany(bytes => bytes)];
    }

    /// <summary>A lock that was made when the key was valid: its certificate is the same but for its life.</summary>
    private static void LockedBefore(HostileFolder folder)
    {
        Signed(Own.Primary, Detached)(folder);
        Run(folder, folder.LockOnly());
        File.WriteAllBytes(Path.Combine(folder.Work, "own.asc"), new MadeCertificate(Own.Primary) { Life = TimeSpan.FromDays(500) }.ToBytes());
    }

    /// <summary>Both keys are trusted, each for one repository; the package of the first is signed by the second's.</summary>
    private static void OfAnotherRepository(HostileFolder folder)
    {
        Signed(Other.Primary)(folder);
        File.WriteAllBytes(Path.Combine(folder.Work, "other.asc"), Other.ToBytes());
        Directory.CreateDirectory(Path.Combine(folder.Work, "others"));
        File.AppendAllText(folder.Recipe, $"\n[[repositories]]\nid = \"others\"\npackages = \"others\"\nkeys = [\"{Other.Fingerprint}\"]\nkey-files = [\"other.asc\"]\n");
    }

    private static void ReplacedLater(HostileFolder folder)
    {
        Signed(Own.Primary)(folder);
        Run(folder, folder.Build());
        Directory.Delete(folder.Output, recursive: true);
        Directory.CreateDirectory(folder.Output);
        Directory.Delete(folder.Cache, recursive: true);
        Damage.FlipByteInTheMiddle(Path.Combine(folder.Repository, "0.rpm"));
    }

    private static void KeptUnsigned(HostileFolder folder)
    {
        folder.WritePackages(SamplePackages.Sample());
        Run(folder, folder.Build());
        Directory.Delete(folder.Output, recursive: true);
        Directory.CreateDirectory(folder.Output);
        File.Delete(folder.Lock);
        Trust(folder, Own, "signatures = \"packages\"\n");
    }

    private static void OldLock(HostileFolder folder)
    {
        folder.WritePackages(SamplePackages.Sample());
        Run(folder, folder.LockOnly());
        File.WriteAllLines(folder.Lock, File.ReadAllLines(folder.Lock).Where(line => !line.Contains("signatures", StringComparison.Ordinal)));
    }

    private static void Run(HostileFolder folder, string[] command)
    {
        ToolResult result = ConfinedProgram.Run(folder, command);
        Assert.True(result.ExitCode == 0, result.Error);
    }
}
