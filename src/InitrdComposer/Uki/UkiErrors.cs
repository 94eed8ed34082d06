using InitrdComposer.Diagnostics;
using InitrdComposer.Formats;

namespace InitrdComposer.Uki;

/// <summary>What can be wrong with images and with what goes into them. PEX is the catalogue's area.</summary>
internal static class UkiErrors
{
    /// <summary>No image at all, or the MS-DOS header leads nowhere.</summary>
    public static readonly DiagnosticId NoImage = new("PEX", 1, FailureKind.Malformed);

    /// <summary>Headers that contradict each other.</summary>
    public static readonly DiagnosticId BadHeaders = new("PEX", 2, FailureKind.Malformed);

    /// <summary>A section that is larger in memory than the image.</summary>
    public static readonly DiagnosticId BadVirtualSize = new("PEX", 3, FailureKind.Malformed);

    /// <summary>Raw data outside the file, in the headers, or in another section's.</summary>
    public static readonly DiagnosticId BadRawData = new("PEX", 4, FailureKind.Malformed);

    /// <summary>Addresses that overlap, are unsorted or unaligned.</summary>
    public static readonly DiagnosticId BadAddress = new("PEX", 5, FailureKind.Malformed);

    /// <summary>No room for section headers, and none can be made; as a notice: room was made.</summary>
    public static readonly DiagnosticId HeaderRoom = new("PEX", 6, FailureKind.Malformed);

    /// <summary>The stub is a UKI or an addon, or the kernel is one.</summary>
    public static readonly DiagnosticId NotAStub = new("PEX", 7, FailureKind.Verification);

    /// <summary>An image for another machine, or not for UEFI.</summary>
    public static readonly DiagnosticId WrongImage = new("PEX", 8, FailureKind.Malformed);

    /// <summary>A certificate table that is no such thing.</summary>
    public static readonly DiagnosticId BadCertificates = new("PEX", 9, FailureKind.Malformed);

    /// <summary>SBAT that is none.</summary>
    public static readonly DiagnosticId BadSbat = new("PEX", 12, FailureKind.Verification);

    /// <summary>The image would be larger than images can be.</summary>
    public static readonly DiagnosticId TooLarge = new("PEX", 13, FailureKind.Malformed);

    /// <summary>A command line that the kernel would cut or not understand.</summary>
    public static readonly DiagnosticId BadCommandLine = new("PEX", 14, FailureKind.Usage);

    /// <summary>A section twice in one profile.</summary>
    public static readonly DiagnosticId DuplicateSection = new("PEX", 17, FailureKind.Malformed);

    /// <summary>A profile image that is none, profiles that make no image, or a .pcrsig without signatures of a profile; as a notice: what profiles do to each other.</summary>
    public static readonly DiagnosticId BadProfile = new("PEX", 18, FailureKind.Malformed);

    /// <summary>A signed stub: what is added would break the signature.</summary>
    public static readonly DiagnosticId SignedStub = new("PEX", 19, FailureKind.Verification);

    /// <summary>The kernel does not tell its version.</summary>
    public static readonly DiagnosticId NoKernelVersion = new("PEX", 20, FailureKind.Malformed);

    /// <summary>A part of a UKI, given as a file, that is not what its section holds.</summary>
    public static readonly DiagnosticId BadPart = new("PEX", 21, FailureKind.Malformed);

    /// <summary>No section or profile of that name or number, or a name that no section can have.</summary>
    public static readonly DiagnosticId NoSuchSection = new("PEX", 22, FailureKind.Usage);

    /// <summary>Of a UKI that is changed: what its signatures do not hold for any more is left out.</summary>
    public static readonly DiagnosticId StaleSignature = new("PEX", 23, FailureKind.Verification);

    /// <summary>Adds the file's name and the rule's id to what the format found.</summary>
    public static ComposerException Malformed(string file, MalformedDataException cause) => ComposerException.Malformed(IdOf(cause.Field), file, cause);

    private static DiagnosticId IdOf(string field) => field.Split(' ') switch
    {
        ["MS-DOS", ..] or ["e_magic"] or ["e_lfanew"] or ["signature"] => NoImage,
        ["SizeOfImage", ..] => TooLarge,
        ["VirtualSize", ..] => BadVirtualSize,
        ["PointerToRawData", ..] => BadRawData,
        ["VirtualAddress", ..] => BadAddress,
        ["certificate", ..] => BadCertificates,
        _ => BadHeaders,
    };
}
