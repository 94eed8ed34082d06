using System.Collections.Immutable;
using System.Text;
using InitrdComposer.Formats.IO;

namespace InitrdComposer.Uki;

/// <summary>
/// What the base of a UKI, a profile or an addon is made of, by the names of UAPI.5, "UKI Components". What is empty makes no section: the stub does not
/// measure empty ones.
/// </summary>
public sealed record UkiSections
{
    /// <summary>.osrel: os-release(5), verbatim.</summary>
    public ReadOnlyMemory<byte> OsRelease { get; init; }

    /// <summary>.cmdline, see <see cref="KernelCommandLine"/>.</summary>
    public ReadOnlyMemory<byte> CommandLine { get; init; }

    /// <summary>.dtb: a flattened devicetree.</summary>
    public PositionalSource? DeviceTree { get; init; }

    /// <summary>.dtbauto, one section each: devicetrees of which the stub takes the machine's.</summary>
    public ImmutableArray<PositionalSource> AutoDeviceTrees { get; init; } = [];

    /// <summary>.hwids, as <see cref="HwidFolder"/> makes it.</summary>
    public PositionalSource? Hwids { get; init; }

    /// <summary>.uname: what `uname -r` says; null: read from the kernel, if there is one.</summary>
    public string? KernelVersion { get; init; }

    /// <summary>.splash: a Windows bitmap.</summary>
    public PositionalSource? Splash { get; init; }

    /// <summary>.pcrpkey: the public key of .pcrsig, PEM.</summary>
    public PositionalSource? PcrPublicKey { get; init; }

    /// <summary>.linux: an image with EFI stub, byte for byte, with its signature.</summary>
    public NamedSource? Kernel { get; init; }

    /// <summary>.initrd: complete initrd images; several are padded to 4 bytes and joined.</summary>
    public ImmutableArray<PositionalSource> Initrds { get; init; } = [];

    /// <summary>.efifw, one section each, as <see cref="EfiFirmwareFolder"/> makes them.</summary>
    public ImmutableArray<PositionalSource> Firmware { get; init; } = [];

    /// <summary>.ucode: an uncompressed cpio of CPU microcode.</summary>
    public PositionalSource? Microcode { get; init; }

    /// <summary>Sections that have no name here.</summary>
    public ImmutableArray<UkiPart> Others { get; init; } = [];

    /// <summary>.profile: ID= and TITLE= as os-release has its fields; empty: no profile.</summary>
    public ReadOnlyMemory<byte> Profile { get; init; }

    /// <summary>.pcrsig: JSON, see systemd-measure(1).</summary>
    public PositionalSource? PcrSignature { get; init; }

    /// <summary>All that is not empty, in the order of systemd ukify 262; a profile's .profile is its first section.</summary>
    public ImmutableArray<UkiPart> OfProfile() => [.. Row([Part(UkiSectionNames.Profile, Profile)], [])];

    /// <summary>All that is not empty, in the order of systemd ukify 262; .profile comes behind what profiles share.</summary>
    /// <param name="sbat">A section .sbat of its own, where the stub has none.</param>
    internal ImmutableArray<UkiPart> OfBase(ReadOnlyMemory<byte> sbat) => [.. Row([], [Part(UkiSectionNames.Sbat, sbat), Part(UkiSectionNames.Profile, Profile)])];

    private IEnumerable<UkiPart> Row(UkiPart[] first, UkiPart[] last)
    {
        IEnumerable<UkiPart?> row =
        [
            .. first,
            Part(UkiSectionNames.OsRelease, OsRelease),
            Part(UkiSectionNames.CommandLine, CommandLine),
            Part(UkiSectionNames.DeviceTree, DeviceTree),
            .. AutoDeviceTrees.Select(tree => Part(UkiSectionNames.AutoDeviceTree, tree)),
            Part(UkiSectionNames.Hwids, Hwids),
            Part(UkiSectionNames.KernelVersion, Encoding.UTF8.GetBytes(KernelVersion ?? "")),
            Part(UkiSectionNames.Splash, Splash),
            Part(UkiSectionNames.PcrPublicKey, PcrPublicKey),
            Part(UkiSectionNames.Linux, Kernel?.Bytes),
            Part(UkiSectionNames.Initrd, Initrds.IsEmpty ? null : JoinedInitrd.Of(Initrds)),
            .. Firmware.Select(firmware => Part(UkiSectionNames.Firmware, firmware)),
            Part(UkiSectionNames.Microcode, Microcode),
            .. Others,
            .. last,
            Part(UkiSectionNames.PcrSignature, PcrSignature),
        ];
        return row.OfType<UkiPart>().Where(part => part.Content.Length > 0);
    }

    private static UkiPart Part(string name, ReadOnlyMemory<byte> content) => new(name, PositionalSource.OfBytes(content));

    private static UkiPart? Part(string name, PositionalSource? content) => content is null ? null : new(name, content);
}
