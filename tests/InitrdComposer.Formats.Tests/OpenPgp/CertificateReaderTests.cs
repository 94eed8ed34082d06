using System.Collections.Immutable;
using System.Diagnostics;
using System.Globalization;
using InitrdComposer.Formats.OpenPgp;
using InitrdComposer.Testing;
using InitrdComposer.Testing.OpenPgp;
using Xunit;

namespace InitrdComposer.Formats.Tests.OpenPgp;

/// <summary>Certificates as distributions and rpm's own tests have them, read as gpg reads them, and spoiled.</summary>
public sealed class CertificateReaderTests
{
    private static readonly DateTimeOffset Birth = new(2020, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly MadeSignature Self = new MadeSignature(Birth).WithFlags(3);

    public static TheoryData<string> Files => [.. KeyFixtures.Files];

    /// <summary>gpg 2.2 knows no keys of version 6.</summary>
    public static TheoryData<string> Version4Files => [.. KeyFixtures.Files.Where(file => !file.Contains("v6-", StringComparison.Ordinal))];

    [Fact]
    public void EveryFixtureIsRead() => Assert.Equal(35, KeyFixtures.Files.Count);

    /// <summary>Fingerprints, creation times, algorithms and user ids of each key and subkey.</summary>
    [Theory, MemberData(nameof(Version4Files))]
    public void KeysAreThoseThatGpgLists(string file)
    {
        var gpg = Tool.Require("gpg", "gpg");
        using var home = new TempFolder();
        List<string> expected = [];
        string record = "";
        foreach (string[] fields in gpg.Run("--homedir", home.Path, "--batch", "--with-colons", "--with-subkey-fingerprint", "--show-keys", KeyFixtures.PathOf(file)).Split('\n').Select(line => line.Split(':')))
        {
            if (fields[0] is "pub" or "sub") record = $"{fields[0]} {fields[3]} {fields[5]}";
            if (fields[0] == "fpr") expected.Add($"{record} {fields[9]}");
            if (fields[0] == "uid") expected.Add($"uid {fields[9]}");
        }

        List<string> actual = [];
        foreach (Certificate certificate in KeyFixtures.Read(file))
        {
            actual.Add(Line("pub", certificate.PrimaryKey));
            actual.AddRange(certificate.UserIds.Select(id => $"uid {id.Text}"));
            // gpg lists a subkey once however often it comes, and one without binding not at all.
            actual.AddRange(certificate.Subkeys.Select(subkey => Line("sub", subkey.Key)).Distinct().Where(line => expected.Contains(line)));
        }

        Assert.Equal(expected, actual);

        static string Line(string kind, PublicKeyPacket key) => string.Create(CultureInfo.InvariantCulture, $"{kind} {(int)key.Algorithm} {key.Created.ToUnixTimeSeconds()} {key.Fingerprint}");
    }

    [Fact]
    public void KeysOfVersion6AreRead()
    {
        // The issuers of the packages that rpm-rs has signed with them: RpmVerdictTests.
        ImmutableArray<Certificate> keys = KeyFixtures.Read("rpm-rs_rpm/rpm-testkey-v6-keyring.asc");
        Assert.Equal(
            [PublicKeyAlgorithm.Rsa, PublicKeyAlgorithm.MlDsa65Ed25519, PublicKeyAlgorithm.Ed25519], keys.Select(key => key.PrimaryKey.Algorithm));
        Assert.All(keys, key => Assert.Equal(6, key.PrimaryKey.Version));
        Assert.All(keys, key => Assert.Equal(64, key.Fingerprint.ToString().Length));
        Assert.Equal("<rpm-testkey-v6-rsa4k@example.org>", keys[0].Name);
    }

    /// <summary>Armored, no prefix is a certificate; binary, one that ends where a packet ends is a shorter one.</summary>
    [Theory, MemberData(nameof(Files))]
    public void EveryPrefixIsMalformed(string file)
    {
        byte[] text = KeyFixtures.Bytes(file);
        int end = text.AsSpan().TrimEnd("\r\n "u8).Length;
        bool isOneBlock = text.AsSpan().Count("-----BEGIN"u8) == 1;
        int step = Math.Max(1, end / 600);
        for (int length = 0; isOneBlock && length < end; length += step) Assert.Throws<MalformedDataException>(() => CertificateReader.Read(text.AsMemory(..length)));

        byte[] packets = Armor.Read(text, ArmorKind.PublicKeyBlock)[0].ToArray();
        HashSet<long> boundaries = [];
        var reader = new PacketReader(packets, 0);
        while (reader.TryReadNext(out _)) boundaries.Add(reader.Offset);
        for (int length = 0; length < packets.Length; length += packets.Length > 3000 ? 7 : 1)
        {
            if (boundaries.Contains(length)) Assert.NotEmpty(CertificateReader.Read(packets.AsMemory(..length)));
            else Assert.InRange(Assert.Throws<MalformedDataException>(() => CertificateReader.Read(packets.AsMemory(..length))).Position.Offset!.Value, 0, length);
        }
    }

    /// <summary>GPG-19, CVE-2019-13050: refused by their number, long before each is looked at.</summary>
    [Fact]
    public void AFloodOfCertificationsIsRefusedAtOnce()
    {
        var key = MadeKey.P256(Birth);
        byte[] certification = key.Sign(Self with { Type = 0x10 }, key.Hashed, MadeKey.HashedUserId("a"));
        byte[] few = [.. key.PrimaryPacket, .. MadeKey.UserIdPacket("a"), .. Repeat(100)];
        Assert.Single(CertificateReader.Read(few));
        byte[] flood = [.. key.PrimaryPacket, .. MadeKey.UserIdPacket("a"), .. Repeat(150_000)];
        byte[] smaller = [.. key.PrimaryPacket, .. MadeKey.UserIdPacket("a"), .. Enumerable.Repeat<byte[]>([0xCC, 0], 150_000).SelectMany(one => one)];
        long began = Stopwatch.GetTimestamp();
        Assert.Equal("length of a file of keys", Assert.Throws<MalformedDataException>(() => CertificateReader.Read(new MemoryStream(flood))).Field);
        Assert.Equal("length of a file of keys", Assert.Throws<MalformedDataException>(() => CertificateReader.Read(flood)).Field);
        Assert.Equal("packets", Assert.Throws<MalformedDataException>(() => CertificateReader.Read(smaller)).Field);
        Assert.InRange(Stopwatch.GetElapsedTime(began), TimeSpan.Zero, TimeSpan.FromSeconds(2));

        IEnumerable<byte> Repeat(int count) => Enumerable.Repeat(certification, count).SelectMany(one => one);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(5)]
    [InlineData(7)]
    public void KeysOfOtherVersionsAreMalformed(byte version)
    {
        byte[] body = [.. MadeKey.P256(Birth).Body];
        body[0] = version;
        Assert.Equal("key version", Refused(MadeKey.Packet(6, body)).Field);
        Assert.Equal("key version", Refused([.. MadeKey.P256(Birth).PrimaryPacket, .. MadeKey.Packet(14, body)]).Field);
    }

    [Fact]
    public void KeysAndUserIdsHaveLimits()
    {
        byte[] body = [4, 0, 0, 0, 0, 99, .. new byte[PublicKeyPacket.MaxBody - 6]];
        Assert.Single(CertificateReader.Read(MadeKey.Packet(6, body)));
        Assert.Equal("key", Refused(MadeKey.Packet(6, [.. body, 0])).Field);
        byte[] key = MadeKey.P256(Birth).PrimaryPacket;
        Assert.Single(CertificateReader.Read((byte[])[.. key, .. MadeKey.UserIdPacket(new string('a', CertificateReader.MaxUserId))]));
        Assert.Equal("user id", Refused([.. key, .. MadeKey.UserIdPacket(new string('a', CertificateReader.MaxUserId + 1))]).Field);
    }

    [Fact]
    public void WhatIsNoPublicKeyIsMalformed()
    {
        var key = MadeKey.P256(Birth);
        Assert.Equal("armor header line", Refused([]).Field);
        Assert.Equal("armor header line", Refused("<html>"u8.ToArray()).Field);
        Assert.Equal("armor header line", Refused(File.ReadAllBytes(Checkout.Fixture("distro", "keys", "demo-signing-secret.asc"))).Field);
        Assert.Contains("a secret key", Refused(MadeKey.Packet(5, key.Body)).Got, StringComparison.Ordinal);
        Assert.Equal("packet type", Refused(key.Sign(Self, key.Hashed)).Field);
        Assert.Equal("packet type", Refused(MadeKey.UserIdPacket("a")).Field);
        Assert.Equal("packet type", Refused([.. key.PrimaryPacket, .. MadeKey.Packet(11, [1])]).Field);
        Assert.Equal("keys", Refused(MadeKey.Packet(10, "PGP"u8.ToArray())).Field);
    }

    /// <summary>Old keys carry photographs; GnuPG's own files trust packets; padding and packets that need not be understood say nothing.</summary>
    [Fact]
    public void PacketsThatSayNothingAreReadOver()
    {
        var key = MadeKey.P256(Birth);
        byte[] certificate = key.Certificate(Self);
        byte[] more = [.. certificate, .. MadeKey.Packet(12, [1]), .. MadeKey.Packet(21, [1]), .. MadeKey.Packet(60, [1]), .. MadeKey.Packet(17, new byte[1000]), .. key.Sign(Self with { Type = 0x13 }, key.Hashed)];
        Assert.Equal(CertificateReader.Read(certificate)[0].UserIds[0].Signatures.Length, CertificateReader.Read(more)[0].UserIds[0].Signatures.Length);
    }

    /// <summary>Behind whatever they stand: the key, a user id, a photograph, a subkey.</summary>
    [Fact]
    public void RevocationsAreTheCertificates()
    {
        var key = MadeKey.P256(Birth);
        var subkey = MadeKey.P256(Birth);
        byte[] ofKey = key.Sign(Self with { Type = 0x20 }, key.Hashed), ofSubkey = key.Sign(Self with { Type = 0x28 }, key.Hashed, subkey.Hashed), photograph = MadeKey.Packet(17, new byte[100]);
        byte[][] components = [key.PrimaryPacket, key.Certificate(Self)[key.PrimaryPacket.Length..], photograph, key.Bind(subkey, Self, Self)];
        byte[] revoked = [.. components.SelectMany(component => (byte[])[.. component, .. ofSubkey, .. ofKey])];
        Certificate certificate = Assert.Single(CertificateReader.Read(revoked));
        Assert.Equal(Enumerable.Repeat(SignatureType.KeyRevocation, components.Length), certificate.Signatures.Select(signature => signature.Type));
        Assert.Equal(components.Length, certificate.SubkeyRevocations.Length);
        Assert.Equal(SignatureType.PositiveCertification, Assert.Single(certificate.UserIds[0].Signatures).Type);
        Assert.Equal(SignatureType.SubkeyBinding, Assert.Single(certificate.Subkeys[0].Signatures).Type);
        Assert.Equal(2 * components.Length, Certificate.Merge([certificate, certificate]).SubkeyRevocations.Length);
    }

    [Fact]
    public void SeveralCertificatesInOneFileAreReadArmoredOrNot()
    {
        byte[] first = MadeKey.P256(Birth).Certificate(Self);
        byte[] second = MadeKey.P256(Birth, 6).Certificate(Self with { Version = 6 });
        Fingerprint[] expected = [CertificateReader.Read(first)[0].Fingerprint, CertificateReader.Read(second)[0].Fingerprint];
        byte[] together = [.. first, .. second];
        byte[] blocks = [.. "two keys\n"u8, .. Armored.Encode("PUBLIC KEY BLOCK", first), .. Armored.Encode("PUBLIC KEY BLOCK", second)];
        foreach (byte[] file in (byte[][])[together, blocks, Armored.Encode("PUBLIC KEY BLOCK", together)])
        {
            Assert.Equal(expected, CertificateReader.Read(new MemoryStream(file)).Select(certificate => certificate.Fingerprint));
        }
    }

    private static MalformedDataException Refused(byte[] keys) => Assert.Throws<MalformedDataException>(() => CertificateReader.Read(keys));
}
