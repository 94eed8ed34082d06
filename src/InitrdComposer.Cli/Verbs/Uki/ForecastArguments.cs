using System.Collections.Immutable;
using System.CommandLine;
using InitrdComposer.Files;
using InitrdComposer.Formats;
using InitrdComposer.Uki.Forecast;

namespace InitrdComposer.Cli.Verbs.Uki;

/// <summary>Options that say how a UKI is booted.</summary>
internal sealed class ForecastArguments
{
    private readonly Option<string?> _esp = new("--esp") { Description = "The EFI system partition as a folder: companions of the UKI are read from it.", HelpName = "DIR" };

    private readonly Option<bool> _menu = new("--menu") { Description = "The ESP's systemd-boot starts the UKI, not the firmware." };

    private readonly Option<string[]> _loaders = new("--loader") { Description = "An image that is started before the UKI, a boot loader or shim; may be repeated.", HelpName = "FILE" };

    private readonly Option<string> _commandLine = new("--cmdline") { Description = "A command line that is passed to the UKI.", HelpName = "TEXT", DefaultValueFactory = _ => "" };

    private readonly Option<string> _smbios = new("--smbios-cmdline")
    {
        Description = "The SMBIOS string io.systemd.stub.kernel-cmdline-extra of a virtual machine.",
        HelpName = "TEXT",
        DefaultValueFactory = _ => "",
    };

    private readonly Option<int[]> _profiles = new("--profile") { Description = "A profile's number, from 0; may be repeated (default: all, or the one that the menu starts).", HelpName = "N" };

    private readonly Option<string?> _stubVersion = new("--stub-version") { Description = $"systemd's version whose rules count, {StubRules.Oldest} to {StubRules.Newest} (default: the stub's own).", HelpName = "VERSION" };

    private readonly Option<int?> _deviceTree = new("--dtbauto") { Description = "The .dtbauto that fits the machine, from 0 (default: none does).", HelpName = "N" };

    private readonly Option<string?> _secureBoot = new("--secure-boot") { Description = "Folder with Secure Boot's variables PK, KEK, db and dbx, as EFI signature lists or as in efivarfs.", HelpName = "DIR" };

    private readonly Option<bool> _isEnforced = new("--secure-boot-enabled") { Description = "Secure Boot is on; implied by a PK among the variables." };

    private readonly Option<string[]> _entries = new("--db-entry") { Description = "A certificate in db (DER) that images were signed with; may be repeated (default: the only one in db).", HelpName = "FILE" };

    public void AddTo(Command verb)
    {
        foreach (Option option in new Option[] { _esp, _menu, _loaders, _commandLine, _smbios, _profiles, _stubVersion, _deviceTree, _secureBoot, _isEnforced, _entries }) verb.Add(option);
    }

    /// <param name="esp">Instead of the one that was given.</param>
    /// <exception cref="Diagnostics.ComposerException">A file is missing or malformed, or there is nothing to start.</exception>
    public EspForecastReading Forecast(ParseResult parsed, string? file, ImmutableArray<DigestAlgorithm> banks, string? esp = null) => EspForecastReading.Of(
        Disk.Host,
        new(file, esp ?? parsed.GetValue(_esp), parsed.GetValue(_menu), [.. parsed.GetValue(_loaders) ?? []]),
        new([.. parsed.GetValue(_profiles) ?? []], parsed.GetValue(_stubVersion))
        {
            PassedCommandLine = parsed.GetRequiredValue(_commandLine),
            SmbiosCommandLine = parsed.GetRequiredValue(_smbios),
            HasSecureBoot = parsed.GetValue(_isEnforced),
            DeviceTree = parsed.GetValue(_deviceTree),
            SecureBoot = parsed.GetValue(_secureBoot) is string folder
                ? SecureBootFolder.Read(Disk.Host, folder, [.. (parsed.GetValue(_entries) ?? []).Select(path => (path, FileSource.ReadAllBytes(Disk.Host, path)))])
                : null,
        },
        banks);
}
