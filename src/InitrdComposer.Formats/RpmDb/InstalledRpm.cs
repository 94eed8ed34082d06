using System.Buffers.Binary;
using InitrdComposer.Formats.Rpm;

namespace InitrdComposer.Formats.RpmDb;

/// <summary>
/// A package of rpm's database. Its header is kept as the package had it, a region that nothing may change ("immutable"), followed by what the
/// installation added: rpm, lib/header.c, headerExport.
/// </summary>
/// <param name="Description">Of the immutable region alone.</param>
/// <param name="HeaderDigest">SHA-256 over that region: the package's SHA256HEADER.</param>
/// <param name="HeaderSize">Its size in bytes.</param>
/// <param name="RecordedDigest">SHA256HEADER as the installation recorded it, or null.</param>
public sealed record InstalledRpm(RpmDescription Description, Digest HeaderDigest, int HeaderSize, Digest? RecordedDigest)
{
    private const string Format = "rpm database header";
    private const int LengthsSize = 8;

    /// <summary>rpm's own pseudo-packages, of keys it trusts.</summary>
    public bool IsKey => Description.Name == "gpg-pubkey";

    /// <param name="blob">Index length, data length, index, data.</param>
    /// <param name="number">Of the record, for errors.</param>
    /// <exception cref="MalformedDataException">No header, or none with a region.</exception>
    public static InstalledRpm Read(ReadOnlySpan<byte> blob, long number)
    {
        if (blob.Length < LengthsSize + (2 * RpmIndexEntry.Size)) throw Malformed(number, 0, "length", $"{blob.Length} bytes", "a header");
        uint count = BinaryPrimitives.ReadUInt32BigEndian(blob), dataSize = BinaryPrimitives.ReadUInt32BigEndian(blob[4..]);
        long expected = LengthsSize + (count * (long)RpmIndexEntry.Size) + dataSize;
        if (count is 0 or > RpmHeaderReader.MaxEntries || expected != blob.Length) throw Malformed(number, 0, "length", $"{blob.Length} bytes", $"{expected} bytes of {count} entries");
        ReadOnlySpan<byte> index = blob.Slice(LengthsSize, (int)count * RpmIndexEntry.Size), store = blob[(LengthsSize + index.Length)..];
        RpmIndexEntry region = RpmIndexEntry.Read(index);
        if (region.Tag != RpmTag.HeaderImmutable || region.Type != RpmType.Bin || region.Offset < 0 || region.Offset > store.Length - RpmIndexEntry.Size)
        {
            throw Malformed(number, LengthsSize, "region", $"{RpmTagNames.Of(region.Tag)} at {region.Offset}", "HEADERIMMUTABLE inside the data");
        }

        long covered = -(long)RpmIndexEntry.Read(store[region.Offset..]).Offset;
        if (covered <= 0 || covered > index.Length || covered % RpmIndexEntry.Size != 0)
        {
            throw Malformed(number, LengthsSize + index.Length + region.Offset, "region trailer", $"{covered} bytes of index", $"at most {index.Length}");
        }

        ReadOnlySpan<byte> regionIndex = index[..(int)covered], regionStore = store[..(region.Offset + RpmIndexEntry.Size)];
        var bytes = new byte[RpmHeaderReader.IntroSize + regionIndex.Length + regionStore.Length];
        BinaryPrimitives.WriteUInt64BigEndian(bytes, RpmHeaderReader.Magic);
        BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(8), regionIndex.Length / RpmIndexEntry.Size);
        BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(12), regionStore.Length);
        regionIndex.CopyTo(bytes.AsSpan(RpmHeaderReader.IntroSize));
        regionStore.CopyTo(bytes.AsSpan(RpmHeaderReader.IntroSize + regionIndex.Length));

        RpmHeader header = RpmHeaderReader.Read(new MemoryStream(bytes), RpmTag.HeaderImmutable, 0);
        return new(new RpmDescription(header), Digest.Sha256Of(bytes), bytes.Length, RecordedIn(index[regionIndex.Length..], store));
    }

    /// <summary>The installation copied the package's SHA256HEADER; packages from before rpm 4.14 have none.</summary>
    private static Digest? RecordedIn(ReadOnlySpan<byte> added, ReadOnlySpan<byte> store)
    {
        for (; added.Length > 0; added = added[RpmIndexEntry.Size..])
        {
            RpmIndexEntry entry = RpmIndexEntry.Read(added);
            if (entry.Tag != RpmTag.Sha256Header || entry.Type != RpmType.String || entry.Offset < 0 || entry.Offset >= store.Length) continue;
            ReadOnlySpan<byte> text = store[entry.Offset..];
            int end = text.IndexOf((byte)0);
            if (end >= 0 && Digest.TryFromHex(DigestAlgorithm.Sha256, System.Text.Encoding.Latin1.GetString(text[..end]), out Digest digest)) return digest;
        }

        return null;
    }

    private static MalformedDataException Malformed(long number, long offset, string field, string got, string expected) =>
        new(Format, offset, $"package {number}: {field}", got, expected);
}
