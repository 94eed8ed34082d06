using InitrdComposer.Diagnostics;

namespace InitrdComposer.Root;

/// <summary>What can be wrong while the tree is put together. CPI is the catalogue's area of payloads and paths, ROT this stage's own.</summary>
internal static class RootErrors
{
    /// <summary>A payload and its header name different files.</summary>
    public static readonly DiagnosticId PayloadDisagrees = new("CPI", 15, FailureKind.Malformed);

    /// <summary>A folder of one package is a link of another, and the two cannot be one.</summary>
    public static readonly DiagnosticId FolderAndLink = new("CPI", 27, FailureKind.Verification);

    /// <summary>Two owners of one path that do not agree.</summary>
    public static readonly DiagnosticId Conflict = new("CPI", 28, FailureKind.Verification);

    /// <summary>A body is not what the package's signed header promises.</summary>
    public static readonly DiagnosticId BodyDigest = new("CPI", 31, FailureKind.Verification);

    /// <summary>The extra tree's folder is not there, or is none.</summary>
    public static readonly DiagnosticId NoExtraTree = new("ROT", 1, FailureKind.Usage);

    /// <summary>An extra tree holds what cannot be packed from a host.</summary>
    public static readonly DiagnosticId UnfitExtraFile = new("ROT", 2, FailureKind.Usage);

    /// <summary>A file of an extra tree changed between reading its digest and packing it.</summary>
    public static readonly DiagnosticId ExtraFileChanged = new("ROT", 3, FailureKind.Verification);

    /// <summary>A file of an extra tree cannot be read.</summary>
    public static readonly DiagnosticId UnreadableExtraFile = new("ROT", 7, FailureKind.LocalIO);

    /// <summary>A package to be left out that is not there.</summary>
    public static readonly DiagnosticId NoSuchPackage = new("ROT", 8, FailureKind.Usage);

    /// <summary>Files of a machine that are not those of its packages.</summary>
    public static readonly DiagnosticId InstalledFiles = new("SRC", 8, FailureKind.Verification);

    /// <summary>A folder that is named as a kernel's and holds none, or half of one.</summary>
    public static readonly DiagnosticId NoKernelFolder = new("SRC", 9, FailureKind.Usage);

    /// <summary>Several kernels where one is expected.</summary>
    public static readonly DiagnosticId NotOneKernel = new("SRC", 10, FailureKind.Usage);
}
