using InitrdComposer.Diagnostics;

namespace InitrdComposer.Derived;

internal static class DerivedErrors
{
    /// <summary>A line of a hwdb.d file that is passed over; systemd-hwdb passes over it, too.</summary>
    public static readonly DiagnosticId SkippedHwdbLine = new("DRV", 1, FailureKind.Malformed);

    /// <summary>A hwdb.d file, or all together, that is longer than any.</summary>
    public static readonly DiagnosticId UnreadableHwdb = new("DRV", 2, FailureKind.Malformed);

    /// <summary>The recipe wants hwdb.bin of an image that has nothing to compile.</summary>
    public static readonly DiagnosticId NoHwdb = new("DRV", 3, FailureKind.Claim);

    /// <summary>A library that nothing finds by its name: its package lacks a link that ldconfig would make.</summary>
    public static readonly DiagnosticId MissingLibraryLink = new("DRV", 4, FailureKind.Claim);

    /// <summary>A library for a better processor whose headers are damaged.</summary>
    public static readonly DiagnosticId UnreadableLibrary = new("DRV", 5, FailureKind.Malformed);
}
