using System.Buffers;
using System.Collections.Immutable;
using System.Security.Cryptography;
using InitrdComposer.Formats.IO;

namespace InitrdComposer.Formats.PE;

/// <summary>Writes a laid-out image in one forward pass; memory does not depend on its size.</summary>
public static class PEWriter
{
    private const int BufferSize = 128 * 1024;

    /// <returns>SHA-256 of each section's content as <see cref="PEImage.Content"/> of the new image will deliver it, in the table's order.</returns>
    /// <exception cref="IOException">The output cannot be written.</exception>
    public static ImmutableArray<Digest> Write(PELayout layout, Stream output)
    {
        PEImage original = layout.Original;
        var writer = new Pass(output);

        writer.Copy(original.Source, 0, original.SignatureOffset + PEReader.SignatureSize);
        writer.Write(CoffFileHeader.Size, layout.FileHeader.Write);
        writer.Write(OptionalHeader.Size, layout.OptionalHeader.Write);
        foreach (DataDirectory directory in layout.Directories) writer.Write(DataDirectory.Size, directory.Write);
        writer.Copy(original.Source, writer.Position, original.SectionTableOffset);
        foreach (PlacedSection section in layout.Sections) writer.Write(SectionHeader.Size, section.Header.Write);
        writer.Copy(original.Source, writer.Position, original.OptionalHeader.SizeOfHeaders);
        writer.PadTo(layout.OptionalHeader.SizeOfHeaders);

        ImmutableArray<Digest>.Builder digests = ImmutableArray.CreateBuilder<Digest>(layout.Sections.Length);
        foreach ((SectionHeader header, PositionalSource raw) in layout.Sections)
        {
            if (header.SizeOfRawData > 0) writer.PadTo(header.PointerToRawData);
            digests.Add(writer.CopyAndDigest(raw, header.ContentSize));
            if (header.SizeOfRawData > 0) writer.PadTo(header.RawEnd);
        }

        return digests.MoveToImmutable();
    }

    /// <summary>The output and how far it is.</summary>
    private sealed class Pass(Stream output)
    {
        public long Position { get; private set; }

        public void Write(int size, WriteHeader write)
        {
            Span<byte> header = stackalloc byte[size];
            header.Clear();
            write(header);
            Put(header);
        }

        /// <summary>Copies what is between two offsets; nothing if they are in the wrong order.</summary>
        public void Copy(PositionalSource source, long start, long end)
        {
            if (start < end) Copy(source.Slice(start, end - start), static (_, _) => { });
        }

        public Digest CopyAndDigest(PositionalSource source, long digested)
        {
            using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            Copy(source, (part, offset) => hash.AppendData(part[..(int)Math.Clamp(digested - offset, 0, part.Length)]));
            return Digest.Finish(DigestAlgorithm.Sha256, hash);
        }

        public void PadTo(long position)
        {
            Span<byte> zeros = stackalloc byte[512];
            zeros.Clear();
            while (Position < position) Put(zeros[..(int)Math.Min(zeros.Length, position - Position)]);
        }

        private void Copy(PositionalSource source, Action<ReadOnlySpan<byte>, long> see)
        {
            byte[] buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
            for (long offset = 0; offset < source.Length;)
            {
                Span<byte> part = buffer.AsSpan(0, (int)Math.Min(BufferSize, source.Length - offset));
                source.ReadExactlyAt(offset, part);
                see(part, offset);
                Put(part);
                offset += part.Length;
            }

            ArrayPool<byte>.Shared.Return(buffer);
        }

        private void Put(ReadOnlySpan<byte> bytes)
        {
            output.Write(bytes);
            Position += bytes.Length;
        }
    }

    private delegate void WriteHeader(Span<byte> into);
}
