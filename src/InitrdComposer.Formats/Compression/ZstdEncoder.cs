using InitrdComposer.Formats.Compression.Native;

namespace InitrdComposer.Formats.Compression;

/// <summary>The zstd encoder that <see cref="ZstdEncoderStream"/> uses: its bytes depend on its version, so the version is recorded with them.</summary>
public static class ZstdEncoder
{
    /// <summary>zstd's own default level.</summary>
    public const int DefaultLevel = 3;

    /// <summary>Levels above 19 take a window over 8 MiB; 22 takes 128 MiB, the most that the kernel unpacks.</summary>
    public const int MaxLevel = 22;

    /// <summary>Name and version of the library in use: "libzstd 1.5.4".</summary>
    /// <exception cref="MissingLibraryException">It is not installed.</exception>
    public static string Version => $"libzstd {LibZstd.Version}";
}
