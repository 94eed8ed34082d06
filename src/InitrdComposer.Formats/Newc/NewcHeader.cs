using System.Buffers;
using System.Buffers.Binary;

namespace InitrdComposer.Formats.Newc;

/// <summary>
/// The header of an entry of a "new ASCII" cpio archive: a magic and thirteen numbers of eight hex digits (cpio(5), "New ASCII Format";
/// Documentation/driver-api/early-userspace/buffer-format.rst). The name follows, then padding to 4, then the data, then padding to 4.
/// </summary>
/// <param name="HasChecksum">Magic 070702, else 070701.</param>
/// <param name="Ino">With the device numbers, what makes entries hard links of each other.</param>
/// <param name="Mode">Type and permissions, see <see cref="InodeMode"/>.</param>
/// <param name="Mtime">Seconds since 1970.</param>
/// <param name="FileSize">Bytes of data: content of a regular file, target of a symbolic link.</param>
/// <param name="NameSize">Bytes of the name with its NUL.</param>
/// <param name="Check">In 070702 the sum of all bytes of data, else 0.</param>
public readonly record struct NewcHeader(
    bool HasChecksum, uint Ino, uint Mode, uint Uid, uint Gid, uint Nlink, uint Mtime, uint FileSize, uint DevMajor, uint DevMinor,
    uint RdevMajor, uint RdevMinor, uint NameSize, uint Check)
{
    /// <summary>Bytes of a header.</summary>
    public const int Size = MagicSize + (FieldCount * HexDigits);

    internal const int MagicSize = 6;

    private const int FieldCount = 13;
    private const int HexDigits = 8;

    private static readonly string[] FieldNames =
    [
        "ino", "mode", "uid", "gid", "nlink", "mtime", "filesize", "devmajor", "devminor", "rdevmajor", "rdevminor", "namesize", "check",
    ];

    /// <summary>The numbers in their order, by name, and where each begins in a header.</summary>
    public IEnumerable<(string Name, int Offset, uint Value)> Fields()
    {
        uint[] values = [Ino, Mode, Uid, Gid, Nlink, Mtime, FileSize, DevMajor, DevMinor, RdevMajor, RdevMinor, NameSize, Check];
        return FieldNames.Select((name, i) => (name, MagicSize + (i * HexDigits), values[i]));
    }

    /// <summary>The type bits of the mode.</summary>
    public uint Type => Mode & InodeMode.TypeMask;

    /// <param name="data">At least <see cref="Size"/> bytes.</param>
    /// <param name="offset">Where they are in the file, for errors.</param>
    /// <exception cref="MalformedDataException">The magic is another one, or a field holds something else than hex digits.</exception>
    public static NewcHeader Read(ReadOnlySpan<byte> data, long offset)
    {
        ReadOnlySpan<byte> magic = data[..MagicSize];
        bool hasChecksum = magic.SequenceEqual("070702"u8);
        if (!hasChecksum && !magic.SequenceEqual("070701"u8))
        {
            throw new MalformedDataException("newc", offset, "magic", Printable.Escape(magic), "070701 or 070702");
        }

        Span<byte> fields = stackalloc byte[FieldCount * 4];
        ReadOnlySpan<byte> digits = data[MagicSize..Size];
        if (Convert.FromHexString(digits, fields, out _, out _) != OperationStatus.Done) throw NoHexDigits(digits, offset + MagicSize);
        return new(
            hasChecksum, Field(fields, 0), Field(fields, 1), Field(fields, 2), Field(fields, 3), Field(fields, 4), Field(fields, 5), Field(fields, 6),
            Field(fields, 7), Field(fields, 8), Field(fields, 9), Field(fields, 10), Field(fields, 11), Field(fields, 12));
    }

    /// <summary>Writes the header with upper-case digits, as GNU cpio and the kernel's gen_init_cpio do.</summary>
    /// <param name="into">At least <see cref="Size"/> bytes.</param>
    public void Write(Span<byte> into)
    {
        (HasChecksum ? "070702"u8 : "070701"u8).CopyTo(into);
        Span<byte> fields = stackalloc byte[FieldCount * 4];
        ReadOnlySpan<uint> values = [Ino, Mode, Uid, Gid, Nlink, Mtime, FileSize, DevMajor, DevMinor, RdevMajor, RdevMinor, NameSize, Check];
        for (int i = 0; i < values.Length; i++) BinaryPrimitives.WriteUInt32BigEndian(fields[(i * 4)..], values[i]);
        Convert.TryToHexString(fields, into[MagicSize..Size], out _);
    }

    private static uint Field(ReadOnlySpan<byte> fields, int index) => BinaryPrimitives.ReadUInt32BigEndian(fields[(index * 4)..]);

    private static MalformedDataException NoHexDigits(ReadOnlySpan<byte> digits, long offset)
    {
        int field = digits.IndexOfAnyExcept(SearchValues.Create("0123456789abcdefABCDEF"u8)) / HexDigits;
        int start = field * HexDigits;
        return new("newc", offset + start, FieldNames[field], Printable.Escape(digits.Slice(start, HexDigits)), "8 hex digits");
    }
}
