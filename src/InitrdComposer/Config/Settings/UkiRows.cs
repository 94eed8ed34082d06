using System.Collections.Immutable;
using InitrdComposer.Diagnostics;

namespace InitrdComposer.Config.Settings;

/// <summary>The settings of [uki], a row each.</summary>
internal static class UkiRows
{
    private static readonly ImmutableArray<Setting<UkiProfileSettings>> Profile =
    [
        new ValueSetting<UkiProfileSettings, string>(
            "id", Text(TextRules.Name), "", p => p.Id, (p, v) => p with { Id = v },
            "What boot loader entries call it; unique.", "\"rescue\"") { MustBeGiven = true },
        new ValueSetting<UkiProfileSettings, string?>(
            "title", OptionalText(TextRules.Title), null, p => p.Title, (p, v) => p with { Title = v },
            "What boot menus show behind the system's name.", "\"Rescue shell\"") { WhenUnset = "its id" },
        new ValueSetting<UkiProfileSettings, Located<string>?>(
            "cmdline", OptionalLocated(TextRules.CommandLine), null, p => p.CommandLine, (p, v) => p with { CommandLine = v },
            "The kernel command line, in place of the image's.", "\"rescue systemd.unit=rescue.target\"") { WhenUnset = "that of [uki]" },
    ];

    private static readonly ImmutableArray<Setting<UkiAddonSettings>> Addon =
    [
        new ValueSetting<UkiAddonSettings, string>(
            "name", Text(TextRules.Name), "", a => a.Name, (a, v) => a with { Name = v },
            "Of its file, before .addon.efi; unique.", "\"debug\"") { MustBeGiven = true },
        new ValueSetting<UkiAddonSettings, Located<string>>(
            "cmdline", new LocatedType<string>(Text(TextRules.CommandLine)), default, a => a.CommandLine, (a, v) => a with { CommandLine = v },
            "What it adds to the kernel command line.", "\"debug loglevel=7\"") { MustBeGiven = true },
    ];

    public static ImmutableArray<Setting<UkiSettings>> All { get; } =
    [
        new ValueSetting<UkiSettings, Located<string>>(
            "cmdline", new LocatedType<string>(Text(TextRules.CommandLine)), default, u => u.CommandLine, (u, v) => u with { CommandLine = v },
            "The kernel command line.", "\"root=LABEL=root rw console=ttyS0\"") { MustBeGiven = true },
        new ValueSetting<UkiSettings, string?>(
            "sbat", OptionalText(TextRules.Sbat), null, u => u.Sbat, (u, v) => u with { Sbat = v },
            "SBAT lines of the image's own, by which Secure Boot can revoke it.", "\"uki.example,1,UKI for Example,uki.example,1,https://example.org\"")
        { WhenUnset = "the line that systemd's ukify writes" },
        new ValueSetting<UkiSettings, Located<string>?>(
            "stub", OptionalLocated(TextRules.HostPath), null, u => u.Stub, (u, v) => u with { Stub = v },
            "A file with systemd-stub, from the recipe's folder, in place of the one in the packages of roles.stub.", "\"stub/linuxx64.efi.stub\"")
        { WhenUnset = "the package's" },
        new ValueSetting<UkiSettings, Located<string>?>(
            "addon-stub", OptionalLocated(TextRules.HostPath), null, u => u.AddonStub, (u, v) => u with { AddonStub = v },
            "A file with systemd's stub for addons likewise.", "\"stub/addonx64.efi.stub\"")
        { WhenUnset = "the package's" },
        new ValueSetting<UkiSettings, Located<string>?>(
            "splash", OptionalLocated(TextRules.HostPath), null, u => u.Splash, (u, v) => u with { Splash = v },
            "A Windows bitmap that the stub shows, from the recipe's folder.", "\"splash.bmp\"") { WhenUnset = "none" },
        new ValueSetting<UkiSettings, bool>(
            "allow-host-paths", new FlagType(), false, u => u.AllowHostPaths, (u, v) => u with { AllowHostPaths = v },
            "Let these files be outside the recipe's folder: the image then depends on the machine it is composed on.", "false"),
        new ValueSetting<UkiSettings, UkiLayoutKind>(
            "layout", new ChoiceType<UkiLayoutKind>(("flat", UkiLayoutKind.Flat), ("esp", UkiLayoutKind.Esp), ("kernel-package", UkiLayoutKind.KernelPackage)),
            UkiLayoutKind.Flat, u => u.Layout, (u, v) => u with { Layout = v },
            "Where UKIs stand below the output folder: NAME.efi; EFI/Linux/NAME-KVER.efi, as the Boot Loader Specification has them; lib/modules/KVER/NAME.efi. "
            + "Addons stand beside them in a folder of the same name and \".extra.d\".",
            "\"esp\""),
        new ValueSetting<UkiSettings, string?>(
            "tries", OptionalText(TextRules.Tries), null, u => u.Tries, (u, v) => u with { Tries = v },
            "Boot counting: tries left, and behind a '-' those done, as part of the name on an EFI system partition.", "\"3\"") { WhenUnset = "the name counts nothing" },
        new ValueSetting<UkiSettings, UkiLinkerKind>(
            "linker", new ChoiceType<UkiLinkerKind>(("built-in", UkiLinkerKind.BuiltIn), ("ukify", UkiLinkerKind.Ukify)), UkiLinkerKind.BuiltIn,
            u => u.Linker, (u, v) => u with { Linker = v },
            "What links: this program, or systemd's ukify on the machine that composes, whose version then decides the bytes.", "\"built-in\""),
        new ValueSetting<UkiSettings, string>(
            "profile", Text(TextRules.Name), "main", u => u.OwnProfile.Id, (u, v) => u with { OwnProfile = u.OwnProfile with { Id = v } },
            "What the image's own sections are called where there are further profiles.", "\"main\""),
        new ValueSetting<UkiSettings, string?>(
            "title", OptionalText(TextRules.Title), null, u => u.OwnProfile.Title, (u, v) => u with { OwnProfile = u.OwnProfile with { Title = v } },
            "What boot menus show of them.", "\"Default\"") { WhenUnset = "the profile's id" },
        new ValueSetting<UkiSettings, ImmutableArray<Located<string>>>(
            "forecast", new ListType<Located<string>>(new LocatedType<string>(Text(TextRule.OneOf("sha1", "sha256", "sha384", "sha512")))), [new("sha256", default)],
            u => u.ForecastBanks, (u, v) => u with { ForecastBanks = v },
            "TPM banks that kernel-hashes.json has the PCR values of; none: the file is not written.", "[\"sha256\", \"sha384\"]"),
        .. UkiSigningRows.All,
        new TableArraySetting<UkiSettings, UkiProfileSettings>(
            "profiles", new("", null, null), Profile, u => u.Profiles, (u, v) => u with { Profiles = v },
            "Further profiles of the UKI: other ways to start the same kernel and initrd, each an entry of boot menus.") { Table = "uki" },
        new TableArraySetting<UkiSettings, UkiAddonSettings>(
            "addons", new("", default), Addon, u => u.Addons, (u, v) => u with { Addons = v },
            "Addons, images that the stub takes more from when they stand beside the UKI.") { Table = "uki" },
    ];

    private static TextType Text(TextRule rule) => new(rule);

    private static OptionalType<string, string?> OptionalText(TextRule rule) => new(Text(rule), v => v, v => v!);

    private static OptionalType<Located<string>, Located<string>?> OptionalLocated(TextRule rule) => new(new LocatedType<string>(Text(rule)), v => v, v => v!.Value);
}
