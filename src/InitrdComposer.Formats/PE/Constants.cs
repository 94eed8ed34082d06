namespace InitrdComposer.Formats.PE;

/// <summary>IMAGE_FILE_MACHINE_*: those that have UEFI and Linux.</summary>
public enum Machine : ushort
{
    Unknown = 0,
    I386 = 0x014C,
    Amd64 = 0x8664,
    Arm64 = 0xAA64,
    RiscV64 = 0x5064,
    LoongArch64 = 0x6264,
}

/// <summary>IMAGE_SUBSYSTEM_*: those of UEFI.</summary>
public enum Subsystem : ushort
{
    Unknown = 0,
    EfiApplication = 10,
    EfiBootServiceDriver = 11,
    EfiRuntimeDriver = 12,
}

/// <summary>IMAGE_FILE_*: those that are looked at.</summary>
[Flags]
public enum FileCharacteristics : ushort
{
    None = 0,
    LocalSymbolsStripped = 0x0008,
}

/// <summary>IMAGE_DLLCHARACTERISTICS_*: those that are looked at.</summary>
[Flags]
public enum DllCharacteristics : ushort
{
    None = 0,

    /// <summary>The image runs with data not executable and code not writable.</summary>
    NxCompat = 0x0100,
}

/// <summary>IMAGE_SCN_*: those that are looked at.</summary>
[Flags]
public enum SectionCharacteristics : uint
{
    None = 0,
    ContainsCode = 0x0000_0020,
    ContainsInitializedData = 0x0000_0040,
    MemoryRead = 0x4000_0000,
}

/// <summary>IMAGE_DIRECTORY_ENTRY_*: indices of data directories that are looked at.</summary>
public enum DirectoryEntry
{
    /// <summary>The attribute certificate table; alone among directories its address is a file offset.</summary>
    Security = 4,
}
