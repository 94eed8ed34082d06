namespace InitrdComposer.Formats.LdSoCache;

/// <summary>A library in ld.so.cache. Texts are a byte a character.</summary>
/// <param name="SoName">What programs need it by.</param>
/// <param name="Path">Where the loader opens it.</param>
/// <param name="Flags">What kind of library it is, for which processor.</param>
/// <param name="Hwcaps">The folder below glibc-hwcaps that it is in ("x86-64-v3"); null: in none, for every processor.</param>
/// <param name="IsaLevel">The processor's level that it says it needs: 0 baseline, 1 x86-64-v2 and so on. Only counts where <see cref="Hwcaps"/> is set.</param>
public sealed record LdSoCacheEntry(string SoName, string Path, LdSoCacheFlags Flags, string? Hwcaps, int IsaLevel)
{
    /// <summary>Highest level that an entry has room for (DL_CACHE_HWCAP_ISA_LEVEL_MASK).</summary>
    public const int MaxIsaLevel = (1 << 10) - 1;
}

/// <summary>Kinds of libraries (glibc 2.41, sysdeps/generic/ldconfig.h), as far as our processors' loaders take them.</summary>
public enum LdSoCacheFlags
{
    /// <summary>Of glibc; alone: for i386, or for 32-bit ARM of any float ABI.</summary>
    LibC6 = 0x0003,

    X8664 = LibC6 | 0x0300,

    X32 = LibC6 | 0x0800,

    ArmHardFloat = LibC6 | 0x0900,

    AArch64 = LibC6 | 0x0A00,

    ArmSoftFloat = LibC6 | 0x0B00,
}
