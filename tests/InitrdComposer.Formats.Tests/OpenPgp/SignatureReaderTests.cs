using InitrdComposer.Formats.OpenPgp;
using InitrdComposer.Testing;
using InitrdComposer.Testing.OpenPgp;
using Xunit;

namespace InitrdComposer.Formats.Tests.OpenPgp;

public sealed class SignatureReaderTests
{
    private static readonly DateTimeOffset Birth = new(2020, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly MadeSignature Self = new MadeSignature(Birth).WithFlags(3);
    private static readonly byte[] Data = "what is signed"u8.ToArray();

    /// <summary>A key of EdDSA in its older encoding: the curve's object identifier, then a point behind 0x40.</summary>
    private static readonly byte[] Ed25519Legacy = [9, 0x2B, 0x06, 0x01, 0x04, 0x01, 0xDA, 0x47, 0x0F, 0x01, .. MadeKey.Mpi([0x40, .. Enumerable.Repeat((byte)7, 32)])];

    private readonly MadeKey _key = MadeKey.P256(Birth);
    private readonly MadeKey _key6 = MadeKey.P256(Birth, 6);

    private IEnumerable<byte[]> Signatures =>
    [
        _key.Sign(Self, Data),
        _key.Sign(Self with { Version = 3 }, Data),
        _key6.Sign(Self with { Version = 6, Hash = 10 }, Data),
        MadeKey.Native(27, 6, Birth, new byte[32], _ => new byte[64]).Sign(Self with { Version = 6 }, Data),
        MadeKey.Native(22, 4, Birth, Ed25519Legacy, _ => [.. MadeKey.Mpi([.. Enumerable.Repeat((byte)9, 32)]), .. MadeKey.Mpi([.. Enumerable.Repeat((byte)9, 32)])]).Sign(Self, Data),
        MadeKey.Rsa(2048, Birth).Sign(Self, Data),
    ];

    [Fact]
    public void EveryPrefixOfASignatureIsMalformed()
    {
        foreach (byte[] signature in Signatures)
        {
            byte[] armored = Armored.Encode("SIGNATURE", signature);
            Assert.Single(SignatureReader.ReadDetached(signature));
            Assert.Single(SignatureReader.ReadDetached(armored));
            for (int length = 0; length < signature.Length; length++) Assert.InRange(Refused(signature[..length]).Position.Offset!.Value, 0, length);
            for (int length = 0; length < armored.Length - 1; length++) Refused(armored[..length]);
        }
    }

    /// <summary>The same with the packet's length set right: the fields inside end too early.</summary>
    [Fact]
    public void EveryPrefixOfABodyIsMalformed()
    {
        foreach (byte[] signature in Signatures)
        {
            byte[] body = signature[6..];
            for (int length = 0; length < body.Length; length++) Refused(MadeKey.Packet(2, body[..length]));
            Refused(MadeKey.Packet(2, [.. body, 0]));
        }
    }

    /// <summary>Whatever a byte is changed to: not the key's, or malformed, nothing else.</summary>
    [Fact]
    public void NoChangedByteMakesAGoodSignature()
    {
        PublicKeyPacket[] keys = [KeyOf(_key), KeyOf(_key6)];
        foreach (byte[] signature in Signatures.Take(3))
        {
            Assert.True(IsGood(signature));
            Signature sound = SignatureReader.ReadDetached(signature)[0];
            // What is hashed, and the arithmetic's numbers; the left 16 bits are not looked at, nor what they stand behind.
            int hashedEnd = 6 + signature.AsSpan(6).IndexOf(sound.HashedPart.Span) + sound.HashedPart.Length;
            for (int position = 0; position < signature.Length; position++)
            {
                foreach (byte flip in (byte[])[0x01, 0x80, 0xFF])
                {
                    byte[] other = [.. signature];
                    other[position] ^= flip;
                    bool isGood = IsGood(other);
                    if (position is >= 6 && position < hashedEnd) Assert.False(isGood, $"byte {position} ^ {flip:X2}");
                }
            }
        }

        bool IsGood(byte[] signature)
        {
            try
            {
                return keys.Any(key => IsOfData(SignatureReader.ReadDetached(signature)[0], key));
            }
            catch (MalformedDataException)
            {
                return false;
            }
        }
    }

    /// <summary>GPG-18, libsolv's CVE-2026-48863: numbers of EdDSA that are shorter than the curve's, down to nothing, and longer ones.</summary>
    [Fact]
    public void EdDsaNumbersOfAnyLengthOnlyFail()
    {
        for (int length = 0; length <= 40; length++)
        {
            byte[] number = [.. Enumerable.Repeat((byte)0xA5, length)];
            foreach ((byte[] r, byte[] s) in ((byte[], byte[])[])[(number, number), (number, new byte[32]), ([.. Enumerable.Repeat((byte)1, 32)], number)])
            {
                var key = MadeKey.Native(22, 4, Birth, Ed25519Legacy, _ => [.. MadeKey.Mpi(r), .. MadeKey.Mpi(s)]);
                Assert.False(IsOfData(SignatureReader.ReadDetached(key.Sign(Self, Data))[0], KeyOf(key)));
            }
        }
    }

    /// <summary>gpg leaves out an octet that is zero at the beginning: one signature in 128 has a shorter number.</summary>
    [Theory]
    [InlineData("short-r", 31, 32)]
    [InlineData("short-s", 32, 31)]
    public void EdDsaNumbersThatAreShortByChanceAreGood(string name, int r, int s)
    {
        Signature signature = Assert.Single(SignatureReader.ReadDetached(KeyFixtures.Bytes($"eddsa-short/{name}.sig")));
        var pair = Assert.IsType<SignatureMaterial.Pair>(signature.Material);
        Assert.Equal((r, s), (pair.R.Length, pair.S.Length));
        Assert.True(signature.IsBy(KeyFixtures.Read("eddsa-short/key.asc")[0].PrimaryKey, SignedData.Bytes(new MemoryStream(KeyFixtures.Bytes($"eddsa-short/{name}.txt")))));
    }

    /// <summary>GPG-18 on the key's side: points that are too short, too long, or not on the curve.</summary>
    [Fact]
    public void PointsOfAnyLengthOnlyFail()
    {
        for (int length = 0; length <= 70; length++)
        {
            byte[] point = MadeKey.Mpi([0x40, .. Enumerable.Repeat((byte)0xA5, length)]);
            byte[] nist = MadeKey.Mpi([4, .. Enumerable.Repeat((byte)0xA5, length)]);
            byte[] numbers = [.. MadeKey.Mpi([.. Enumerable.Repeat((byte)1, 32)]), .. MadeKey.Mpi([.. Enumerable.Repeat((byte)1, 32)])];
            foreach (MadeKey key in (MadeKey[])[
                MadeKey.Native(22, 4, Birth, [.. Ed25519Legacy[..10], .. point], _ => numbers),
                MadeKey.Native(19, 4, Birth, [8, 0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x03, 0x01, 0x07, .. nist], _ => numbers)])
            {
                Assert.False(IsOfData(SignatureReader.ReadDetached(key.Sign(Self, Data))[0], KeyOf(key)));
            }
        }
    }

    /// <summary>GPG-17.</summary>
    [Fact]
    public void LyingLengthsAreMalformed()
    {
        byte[] body = _key.Sign(Self, Data)[6..];
        // Old format: one, two, four octets; indeterminate.
        Assert.Single(SignatureReader.ReadDetached((byte[])[0x88, (byte)body.Length, .. body]));
        Assert.Single(SignatureReader.ReadDetached((byte[])[0x89, 0, (byte)body.Length, .. body]));
        Assert.Single(SignatureReader.ReadDetached((byte[])[0x8A, 0, 0, 0, (byte)body.Length, .. body]));
        Assert.Equal("packet length", Refused([0x8B, .. body]).Field);
        // New format: one, two, five octets; partial.
        Assert.Single(SignatureReader.ReadDetached((byte[])[0xC2, (byte)body.Length, .. body]));
        byte[] padded = _key.Sign(Self.With(30, new byte[400]), Data)[6..];
        Assert.Single(SignatureReader.ReadDetached((byte[])[0xC2, (byte)(((padded.Length - 192) >> 8) + 192), (byte)(padded.Length - 192), .. padded]));
        for (int partial = 224; partial < 255; partial++) Assert.Equal("packet length", Refused([0xC2, (byte)partial, .. body, .. body]).Field);
        Assert.Equal("packet", Refused([0xC2, (byte)(body.Length + 1), .. body]).Field);
        Assert.Equal("packet length", Refused([0xC2, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, .. body]).Field);
        Assert.Equal("packet header", Refused([.. _key.Sign(Self, Data), 0x2D]).Field);
        Assert.Equal("packet type", Refused([0xC0, 0]).Field);
        Assert.Equal("packet type", Refused([0x80, 0]).Field);
    }

    [Fact]
    public void LyingNumbersAreMalformed()
    {
        byte[] body = MadeKey.Native(1, 4, Birth, [], _ => [0xFF, 0xFF, 1]).SignatureBody(Self, Data);
        Assert.Equal("RSA signature", Refused(MadeKey.Packet(2, body)).Field);
        // A length of 7 bits for a number of 8, and, of version 6, for one of 6.
        Assert.Equal("RSA signature", Refused(MadeKey.Native(1, 4, Birth, [], _ => [0, 7, 0xFF]).Sign(Self, Data)).Field);
        Assert.Equal("RSA signature", Refused(MadeKey.Native(1, 6, Birth, [], _ => [0, 7, 0x3F]).Sign(Self with { Version = 6 }, Data)).Field);
        Assert.Single(SignatureReader.ReadDetached(MadeKey.Native(1, 4, Birth, [], _ => [0, 7, 0x3F]).Sign(Self, Data)));
    }

    [Fact]
    public void LyingSubpacketsAreMalformed()
    {
        foreach (byte[] area in (byte[][])[
            [0], [1], [2, 27], [0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 27], [0xC0], [3, 2, 0, 0], [4, 3, 0, 0, 0], [8, 16, 1, 2, 3, 4, 5, 6, 7],
            [21, 33, 4, .. new byte[19]], [21, 33, 6, .. new byte[19]], [2, 33, 4], [.. Enumerable.Repeat<byte[]>([2, 30, 0], 300).SelectMany(one => one)]])
        {
            Assert.StartsWith("OpenPGP", Refused(_key.Sign(Self with { Hashed = area }, Data)).Message, StringComparison.Ordinal);
            Refused(_key.Sign(Self with { Unhashed = area }, Data));
        }
    }

    [Fact]
    public void SaltsHaveTheLengthOfTheirHash()
    {
        byte[] body = _key6.SignatureBody(Self with { Version = 6 }, Data);
        int salt = body.AsSpan().IndexOf([(byte)16, (byte)1, (byte)2, (byte)3]);
        body[salt] = 15;
        Assert.Equal("salt", Refused(MadeKey.Packet(2, [.. body[..(salt + 1)], .. body[(salt + 2)..]])).Field);
    }

    /// <summary>GPG-16: nothing but signatures is beside a file: no key, no literal data, no one-pass signature, no compressed packet, no marker alone.</summary>
    [Theory]
    [InlineData(6)]
    [InlineData(11)]
    [InlineData(4)]
    [InlineData(8)]
    [InlineData(13)]
    [InlineData(63)]
    public void OtherPacketsAreRefused(int tag)
    {
        byte[] signature = _key.Sign(Self, Data);
        Assert.Equal("packet type", Refused([.. signature, .. MadeKey.Packet(tag, [1, 2, 3])]).Field);
        Assert.Equal("packet type", Refused([.. MadeKey.Packet(tag, [1, 2, 3]), .. signature]).Field);
    }

    [Fact]
    public void SeveralSignaturesAreReadUpToALimit()
    {
        byte[] signature = _key.Sign(Self, Data);
        Assert.Equal(SignatureReader.MaxSignatures, SignatureReader.ReadDetached(Repeat(SignatureReader.MaxSignatures)).Length);
        Assert.Equal("signatures", Refused(Repeat(SignatureReader.MaxSignatures + 1)).Field);
        Assert.Equal("signatures", Refused(MadeKey.Packet(10, "PGP"u8.ToArray())).Field);
        Assert.Equal("length", Refused(new byte[SignatureReader.MaxFile + 1]).Field);

        byte[] Repeat(int count) => [.. Enumerable.Repeat(signature, count).SelectMany(one => one)];
    }

    private static MalformedDataException Refused(byte[] data) => Assert.Throws<MalformedDataException>(() => SignatureReader.ReadDetached(data));

    private static PublicKeyPacket KeyOf(MadeKey key) => CertificateReader.Read(key.PrimaryPacket)[0].PrimaryKey;

    private static bool IsOfData(Signature signature, PublicKeyPacket key) => signature.IsBy(key, SignedData.Bytes(new MemoryStream(Data)));
}
