using System.Collections.Immutable;
using InitrdComposer.Diagnostics;

namespace InitrdComposer.Config;

/// <summary>What goes into the unified kernel image besides kernel and initrd, and where it is written.</summary>
/// <param name="CommandLine">The kernel command line, one line.</param>
/// <param name="Sbat">Additional SBAT lines; null: systemd ukify's default one.</param>
public sealed record UkiSettings(Located<string> CommandLine, string? Sbat)
{
    /// <summary>What systemd seals to unless it is told otherwise.</summary>
    internal static ImmutableArray<string> DefaultPcrBanks { get; } = ["sha256"];

    /// <summary>A file of the host; null: the package's in the stub role.</summary>
    public Located<string>? Stub { get; init; }

    /// <summary>The same of the stub that addons are made on.</summary>
    public Located<string>? AddonStub { get; init; }

    /// <summary>A Windows bitmap of the host; null: none.</summary>
    public Located<string>? Splash { get; init; }

    /// <summary>Whether these files may lie outside the recipe's folder.</summary>
    public bool AllowHostPaths { get; init; }

    public UkiLayoutKind Layout { get; init; }

    /// <summary>Boot counting: "3", "3-0"; null: none.</summary>
    public string? Tries { get; init; }

    public UkiLinkerKind Linker { get; init; }

    /// <summary>What the image's own sections are called where there are <see cref="Profiles"/>.</summary>
    public UkiProfileSettings OwnProfile { get; init; } = new("main", null, null);

    /// <summary>Further profiles, behind the image's own.</summary>
    public ImmutableArray<UkiProfileSettings> Profiles { get; init; } = [];

    /// <summary>Addons, one image each.</summary>
    public ImmutableArray<UkiAddonSettings> Addons { get; init; } = [];

    /// <summary>Banks that PCRs are forecast in; none: no forecast.</summary>
    public ImmutableArray<Located<string>> ForecastBanks { get; init; } = [new("sha256", default)];

    /// <summary>Who signs images for Secure Boot, in the order of the signatures.</summary>
    public ImmutableArray<SignerSettings> Sign { get; init; } = [];

    /// <summary>Who signs PCR 11 policies of UKIs; null: nobody.</summary>
    public SignerSettings? PcrSigner { get; init; }

    /// <summary>Phase paths of these policies; empty: those of systemd-measure.</summary>
    public ImmutableArray<string> PcrPhases { get; init; } = [];

    /// <summary>Banks of these policies.</summary>
    public ImmutableArray<string> PcrBanks { get; init; } = DefaultPcrBanks;

    /// <summary>Whether there is one more of the phase enter-initrd, with the reference "initrd".</summary>
    public bool SignsInitrdPcrs { get; init; }

    /// <summary>ukify takes profiles as images, which are made on it.</summary>
    public bool NeedsAddonStub => !Addons.IsEmpty || (Linker == UkiLinkerKind.Ukify && !Profiles.IsEmpty);

    /// <summary>The files of the host that the images are made of.</summary>
    public IEnumerable<(string Key, Located<string> Path)> HostFiles =>
        from file in ((string Key, Located<string>? Path)[])[("stub", Stub), ("addon-stub", AddonStub), ("splash", Splash)]
        where file.Path.HasValue
        select (file.Key, file.Path.GetValueOrDefault());
}

/// <summary>A profile of a UKI (UAPI.5, "Multi-Profile UKIs").</summary>
/// <param name="Id">ID= of .profile.</param>
/// <param name="Title">TITLE= of .profile, for boot menus; null: none.</param>
/// <param name="CommandLine">In place of the image's; null: the same.</param>
public sealed record UkiProfileSettings(string Id, string? Title, Located<string>? CommandLine);

/// <summary>An addon.</summary>
/// <param name="Name">Of its file, before ".addon.efi".</param>
/// <param name="CommandLine">What it adds to the kernel command line.</param>
public sealed record UkiAddonSettings(string Name, Located<string> CommandLine);

/// <summary>Where UKIs stand among the outputs.</summary>
public enum UkiLayoutKind
{
    /// <summary>NAME.efi, beside kernel and initrd.</summary>
    Flat,

    /// <summary>As on an EFI system partition: EFI/Linux/NAME-KVER.efi (UAPI.1, "Type #2 EFI Unified Kernel Images").</summary>
    Esp,

    /// <summary>As in a kernel package: lib/modules/KVER/NAME.efi.</summary>
    KernelPackage,
}

/// <summary>What links UKIs.</summary>
public enum UkiLinkerKind
{
    BuiltIn,

    /// <summary>systemd's ukify on this machine.</summary>
    Ukify,
}
