using System.Text;
using InitrdComposer.Files;

namespace InitrdComposer.Signing;

/// <summary>Key and certificate files as text.</summary>
internal static class KeyText
{
    /// <summary>Longest file of keys or certificates: chains of a few certificates have some KiB.</summary>
    public const int MaxLength = 1 << 20;

    /// <summary>A file's characters, one a byte: PEM is ASCII, and what stands around it may be anything.</summary>
    /// <exception cref="Diagnostics.ComposerException">Missing, unreadable, or too long.</exception>
    public static string Of(Disk disk, string path) => Encoding.Latin1.GetString(FileSource.ReadAllBytes(disk, path, MaxLength));
}
