using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace InitrdComposer.Root;

/// <summary>
/// What lstat(2) says of a file of the host; .NET does not tell a fifo from a file, and opening one would wait for ever. Through statx(2), whose
/// structure is the same on every architecture.
/// </summary>
/// <param name="Kind">The S_IFMT bits.</param>
/// <param name="Mode">The twelve permission bits.</param>
internal readonly partial record struct HostFile(int Kind, ushort Mode)
{
    public const int Directory = 0x4000;
    public const int Regular = 0x8000;
    public const int SymbolicLink = 0xA000;

    private const int AtCurrentFolder = -100;
    private const int SymlinkNoFollow = 0x100;
    private const uint BasicStats = 0x7FF;
    private const int SizeOfStatx = 256;
    private const int OffsetOfMode = 28;

    /// <summary>Null when there is nothing of that name, or it may not be asked.</summary>
    public static HostFile? Find(string path)
    {
        Span<byte> statx = stackalloc byte[SizeOfStatx];
        if (Statx(AtCurrentFolder, path, SymlinkNoFollow, BasicStats, ref MemoryMarshal.GetReference(statx)) != 0) return null;
        ushort mode = BitConverter.IsLittleEndian
            ? BinaryPrimitives.ReadUInt16LittleEndian(statx[OffsetOfMode..])
            : BinaryPrimitives.ReadUInt16BigEndian(statx[OffsetOfMode..]);
        return new(mode & 0xF000, (ushort)(mode & 0xFFF));
    }

    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    [LibraryImport("libc", EntryPoint = "statx", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Statx(int folder, string path, int flags, uint mask, ref byte statx);
}
