using System.Buffers.Binary;
using System.Text;
using InitrdComposer.Diagnostics;
using InitrdComposer.Files;
using InitrdComposer.Formats;
using InitrdComposer.Formats.Compression;
using InitrdComposer.Formats.IO;
using InitrdComposer.Formats.PE;

namespace InitrdComposer.Uki;

/// <summary>
/// A kernel as packages have it, ready for .linux: a PE image stays as it is, with its signature; one that is compressed as a whole, which firmware cannot
/// start, is unpacked into a temporary file, as ukify does.
/// </summary>
public sealed class KernelFile : IDisposable
{
    /// <summary>Most bytes of an unpacked kernel.</summary>
    public const long MaxLength = 1L << 30;

    private readonly FileSource? _unpacked;

    private KernelFile(NamedSource image, FileSource? unpacked, Notice? notice) => (Image, _unpacked, Notice) = (image, unpacked, notice);

    /// <summary>Valid until this is disposed.</summary>
    public NamedSource Image { get; }

    /// <summary>That it was unpacked.</summary>
    public Notice? Notice { get; }

    /// <param name="file">The kernel.</param>
    /// <param name="disk">Where the temporary file is made.</param>
    /// <param name="folder">In which folder.</param>
    /// <exception cref="ComposerException">Compressed data that are damaged, or that are not what UEFI kernels are compressed with.</exception>
    public static KernelFile Open(NamedSource file, Disk disk, string folder)
    {
        try
        {
            if (IsPE(file.Bytes)) return new(file, null, null);
            (CompressionFormat format, PositionalSource data) = ZbootPayload(file.Bytes) ?? (CompressionFormats.DetectAt(file.Bytes, 0), file.Bytes);
            if (format == CompressionFormat.None) return new(file, null, null);

            var unpacked = FileSource.Temporary(disk, folder, output =>
            {
                using Stream image = OpenUnpacked(format, data);
                image.CopyTo(output);
            });
            return new(
                new(file.Name, unpacked), unpacked,
                new(UkiErrors.NoImage, $"is compressed ({format.Name()}), which firmware cannot start: .linux has it unpacked", new SourceLocation(file.Name)));
        }
        catch (MalformedDataException e)
        {
            throw ComposerException.Malformed(UkiErrors.NoImage, file.Name, e);
        }
        catch (MissingLibraryException e)
        {
            throw new ComposerException(UkiErrors.NoImage, e.Message, new SourceLocation(file.Name));
        }
    }

    public void Dispose() => _unpacked?.Dispose();

    /// <summary>The image inside an EFI zboot image (drivers/firmware/efi/libstub/zboot-header.S of Linux); null if it is none, or of a format that is not known here.</summary>
    internal static (CompressionFormat Format, PositionalSource Data)? ZbootPayload(PositionalSource kernel)
    {
        Span<byte> header = stackalloc byte[32];
        if (kernel.Length < header.Length) return null;
        kernel.ReadExactlyAt(0, header);
        if (!header.StartsWith("MZ"u8) || !header[4..].StartsWith("zimg"u8)) return null;
        uint start = BinaryPrimitives.ReadUInt32LittleEndian(header[8..]);
        uint size = BinaryPrimitives.ReadUInt32LittleEndian(header[12..]);
        CompressionFormat? format = Encoding.Latin1.GetString(header[24..]).Split('\0')[0] switch
        {
            "gzip" => CompressionFormat.Gzip,
            "lz4" => CompressionFormat.Lz4Legacy,
            "lzma" => CompressionFormat.Lzma,
            "xzkern" => CompressionFormat.Xz,
            "zstd" or "zstd22" => CompressionFormat.Zstd,
            _ => null,
        };
        return format is CompressionFormat known && (long)start + size <= kernel.Length ? (known, kernel.Slice(start, size)) : null;
    }

    /// <summary>The unpacked bytes; Linux appends the unpacked length to what it compresses, so that only the first frame counts.</summary>
    internal static Stream OpenUnpacked(CompressionFormat format, PositionalSource data) =>
        new LimitedStream(Decompressor.OpenFrame(data.OpenStream(), format), MaxLength, "kernel", "unpacked length");

    private static bool IsPE(PositionalSource file)
    {
        try
        {
            PEReader.Read(file);
            return true;
        }
        catch (MalformedDataException)
        {
            return false; // what is wrong with it the linker tells, if nothing else comes of it
        }
    }
}
