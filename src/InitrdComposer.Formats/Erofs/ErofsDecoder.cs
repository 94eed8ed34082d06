using System.IO.Compression;
using InitrdComposer.Formats.Compression;
using InitrdComposer.Formats.Compression.Native;

namespace InitrdComposer.Formats.Erofs;

/// <summary>Unpacks single extents (Linux, fs/erofs/decompressor.c; erofs-utils 1.8, lib/decompress.c).</summary>
internal static class ErofsDecoder
{
    /// <param name="packed">As the image has it; zeros in front, unless <paramref name="isPaddedInFront"/> is false.</param>
    /// <exception cref="MalformedDataException">It is damaged, or less comes out.</exception>
    public static byte[] Decode(ReadOnlySpan<byte> packed, in ErofsExtent extent, bool isPaddedInFront)
    {
        byte[] into = new byte[extent.Length];
        if (extent.Encoding == ErofsEncoding.Plain)
        {
            int first = Math.Min(packed.Length - extent.Rotation, into.Length);
            packed.Slice(extent.Rotation, first).CopyTo(into);
            packed[..(into.Length - first)].CopyTo(into.AsSpan(first));
            return into;
        }

        if (isPaddedInFront || extent.Encoding != ErofsEncoding.Lz4) packed = packed.TrimStart((byte)0);
        Require(!packed.IsEmpty, extent, "zeros");
        switch (extent.Encoding)
        {
            case ErofsEncoding.Lz4:
                int length = extent.IsBeginning || !isPaddedInFront ? LibLz4.DecompressBeginning(packed, into) : LibLz4.Decompress(packed, into);
                Require(length == into.Length, extent, length < 0 ? "corrupt data" : $"{length} bytes");
                break;
            case ErofsEncoding.Lzma:
                LibLzma.Result result = LibLzma.DecodeMicroLzma(packed, into, isWhole: !extent.IsBeginning);
                Require(result == LibLzma.Result.StreamEnd, extent, $"{result}");
                break;
            default:
                Fill(packed.ToArray(), extent, into);
                break;
        }

        return into;
    }

    private static void Fill(byte[] packed, in ErofsExtent extent, byte[] into)
    {
        try
        {
            var input = new MemoryStream(packed);
            using Stream data = extent.Encoding == ErofsEncoding.Zstd
                ? Decompressor.OpenFrame(input, CompressionFormat.Zstd, extent.Place)
                : new DeflateStream(input, CompressionMode.Decompress);
            int length = data.ReadAtLeast(into, into.Length, throwOnEndOfStream: false);
            Require(length == into.Length, extent, $"{length} bytes");
        }
        catch (InvalidDataException exception)
        {
            throw new MalformedDataException(ErofsReader.Format, extent.Place, "cluster", "corrupt data", Expected(extent), exception);
        }
    }

    private static void Require(bool condition, in ErofsExtent extent, string got)
    {
        if (!condition) throw new MalformedDataException(ErofsReader.Format, extent.Place, "cluster", got, Expected(extent));
    }

    private static string Expected(in ErofsExtent extent) => $"{extent.Length} bytes of {extent.Encoding.ToString().ToLowerInvariant()}";
}
