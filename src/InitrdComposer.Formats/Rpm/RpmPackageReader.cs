using InitrdComposer.Formats.Compression;
using InitrdComposer.Formats.IO;

namespace InitrdComposer.Formats.Rpm;

/// <summary>A package file: lead, signature header and header, read and checked; the payload is opened on demand.</summary>
/// <param name="Signature">Its tags are about the file and are never taken for the package's.</param>
/// <param name="PayloadOffset">Where the compressed payload begins; it reaches to the end of the file.</param>
public sealed record RpmPackageReader(RpmLead Lead, RpmHeader Signature, RpmHeader Header, long PayloadOffset) : RpmDescription(Header)
{
    /// <summary>RPMSIGTAG_SIZE, which has the number of a package's NAME.</summary>
    private const RpmTag SigSize = RpmTag.Name;

    /// <summary>Version of the package format: 6, or 4 for everything before.</summary>
    public int RpmFormat => (int)(Header.UInt32(RpmTag.RpmFormat) ?? 4);

    /// <summary>A source package, says the lead or the header.</summary>
    public override bool IsSource => Lead.IsSource || base.IsSource;

    /// <summary>PAYLOADFORMAT: "cpio" in every package that can be read.</summary>
    public string PayloadFormat => Header.String(RpmTag.PayloadFormat) ?? "cpio";

    /// <summary>PAYLOADCOMPRESSOR, or null: then the payload is plain, in old packages perhaps gzip.</summary>
    public string? PayloadCompressor => Header.String(RpmTag.PayloadCompressor);

    /// <summary>What the signature header says of the bytes of header and payload; null in packages of format 6.</summary>
    public long? DeclaredSize => Signature.UInt64Array(RpmTag.LongSigSize) is [ulong large, ..] ? (long)large : Signature.UInt32(SigSize);

    /// <summary>Bytes of header and payload in a file of so many.</summary>
    public long SizeIn(long fileLength) => fileLength - Header.Offset;

    /// <param name="package">Stands at the beginning of the file; stands at the payload afterwards.</param>
    /// <exception cref="MalformedDataException">It is no package, or lead or a header is malformed.</exception>
    public static RpmPackageReader Read(Stream package)
    {
        Span<byte> lead = stackalloc byte[RpmLead.Size];
        int read = package.ReadAtLeast(lead, lead.Length, throwOnEndOfStream: false);
        if (read < lead.Length) throw new MalformedDataException("rpm lead", read, "lead", "the end of the file", $"{lead.Length} bytes");
        RpmLead leadFields = RpmLead.Read(lead);
        RpmHeader signature = RpmHeaderReader.Read(package, RpmTag.HeaderSignatures, RpmLead.Size);
        long headerOffset = IO.Alignment.Up(RpmLead.Size + signature.Bytes.Length, 8);
        RpmHeader header = RpmHeaderReader.Read(package, RpmTag.HeaderImmutable, headerOffset);
        return new(leadFields, signature, header, headerOffset + header.Bytes.Length);
    }

    /// <summary>
    /// The decompressed payload. It may be as long as the header's files are, however small it is on disk: rpm packs 5 GiB of zeros into 170 KB.
    /// </summary>
    /// <param name="payload">The package file from <see cref="PayloadOffset"/> on; disposed with the result.</param>
    /// <exception cref="MalformedDataException">PAYLOADFORMAT or PAYLOADCOMPRESSOR is one that is not known.</exception>
    public Stream OpenPayload(Stream payload)
    {
        if (PayloadFormat != "cpio") throw Header.Malformed(RpmTag.PayloadFormat, Printable.Escape(PayloadFormat), "cpio");
        if (PayloadCompressor is not string compressor) return OpenUndeclared(payload);
        CompressionFormat format = CompressionFormats.FromName(compressor) is CompressionFormat known and not CompressionFormat.Lz4Legacy
            ? known
            : throw Header.Malformed(RpmTag.PayloadCompressor, Printable.Escape(compressor), "gzip, bzip2, xz, lzma or zstd");
        return Decompressor.Open(payload, format, PayloadOffset, DeclaredLength());
    }

    /// <summary>rpm takes gzip for granted, whose reader lets plain data through.</summary>
    private Stream OpenUndeclared(Stream payload)
    {
        var head = new byte[CompressionFormats.MagicLength];
        int read = payload.ReadAtLeast(head, head.Length, throwOnEndOfStream: false);
        var whole = new PrefixedStream(head.AsMemory(0, read), payload);
        bool isGzip = CompressionFormats.Detect(head.AsSpan(0, read)) == CompressionFormat.Gzip;
        return Decompressor.Open(whole, isGzip ? CompressionFormat.Gzip : CompressionFormat.None, PayloadOffset, DeclaredLength());
    }

    /// <summary>Bytes of all files, not counting cpio headers.</summary>
    private long DeclaredLength()
    {
        Int128 sum = 0;
        foreach (RpmFile file in Files) sum += file.PayloadSize;
        return (long)Int128.Clamp(sum, 0, long.MaxValue);
    }
}
