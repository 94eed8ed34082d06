using InitrdComposer.Diagnostics;

namespace InitrdComposer.Cpio;

/// <summary>What a tree can hold that an initrd cannot, or not wholly.</summary>
internal static class CpioErrors
{
    /// <summary>A file called TRAILER!!!, where the kernel would stop.</summary>
    public static readonly DiagnosticId Trailer = new("CPI", 22, FailureKind.Verification);

    /// <summary>A name or target that the kernel cannot make.</summary>
    public static readonly DiagnosticId TooLong = new("CPI", 26, FailureKind.Verification);

    /// <summary>A file of 4 GiB or more.</summary>
    public static readonly DiagnosticId TooLarge = new("CPI", 32, FailureKind.Verification);

    /// <summary>Extended attributes, which newc has no place for.</summary>
    public static readonly DiagnosticId AttributesLost = new("CPI", 33, FailureKind.Claim);
}
