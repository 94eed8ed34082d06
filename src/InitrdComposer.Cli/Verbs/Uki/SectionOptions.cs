using System.Collections.Immutable;
using System.CommandLine;
using InitrdComposer.Files;
using InitrdComposer.Uki;

namespace InitrdComposer.Cli.Verbs.Uki;

/// <summary>Options that give sections of a UKI their content, named as those of systemd's ukify.</summary>
internal sealed class SectionOptions
{
    private readonly Option<string[]> _initrds = Several("--initrd", "FILE", "An initrd; may be repeated: the kernel gets them behind each other.");
    private readonly Option<string?> _microcode = One("--microcode", "FILE", "An uncompressed cpio archive with CPU microcode.", "--ucode");
    private readonly Option<string?> _commandLine = One("--cmdline", "TEXT|@FILE", "The kernel command line.");
    private readonly Option<string?> _osRelease = One("--os-release", "TEXT|@FILE", "An os-release file, which names the UKI in boot menus.");
    private readonly Option<string?> _deviceTree = One("--devicetree", "FILE", "A devicetree.");
    private readonly Option<string[]> _autoDeviceTrees = Several("--devicetree-auto", "FILE", "A devicetree for machines that it fits; may be repeated.");
    private readonly Option<string?> _hwids = One("--hwids", "DIR", "A folder of JSON files that tell machines by their hardware ids.");
    private readonly Option<string[]> _firmware = Several("--efifw", "DIR", "A folder with one firmware image, whose name is its id; may be repeated.");
    private readonly Option<string?> _splash = One("--splash", "FILE", "A Windows bitmap that the stub shows.");
    private readonly Option<string?> _uname = One("--uname", "VERSION", "What uname -r says (default: read from the kernel).");
    private readonly Option<string?> _pcrKey = One("--pcrpkey", "FILE", "The public key of signed PCR policies, PEM.");
    private readonly Option<string?> _profile = One("--profile", "TEXT|@FILE", "The profile's ID= and TITLE=.");
    private readonly Option<string[]> _others = Several("--section", "NAME:TEXT|@FILE", "A section of another name; may be repeated.");

    public IEnumerable<Option> All =>
    [
        _initrds, _microcode, _commandLine, _osRelease, _deviceTree, _autoDeviceTrees, _hwids, _firmware, _splash, _uname, _pcrKey, _profile, _others,
    ];

    /// <exception cref="Diagnostics.ComposerException">A file is missing or is not what it is given as.</exception>
    public UkiSections Read(ParseResult parsed, OpenFiles files) => new()
    {
        OsRelease = OpenFiles.BytesOf(parsed.GetValue(_osRelease)),
        CommandLine = CommandLineOf(parsed.GetValue(_commandLine)),
        DeviceTree = files.Source(parsed.GetValue(_deviceTree)),
        AutoDeviceTrees = [.. (parsed.GetValue(_autoDeviceTrees) ?? []).Select(path => files.Source(path)!)],
        Hwids = parsed.GetValue(_hwids) is string folder ? HwidFolder.Read(Disk.Host, folder) : null,
        KernelVersion = parsed.GetValue(_uname),
        Splash = files.Source(parsed.GetValue(_splash)),
        PcrPublicKey = files.Source(parsed.GetValue(_pcrKey)),
        Initrds = [.. (parsed.GetValue(_initrds) ?? []).Select(path => files.Source(path)!)],
        Firmware = [.. (parsed.GetValue(_firmware) ?? []).Select(files.Firmware)],
        Microcode = files.Source(parsed.GetValue(_microcode)),
        Others = [.. (parsed.GetValue(_others) ?? []).Select(spec => SectionOf(spec, files))],
        Profile = OpenFiles.BytesOf(parsed.GetValue(_profile)),
    };

    private static byte[] CommandLineOf(string? text)
    {
        if (text is not ['@', .. var file]) return text is null ? [] : KernelCommandLine.FromLiteral(text);
        byte[] bytes = OpenFiles.BytesOf(text);
        KernelCommandLine.Verify(bytes, file);
        return bytes;
    }

    private static UkiPart SectionOf(string spec, OpenFiles files)
    {
        int colon = spec.IndexOf(':', StringComparison.Ordinal);
        if (colon <= 0) throw UkiVerbErrors.Wrong("--section", $"\"{spec}\"", "NAME:TEXT or NAME:@FILE");
        return new(spec[..colon], files.TextOrFile(spec[(colon + 1)..])!);
    }

    private static Option<string?> One(string name, string value, string description, params string[] aliases) => new(name, aliases) { Description = description, HelpName = value };

    private static Option<string[]> Several(string name, string value, string description) => new(name) { Description = description, HelpName = value };
}
