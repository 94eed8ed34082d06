using System.Text.RegularExpressions;

namespace InitrdComposer.Cli.Boot;

/// <summary>What a line of the serial console means.</summary>
/// <param name="Pattern">Searched in the line; its group "what" is put into the meaning.</param>
/// <param name="Effect">What follows from it.</param>
/// <param name="Meaning">In words for the user; {0} is the group.</param>
/// <param name="Until">The rule holds before this stage only: after switch-root the same line would be the root file system's affair.</param>
internal sealed record BootRule(Regex Pattern, BootRuleEffect Effect, string Meaning, BootStage Until = BootStage.SwitchedRoot)
{
    public string Explain(Match match) => string.Format(Meaning, match.Groups["what"].Value);
}

/// <summary>What follows from a line.</summary>
internal enum BootRuleEffect
{
    /// <summary>Explains a failure that comes later, if one comes.</summary>
    Explains,

    /// <summary>As <see cref="Explains"/>, and if nothing more is heard, that is the failure.</summary>
    Stalls,

    /// <summary>Nothing better will come.</summary>
    Decides,
}

/// <summary>
/// The messages of OVMF, systemd-stub, Linux and systemd that tell why an initrd does not boot, the most telling first. Collected from boots of OVMF 2022.11,
/// Linux 6.1 and 6.12 and systemd 252 and 257.
/// </summary>
internal static partial class BootRules
{
    public static IReadOnlyList<BootRule> Table { get; } =
    [
        // Firmware and stub.
        new(AccessDenied(), BootRuleEffect.Decides, "Secure Boot refuses the image: it is not signed by a key that the firmware trusts", BootStage.Kernel),
        new(StubError(), BootRuleEffect.Explains, "the stub reports: {0}", BootStage.Kernel),
        new(LoadFailed(), BootRuleEffect.Explains, "loading it ended with {0}", BootStage.Kernel),
        new(NothingToBoot(), BootRuleEffect.Decides, "the firmware finds no image that it can start, or the image returned", BootStage.Kernel),

        // The kernel and its initrd.
        new(OutOfMemory(), BootRuleEffect.Explains, "the guest's memory is too small"),
        new(UnpackNoSpace(), BootRuleEffect.Explains, "the initrd does not fit into the guest's memory", BootStage.Init),
        new(
            UnpackFailed(), BootRuleEffect.Explains,
            "the kernel cannot unpack the initrd ({0}): one frame per archive, and only the formats it is built for", BootStage.Init),
        new(NoInit(), BootRuleEffect.Explains, "the initrd has no {0} that the kernel could run"),
        new(LibraryMissing(), BootRuleEffect.Explains, "a program of the initrd lacks the library {0}"),
        new(ExecFailed(), BootRuleEffect.Explains, "the kernel cannot execute {0}: the file, its interpreter or a library is missing or for another machine"),
        new(
            NotAnInitrd(), BootRuleEffect.Decides,
            "systemd does not know that it is in an initrd and boots it as a host: /etc/initrd-release is missing", BootStage.SystemdInInitrd),
        new(UnknownSymbol(), BootRuleEffect.Explains, "kernel module {0} does not load: a module that it depends on is missing"),
        new(
            ModuleNotFound(), BootRuleEffect.Stalls,
            "kernel module {0} is not found: it is not in the initrd, or modules.dep, which depmod makes, is missing or does not list it", BootStage.RootMounted),
        new(ExtensionRefused(), BootRuleEffect.Explains, "no extension is merged, for {0} does not match the image policy: it must be signed", BootStage.SwitchingRoot),
        new(ExtensionsNotMerged(), BootRuleEffect.Explains, "no extension is merged: {0} failed, as it does when one image is not signed by a key that is trusted", BootStage.SwitchingRoot),
        new(MountFailed(), BootRuleEffect.Explains, "{0} cannot be mounted"),

        // What it ends with.
        new(DeviceTimedOut(), BootRuleEffect.Decides, "the device {0} does not appear", BootStage.SwitchingRoot),
        new(SwitchRootFailed(), BootRuleEffect.Decides, "the root file system cannot be switched to: {0}"),
        new(NoRootFileSystem(), BootRuleEffect.Decides, "the kernel looks for a root file system of its own, because it has no initrd with /init"),
        new(InitDied(), BootRuleEffect.Decides, "/init ended"),
        new(Panic(), BootRuleEffect.Decides, "kernel panic: {0}"),
        new(Frozen(), BootRuleEffect.Decides, "systemd gave up and froze"),
        new(Emergency(), BootRuleEffect.Decides, "systemd went into emergency mode", BootStage.SwitchingRoot),
        new(PoweredOff(), BootRuleEffect.Decides, "the guest went down ({0}) without reaching the root file system's init", BootStage.SwitchingRoot),
    ];

