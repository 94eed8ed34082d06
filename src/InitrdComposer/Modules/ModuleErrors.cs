using InitrdComposer.Diagnostics;
using InitrdComposer.Formats;

namespace InitrdComposer.Modules;

/// <summary>What can be wrong with kernel modules and firmware. KMO is the catalogue's area, MOD this stage's own.</summary>
internal static class ModuleErrors
{
    /// <summary>No ELF file, no module, or one for another processor.</summary>
    public static readonly DiagnosticId WrongMachine = new("KMO", 1, FailureKind.Malformed);

    /// <summary>An ELF file whose sections do not fit.</summary>
    public static readonly DiagnosticId MalformedModule = new("KMO", 2, FailureKind.Malformed);

    /// <summary>.modinfo, or a file of the kernel build that repeats it, is malformed.</summary>
    public static readonly DiagnosticId MalformedInfo = new("KMO", 3, FailureKind.Malformed);

    /// <summary>Modules need each other, or more than can be, or what is no module's name.</summary>
    public static readonly DiagnosticId Dependencies = new("KMO", 4, FailureKind.Malformed);

    /// <summary>A module for another kernel.</summary>
    public static readonly DiagnosticId WrongKernel = new("KMO", 5, FailureKind.Verification);

    /// <summary>A compressed module is damaged, or larger than any module.</summary>
    public static readonly DiagnosticId MalformedCompression = new("KMO", 6, FailureKind.Malformed);

    /// <summary>The signature behind a module is no such thing.</summary>
    public static readonly DiagnosticId MalformedSignature = new("KMO", 7, FailureKind.Malformed);

    /// <summary>A firmware name that leads out of /usr/lib/firmware, or links that go round.</summary>
    public static readonly DiagnosticId FirmwarePath = new("KMO", 8, FailureKind.Verification);

    /// <summary>The index that a package brings says otherwise than its modules.</summary>
    public static readonly DiagnosticId PackagedIndex = new("KMO", 9, FailureKind.Verification);

    /// <summary>Text that depmod's line-based files cannot hold.</summary>
    public static readonly DiagnosticId UnfitText = new("KMO", 10, FailureKind.Verification);

    /// <summary>A pattern of the recipe matches nothing.</summary>
    public static readonly DiagnosticId PatternMatchesNothing = new("MOD", 1, FailureKind.Usage);

    /// <summary>No kernel among the packages of the kernel role.</summary>
    public static readonly DiagnosticId NoKernel = new("MOD", 2, FailureKind.Usage);

    /// <summary>A module depends on one that no package has.</summary>
    public static readonly DiagnosticId MissingDependency = new("MOD", 3, FailureKind.Verification);

    /// <summary>Firmware that chosen modules ask for is not installed.</summary>
    public static readonly DiagnosticId MissingFirmware = new("MOD", 4, FailureKind.Verification);

    /// <summary>A link to a module or to firmware leads nowhere.</summary>
    public static readonly DiagnosticId DanglingLink = new("MOD", 5, FailureKind.Verification);

    /// <summary>Modules of a machine that the kernel has built in, or does not have.</summary>
    public static readonly DiagnosticId HostModules = new("MOD", 6, FailureKind.Claim);

    /// <summary>Which of these malformed data is.</summary>
    public static DiagnosticId Of(MalformedDataException e) => e switch
    {
        { Field: "alias" or "softdep" or "weakdep" or "firmware" or "symbol" or "module" or "path" } => UnfitText,
        { Field: "depends" } => Dependencies,
        { Field: ".modinfo" } or { Format: "modinfo" or "modules.builtin.modinfo" } => MalformedInfo,
        { Field: "magic" or "EI_CLASS" or "EI_DATA" or "e_machine", Format: "ELF" } or { Field: "e_type" } => WrongMachine,
        { Format: "ELF" or "kernel module" } => MalformedModule,
        { Format: "module signature" } => MalformedSignature,
        _ => MalformedCompression,
    };
}
