using System.Buffers.Binary;
using InitrdComposer.Formats.Elf;
using InitrdComposer.Formats.IO;
using InitrdComposer.Formats.LdSoCache;
using InitrdComposer.Libraries;

namespace InitrdComposer.Derived;

/// <summary>Which libraries the loaders of a machine take (glibc 2.41, sysdeps/unix/sysv/linux/{x86_64,arm}/readelflib.c).</summary>
internal static class LibraryKind
{
    private const int FlagsOffset32 = 36;
    private const uint ArmVersionMask = 0xFF00_0000;
    private const uint ArmVersion5 = 0x0500_0000;
    private const uint ArmHardFloat = 0x400;
    private const uint ArmSoftFloat = 0x200;

    /// <param name="target">The library's.</param>
    /// <param name="architecture">As RPM writes it.</param>
    /// <param name="open">Opens the library, which is seldom needed.</param>
    /// <returns>Null: it is for none of them.</returns>
    public static LdSoCacheFlags? Of(ElfTarget target, string architecture, Func<PositionalSource> open) => (architecture, target) switch
    {
        (_, { IsBigEndian: true }) => null,
        ("x86_64", { Machine: ElfMachine.Amd64, Is64Bit: true }) => LdSoCacheFlags.X8664,
        ("x86_64", { Machine: ElfMachine.Amd64 }) => LdSoCacheFlags.X32,
        ("x86_64", { Machine: ElfMachine.I386, Is64Bit: false }) => LdSoCacheFlags.LibC6,
        ("aarch64", { Machine: ElfMachine.AArch64, Is64Bit: true }) => LdSoCacheFlags.AArch64,
        ("aarch64", { Machine: ElfMachine.Arm, Is64Bit: false }) => OfArm(open()),
        _ => null,
    };

    private static LdSoCacheFlags OfArm(PositionalSource library)
    {
        Span<byte> flags = stackalloc byte[sizeof(uint)];
        library.ReadExactlyAt(FlagsOffset32, flags);
        uint value = BinaryPrimitives.ReadUInt32LittleEndian(flags);
        if ((value & ArmVersionMask) != ArmVersion5) return LdSoCacheFlags.LibC6;
        return (value & ArmHardFloat) != 0 ? LdSoCacheFlags.ArmHardFloat : (value & ArmSoftFloat) != 0 ? LdSoCacheFlags.ArmSoftFloat : LdSoCacheFlags.LibC6;
    }
}
