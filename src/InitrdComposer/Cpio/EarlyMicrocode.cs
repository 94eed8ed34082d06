using InitrdComposer.Diagnostics;
using InitrdComposer.Formats;
using InitrdComposer.Formats.Compression;
using InitrdComposer.Formats.IO;
using InitrdComposer.Tree;

namespace InitrdComposer.Cpio;

/// <summary>
/// CPU microcode where the kernel's early loader looks: one file a vendor, all of the vendor's blobs in a row, in an uncompressed archive in front of
/// everything else (Documentation/arch/x86/microcode.rst).
/// </summary>
public static class EarlyMicrocode
{
    private static readonly DiagnosticId NoMicrocode = new("CPI", 34, FailureKind.Usage);
    private static readonly DiagnosticId Damaged = new("CMP", 1, FailureKind.Malformed);

    /// <summary>A blob of the vendors is some hundred kilobytes; all of them are a few megabytes.</summary>
    private const int MaxLength = 64 << 20;

    private static readonly (string Folder, string Suffix, string File)[] Vendors =
    [
        ("/usr/lib/firmware/amd-ucode", ".bin", "/kernel/x86/microcode/AuthenticAMD.bin"),
        ("/usr/lib/firmware/intel-ucode", "", "/kernel/x86/microcode/GenuineIntel.bin"),
    ];

    /// <param name="packages">Of the microcode role; firmware may be compressed with xz or zstd, which the early loader does not unpack.</param>
    /// <param name="contents">Of the packages.</param>
    /// <exception cref="ComposerException">The packages hold no microcode, or a compressed blob is damaged.</exception>
    public static RootTree Of(RootTree packages, IContents contents)
    {
        RootNode[] files =
        [
            .. from vendor in Vendors
               let blobs = Blobs(packages, contents, vendor.Folder, vendor.Suffix).ToArray()
               where blobs.Length > 0
               select new RootNode(RootPath.Of(vendor.File), Inode.File(blobs.SelectMany(blob => blob).ToArray()), new Origin.Generated("microcode")),
        ];
        return files.Length > 0
            ? RootTree.Of(files).WithParents()
            : throw new ComposerException(NoMicrocode, $"roles.microcode: the packages have no file in {string.Join(" or ", Vendors.Select(vendor => vendor.Folder))}");
    }

    /// <summary>The regular files of a vendor's folder, in byte order; folders in it are left alone.</summary>
    private static IEnumerable<byte[]> Blobs(RootTree packages, IContents contents, string folder, string suffix) =>
        from node in packages.Below(RootPath.Of(folder))
        where node.Path.Parent == RootPath.Of(folder) && node.Inode.Body is FileBody.Regular
        let name = System.Text.Encoding.UTF8.GetString(node.Path.Name)
        let format = CompressionFormats.FromSuffix(name)
        let plain = format == CompressionFormat.None ? name : name[..name.LastIndexOf('.')]
        where plain.EndsWith(suffix, StringComparison.Ordinal) && !plain.StartsWith("README", StringComparison.Ordinal)
        select Read(node, contents, format);

    private static byte[] Read(RootNode node, IContents contents, CompressionFormat format)
    {
        try
        {
            using Stream stored = contents.Open(((FileBody.Regular)node.Inode.Body).Content).OpenStream();
            using var blob = new LimitedStream(Decompressor.Open(stored, format), MaxLength, "microcode", "size");
            using var bytes = new MemoryStream();
            blob.CopyTo(bytes);
            return bytes.ToArray();
        }
        catch (MalformedDataException cause)
        {
            throw ComposerException.Malformed(Damaged, node.Path.ToString(), cause);
        }
    }
}
