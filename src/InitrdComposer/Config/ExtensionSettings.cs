using System.Collections.Immutable;
using InitrdComposer.Formats.Compression;
using InitrdComposer.Tree;

namespace InitrdComposer.Config;

/// <summary>What makes a recipe one of an extension: an image that a running base merges into its own tree (UAPI.6, "Extension Images").</summary>
public sealed record ExtensionSettings
{
    public ExtensionKind Kind { get; init; } = ExtensionKind.Sysext;

    public ExtensionFormat Format { get; init; }

    /// <summary>Where it may be merged: "initrd", "system", "portable".</summary>
    public ImmutableArray<string> Scope { get; init; } = ["initrd"];

    /// <summary>Its own version, SYSEXT_VERSION_ID or CONFEXT_VERSION_ID; null: none.</summary>
    public string? Version { get; init; }

    /// <summary>The service manager reads its units again after the merge (EXTENSION_RELOAD_MANAGER).</summary>
    public bool ReloadsManager { get; init; }

    /// <summary>zstd, xz or gzip.</summary>
    public CompressionFormat Compression { get; init; } = CompressionFormat.Zstd;

    /// <summary>Of the compressor; null: mksquashfs's default.</summary>
    public int? Level { get; init; }

    /// <summary>KiB that are compressed together: a power of two from 4 to 1024.</summary>
    public int BlockSize { get; init; } = 128;

    /// <summary>What identifiers of disk and partitions are derived from; null: its name.</summary>
    public Guid? Seed { get; init; }

    /// <summary>Who signs the root hash: a key as in [[uki.sign]]; null: nobody.</summary>
    public string? VerityKey { get; init; }

    /// <summary>The signer's certificate: a file; null: PKCS#12 has it.</summary>
    public string? VerityCertificate { get; init; }

    /// <summary>"file:PATH" or "env:NAME"; null: the key is not encrypted.</summary>
    public string? VerityPassphrase { get; init; }
}

/// <summary>What an extension is written as.</summary>
public enum ExtensionFormat
{
    /// <summary>A discoverable disk image: squashfs, dm-verity and, if somebody signs, the signature of the root hash, a partition each.</summary>
    Ddi,

    /// <summary>A squashfs file system alone.</summary>
    Squashfs,

    /// <summary>A plain folder, with neither owners nor extended attributes.</summary>
    Directory,
}
