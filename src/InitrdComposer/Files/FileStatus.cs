using System.Runtime.InteropServices;
using InitrdComposer.Files.Native;

namespace InitrdComposer.Files;

/// <summary>What a file is: struct statx (statx(2)), as far as it is used; the same layout on every architecture.</summary>
[StructLayout(LayoutKind.Explicit, Size = 256)]
public readonly struct FileStatus
{
    private const ushort TypeMask = 0xF000;

    [FieldOffset(0x10)]
    private readonly uint _links;

    [FieldOffset(0x14)]
    private readonly uint _user;

    [FieldOffset(0x18)]
    private readonly uint _group;

    [FieldOffset(0x1C)]
    private readonly ushort _mode;

    [FieldOffset(0x20)]
    private readonly ulong _inode;

    [FieldOffset(0x28)]
    private readonly long _size;

    [FieldOffset(0x60)]
    private readonly long _changedSeconds;

    [FieldOffset(0x68)]
    private readonly uint _changedNanoseconds;

    [FieldOffset(0x70)]
    private readonly long _modifiedSeconds;

    [FieldOffset(0x78)]
    private readonly uint _modifiedNanoseconds;

    [FieldOffset(0x80)]
    private readonly uint _specialMajor;

    [FieldOffset(0x84)]
    private readonly uint _specialMinor;

    [FieldOffset(0x88)]
    private readonly uint _deviceMajor;

    [FieldOffset(0x8C)]
    private readonly uint _deviceMinor;

    /// <summary>Whether it belongs to the user that this process acts for.</summary>
    public bool IsOurs => _user == Libc.EffectiveUser();

    /// <summary>Names that it has.</summary>
    public uint Links => _links;

    /// <summary>Its owner's number.</summary>
    public uint User => _user;

    /// <summary>Its group's number.</summary>
    public uint Group => _group;

    /// <summary>Of a device, which one.</summary>
    public (uint Major, uint Minor) DeviceNumber => (_specialMajor, _specialMinor);

    /// <summary>The type bits of the mode (inode(7)).</summary>
    public uint Type => (uint)_mode & TypeMask;

    /// <summary>In bytes.</summary>
    public long Size => _size;

    public DateTimeOffset Modified => DateTimeOffset.FromUnixTimeSeconds(_modifiedSeconds).AddTicks(_modifiedNanoseconds / TimeSpan.NanosecondsPerTick);

    /// <summary>The twelve permission bits.</summary>
    public ushort Permissions => (ushort)(_mode & ~TypeMask);

    public bool IsRegular => (_mode & TypeMask) == 0x8000;

    public bool IsFolder => (_mode & TypeMask) == 0x4000;

    public bool IsSymbolicLink => (_mode & TypeMask) == 0xA000;

    /// <summary>Another one whenever a file was replaced or written to.</summary>
    public FileVersion Version => new(_deviceMajor, _deviceMinor, _inode, _size, _modifiedSeconds, _modifiedNanoseconds, _changedSeconds, _changedNanoseconds);

    /// <summary>Whether both are of one file, whatever its names.</summary>
    public bool IsSameFile(FileStatus other) => (_inode, _deviceMajor, _deviceMinor) == (other._inode, other._deviceMajor, other._deviceMinor);
}

/// <summary>Which state of which file, as far as its status tells.</summary>
/// <param name="ChangedSeconds">Of the last change of content, permissions or links, since 1970.</param>
public readonly record struct FileVersion(
    uint DeviceMajor, uint DeviceMinor, ulong Inode, long Size, long ModifiedSeconds, uint ModifiedNanoseconds, long ChangedSeconds, uint ChangedNanoseconds);
