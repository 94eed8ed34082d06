using InitrdComposer.Formats;
using InitrdComposer.Formats.Compression;
using InitrdComposer.Formats.IO;

namespace InitrdComposer.Images;

/// <summary>Names a file's kind by its first bytes.</summary>
internal static class FileMagic
{
    public const string Rpm = "rpm package";
    public const string PE = "PE image";
    public const string Newc = "cpio archive (newc)";
    public const string Squashfs = "squashfs file system";
    public const string Erofs = "erofs file system";
    public const string Disk = "disk image with a GUID partition table";
    public const string Tar = "tar archive";

    private const int HeadLength = 0x8008;

    private const int TarMagicOffset = 257;

    /// <summary>What begins with which bytes, where.</summary>
    private static readonly (string Kind, int Offset, byte[] Magic)[] Table =
    [
        (Rpm, 0, [0xED, 0xAB, 0xEE, 0xDB]),
        (PE, 0, "MZ"u8.ToArray()),
        (Newc, 0, "070701"u8.ToArray()),
        (Newc, 0, "070702"u8.ToArray()),
        ("rpm payload (stripped cpio)", 0, "07070X"u8.ToArray()),
        ("cpio archive (old portable)", 0, "070707"u8.ToArray()),
        ("ELF file", 0, [0x7F, (byte)'E', (byte)'L', (byte)'F']),
        (Squashfs, 0, "hsqs"u8.ToArray()),
        (Erofs, 1024, [0xE2, 0xE1, 0xF5, 0xE0]),
        ("ext2, ext3 or ext4 file system", 1080, [0x53, 0xEF]),
        (Disk, 512, "EFI PART"u8.ToArray()),
        ("sqlite database", 0, "SQLite format 3\0"u8.ToArray()),
        ("kernel module index", 0, [0xB0, 0x07, 0xF4, 0x57]),
        ("ISO 9660 file system", 0x8001, "CD001"u8.ToArray()),
        ("XML document", 0, "<?xml"u8.ToArray()),
        ("zchunk file", 0, [0, (byte)'Z', (byte)'C', (byte)'K', (byte)'1']),
        ("Debian package or ar archive", 0, "!<arch>\n"u8.ToArray()),
        (Tar, TarMagicOffset, TarMagic.ToArray()),
        ("script", 0, "#!"u8.ToArray()),
    ];

    private static ReadOnlySpan<byte> TarMagic => "ustar"u8;

    public static bool IsNewc(ReadOnlySpan<byte> head) => head.StartsWith("070701"u8) || head.StartsWith("070702"u8);

    public static string KindOf(PositionalSource file)
    {
        if (file.Length == 0) return "empty file";
        var head = new byte[(int)Math.Min(HeadLength, file.Length)];
        file.ReadExactlyAt(0, head);
        foreach ((string kind, int offset, byte[] magic) in Table)
        {
            if (offset < head.Length && head.AsSpan(offset).StartsWith(magic)) return kind;
        }

        if (head[0] == 0 && IsNewcAt(file, InitrdImage.SkipPadding(file, 0))) return Newc;
        CompressionFormat compression = CompressionFormats.Detect(head);
        return compression == CompressionFormat.None ? "unknown data" : $"{compression.Name()}-compressed data";
    }

    /// <summary>What compressed data holds, NULs in front of it aside: a cpio or tar archive; null: neither, or it is not compressed.</summary>
    public static string? KindInside(PositionalSource file)
    {
        long begin = InitrdImage.SkipPadding(file, 0);
        CompressionFormat compression = CompressionFormats.DetectAt(file, begin);
        if (compression == CompressionFormat.None) return null;
        try
        {
            using Stream data = Decompressor.OpenFrame(file.OpenStream(begin), compression);
            byte[] head = new byte[TarMagicOffset + TarMagic.Length];
            ReadOnlySpan<byte> read = head.AsSpan(0, data.ReadAtLeast(head, head.Length, throwOnEndOfStream: false));
            return IsNewc(read) ? Newc : read.Length == head.Length && read.EndsWith(TarMagic) ? Tar : null;
        }
        catch (MalformedDataException)
        {
            return null; // whoever reads it says what is wrong
        }
    }

    /// <summary>Whether the kernel would read it there is for <see cref="InitrdImage"/> to say.</summary>
    private static bool IsNewcAt(PositionalSource file, long offset)
    {
        Span<byte> magic = stackalloc byte[6];
        if (file.Length - offset < magic.Length) return false;
        file.ReadExactlyAt(offset, magic);
        return IsNewc(magic);
    }
}
