using InitrdComposer.Diagnostics;

namespace InitrdComposer.Sysext;

/// <summary>Stable names of what can be wrong with extensions.</summary>
internal static class ExtensionRules
{
    /// <summary>extension-release does not match the base, or there is none.</summary>
    public static readonly DiagnosticId Release = new("IMG", 1, FailureKind.Verification);

    /// <summary>A file system that is damaged.</summary>
    public static readonly DiagnosticId FileSystem = new("IMG", 2, FailureKind.Malformed);

    /// <summary>A partition table, hash tree or signature partition that is damaged.</summary>
    public static readonly DiagnosticId DiskImage = new("IMG", 3, FailureKind.Malformed);

    /// <summary>Partitions that the image policy does not allow.</summary>
    public static readonly DiagnosticId Policy = new("IMG", 5, FailureKind.Verification);

    /// <summary>A signature that is nobody's who is trusted, or none of this root hash.</summary>
    public static readonly DiagnosticId Signature = new("IMG", 6, FailureKind.Verification);

    /// <summary>Data that the hash tree is not of.</summary>
    public static readonly DiagnosticId Verity = new("IMG", 7, FailureKind.Verification);

    /// <summary>Files that no extension may have.</summary>
    public static readonly DiagnosticId Forbidden = new("IMG", 8, FailureKind.Verification);

    /// <summary>Kernel modules that the base's kernel does not load.</summary>
    public static readonly DiagnosticId Modules = new("IMG", 9, FailureKind.Verification);

    /// <summary>A module index that hides the base's.</summary>
    public static readonly DiagnosticId Index = new("IMG", 10, FailureKind.Verification);

    /// <summary>Extensions that have the same path with different content.</summary>
    public static readonly DiagnosticId Collision = new("IMG", 11, FailureKind.Verification);

    /// <summary>Files that are not merged.</summary>
    public static readonly DiagnosticId Outside = new("IMG", 12, FailureKind.Claim);

    /// <summary>What could not be looked at.</summary>
    public static readonly DiagnosticId Unread = new("IMG", 13, FailureKind.Claim);

    /// <summary>Modules that the base's index does not name.</summary>
    public static readonly DiagnosticId NotIndexed = new("IMG", 14, FailureKind.Claim);

    /// <summary>A base whose kernel cannot mount or merge images.</summary>
    public static readonly DiagnosticId BaseLacks = new("IMG", 16, FailureKind.Claim);

    /// <summary>A certificate of the base that is none.</summary>
    public static readonly DiagnosticId Certificate = new("IMG", 17, FailureKind.Claim);
}