    [GeneratedRegex(@"\bAccess [Dd]enied\b", RegexOptions.NonBacktracking)]
    private static partial Regex AccessDenied();

    [GeneratedRegex(@"EFI stub: (?:ERROR|WARNING): (?<what>.+)|systemd-stub.*: (?<what>Error .+)", RegexOptions.NonBacktracking)]
    private static partial Regex StubError();

    [GeneratedRegex("BdsDxe: failed to (?:load|start) Boot[0-9A-F]+ \"UEFI .+: (?<what>[^:]+)$", RegexOptions.NonBacktracking)]
    private static partial Regex LoadFailed();

    [GeneratedRegex("No bootable option or device was found|BdsDxe: starting Boot[0-9A-F]+ \"(?:UiApp|EFI Internal Shell)\"", RegexOptions.NonBacktracking)]
    private static partial Regex NothingToBoot();

    [GeneratedRegex("System is deadlocked on memory|Out of memory: Killed process|Out of memory and no killable processes", RegexOptions.NonBacktracking)]
    private static partial Regex OutOfMemory();

    [GeneratedRegex("Initramfs unpacking failed: (?:write error|no space)", RegexOptions.NonBacktracking)]
    private static partial Regex UnpackNoSpace();

    [GeneratedRegex("Initramfs unpacking failed: (?<what>.+)|(?<what>junk at the end of compressed archive)", RegexOptions.NonBacktracking)]
    private static partial Regex UnpackFailed();

    [GeneratedRegex("check access for rdinit=(?<what>[^ ]+) failed", RegexOptions.NonBacktracking)]
    private static partial Regex NoInit();

    [GeneratedRegex("error while loading shared libraries: (?<what>[^:]+):", RegexOptions.NonBacktracking)]
    private static partial Regex LibraryMissing();

    [GeneratedRegex(@"Failed to execute (?<what>/[^ ]+) \(error|Requested init (?<what>/[^ ]+) failed", RegexOptions.NonBacktracking)]
    private static partial Regex ExecFailed();

    [GeneratedRegex(
        @"systemd\[1\]: Detected first boot\.|systemd\[1\]: Queued start job for default target (?:graphical|multi-user)\.target", RegexOptions.NonBacktracking)]
    private static partial Regex NotAnInitrd();

    [GeneratedRegex(@"\] (?<what>[a-zA-Z0-9_-]+): Unknown symbol ", RegexOptions.NonBacktracking)]
    private static partial Regex UnknownSymbol();

    [GeneratedRegex(@"Failed to find module '(?<what>[^']+)'|[Mm]odule (?<what>[^ ]+) not found in directory", RegexOptions.NonBacktracking)]
    private static partial Regex ModuleNotFound();

    [GeneratedRegex(@"(?<what>/\.extra/[^ ]+\.raw): Image does not match image policy", RegexOptions.NonBacktracking)]
    private static partial Regex ExtensionRefused();

    [GeneratedRegex(@"\] (?<what>systemd-(?:sysext|confext))\[[0-9]+\]: Failed to merge hierarchies", RegexOptions.NonBacktracking)]
    private static partial Regex ExtensionsNotMerged();

    [GeneratedRegex(@"Failed to mount (?<what>(?:sysroot\.mount|/sysroot)[^.]*)\.?", RegexOptions.NonBacktracking)]
    private static partial Regex MountFailed();

    [GeneratedRegex(@"Timed out waiting for device (?:[^ ]+ - )?(?<what>.+?)\.?$", RegexOptions.NonBacktracking)]
    private static partial Regex DeviceTimedOut();

    [GeneratedRegex(
        "(?<what>Failed to switch root.*|Switch root target .* does not (?:contain|seem).*|Not switching root: .*|os-release file is missing.*)",
        RegexOptions.NonBacktracking)]
    private static partial Regex SwitchRootFailed();

    [GeneratedRegex("VFS: Unable to mount root fs|VFS: Cannot open root device", RegexOptions.NonBacktracking)]
    private static partial Regex NoRootFileSystem();

    [GeneratedRegex("Attempted to kill init!", RegexOptions.NonBacktracking)]
    private static partial Regex InitDied();

    [GeneratedRegex("Kernel panic - not syncing: (?<what>.+)", RegexOptions.NonBacktracking)]
    private static partial Regex Panic();

    [GeneratedRegex(@"systemd\[1\]: Freezing execution", RegexOptions.NonBacktracking)]
    private static partial Regex Frozen();

    [GeneratedRegex("You are in emergency mode|Reached target emergency.target|the root account is locked", RegexOptions.NonBacktracking)]
    private static partial Regex Emergency();

    [GeneratedRegex("reboot: (?<what>Power down|Restarting system|System halted)", RegexOptions.NonBacktracking)]
    private static partial Regex PoweredOff();
}
