using System.Collections.Immutable;
using System.Security.Cryptography;
using InitrdComposer.Formats;
using InitrdComposer.Formats.IO;
using InitrdComposer.Formats.PE;
using InitrdComposer.Uki;
using InitrdComposer.Uki.Forecast;
using Xunit;

namespace InitrdComposer.Tests.Uki.Forecast;

public sealed class SharedReadingTests
{
    private static readonly ImmutableArray<DigestAlgorithm> Banks = [DigestAlgorithm.Sha256, DigestAlgorithm.Sha384];

    [Fact]
    public void EachByteOfAUkiIsReadOnceForAllPcrsAndBanks()
    {
        byte[] initrd = RandomNumberGenerator.GetBytes(5_000_001);
        var file = new CountingSource(UkiFixtures.Link(UkiFixtures.Inputs with { Base = UkiFixtures.Sections with { Initrds = [PositionalSource.OfBytes(initrd)] } }).Bytes);
        UkiForecast forecast = UkiForecast.Of(UkiImage.Open(new("out.efi", file)), Companions.None, new([], "257"), PcrBanks.All);
        Assert.Equal(Digest.Sha256Of(initrd), forecast.Profiles[0].Pcrs.Events.Single(measured => measured.Description == "section .initrd").Digests[DigestAlgorithm.Sha256]);

        // What comes on top are headers and texts, which are looked at before.
        Assert.InRange(file.BytesRead, file.Length, file.Length + 100_000);
    }

    [Fact]
    public void DigestsAreThoseOfTheSourcesReadOneByOne()
    {
        var random = new Random(7);
        PositionalSource[] files = [.. Enumerable.Range(0, 3).Select(i => PositionalSource.OfBytes(RandomNumberGenerator.GetBytes(1_000_000 + (i * 700_000))))];
        for (int round = 0; round < 20; round++)
        {
            PositionalSource[] rows = [.. Enumerable.Range(0, 4).Select(_ => Row(files, random))];
            Assert.Equal(
                rows.SelectMany(row => Banks.Select(bank => Hash(row, bank))),
                SharedReading.DigestsOf(rows, Banks).SelectMany(digests => Banks.Select(bank => digests[bank])));
        }
    }

    [Fact]
    public void NothingHasTheDigestOfNothing() =>
        Assert.Equal(Digest.Sha256Of(default(ReadOnlySpan<byte>)), SharedReading.DigestsOf([PositionalSource.OfBytes(default)], Banks)[0][DigestAlgorithm.Sha256]);

    [Fact]
    public void AnImageIsHashedAsBefore()
    {
        PEImage image = PEReader.Read(PositionalSource.OfBytes(UkiFixtures.Bytes("toy.ossl.efi")));
        Assert.Equal("e04fc229da2b8caaa6a8d143ae7ce85bddfb0c24a6ce1013c6dd9162cb56614d", SharedReading.DigestsOf([Authenticode.HashedBytes(image)], Banks)[0][DigestAlgorithm.Sha256].Hex);
    }

    /// <summary>Parts of files in any order, with gaps, some of them rows themselves.</summary>
    private static RowSource Row(PositionalSource[] files, Random random)
    {
        List<(long, PositionalSource)> parts = [];
        long length = 0;
        for (int i = random.Next(6); i >= 0; i--)
        {
            PositionalSource file = files[random.Next(files.Length)];
            long start = random.NextInt64(file.Length);
            PositionalSource part = file.Slice(start, random.NextInt64(file.Length - start));
            if (random.Next(3) == 0) part = new RowSource([(random.Next(5), part)], part.Length + 10).Slice(2, part.Length + 3);
            length += random.Next(2) * random.Next(10_000);
            parts.Add((length, part));
            length += part.Length;
        }

        return new(parts, length + random.Next(5));
    }

    private static Digest Hash(PositionalSource source, DigestAlgorithm algorithm)
    {
        using IncrementalHash hash = algorithm.CreateHash();
        using Stream stream = source.OpenStream();
        var buffer = new byte[65_536];
        for (int read; (read = stream.Read(buffer)) > 0;) hash.AppendData(buffer.AsSpan(0, read));
        return Digest.Finish(algorithm, hash);
    }

    private sealed class CountingSource(byte[] bytes) : PositionalSource
    {
        private readonly PositionalSource _inner = OfBytes(bytes);

        public long BytesRead { get; private set; }

        public override long Length => _inner.Length;

        public override int ReadAt(long offset, Span<byte> into)
        {
            int read = _inner.ReadAt(offset, into);
            BytesRead += read;
            return read;
        }
    }
}
