using System.Collections.Immutable;
using System.CommandLine;
using System.Runtime.InteropServices;
using System.Text;
using InitrdComposer.Cli.Terminal;
using InitrdComposer.Files;
using InitrdComposer.Uki;

namespace InitrdComposer.Cli.Verbs.Uki;

/// <summary>`uki link`: a UKI, an addon or a profile from files, without a recipe.</summary>
internal static class LinkVerb
{
    private const string StubFolder = "/usr/lib/systemd/boot/efi";

    public static Command Command { get; } = Create();

    private static Verb Create()
    {
        Option<string?> stub = new("--stub") { Description = $"systemd-stub; of addons and profiles the one for addons (default: the one in {StubFolder}).", HelpName = "FILE" };
        Option<string> architecture = new("--efi-arch") { Description = "Of the default stub.", HelpName = "ARCH", DefaultValueFactory = _ => HostArchitecture() };
        architecture.AcceptOnlyFromAmong("x64", "aa64", "riscv64", "loongarch64");
        Option<string?> kernel = new("--linux") { Description = "The kernel image; without one, an addon is made, and with --profile a profile to be joined.", HelpName = "FILE" };
        var sections = new SectionOptions();
        Option<string[]> sbat = new("--sbat") { Description = "SBAT lines; may be repeated (default: systemd's own).", HelpName = "TEXT|@FILE" };
        Option<string[]> profiles = new("--join-profile") { Description = "A further profile, which uki link --profile or ukify made; may be repeated.", HelpName = "FILE" };
        Option<string[]> signatures = new("--pcrsig") { Description = "Signed PCR policies, JSON: of the image's own sections, and if repeated of each joined profile.", HelpName = "TEXT|@FILE" };
        Option<string> output = new("--output", "-o") { Description = "Where the UKI goes.", HelpName = "FILE", Required = true };
        var verb = new Verb(
            "link", "Link stub, kernel, initrd and texts into a UKI, as systemd's ukify does.",
            "initrd-composer uki link --stub linuxx64.efi.stub --linux vmlinuz --initrd initrd --cmdline 'quiet rw' -o my.efi",
            "initrd-composer uki link --stub addonx64.efi.stub --cmdline debug -o debug.addon.efi")
        {
            stub,
            architecture,
            kernel,
        };
        foreach (Option option in sections.All) verb.Add(option);
        foreach (Option option in (Option[])[sbat, profiles, signatures, output]) verb.Add(option);
        verb.SetAction(parsed =>
        {
            using var files = new OpenFiles();
            KernelFile? linux = parsed.GetValue(kernel) is string path ? files.Kernel(path) : null;
            string stubPath = parsed.GetValue(stub) ?? $"{StubFolder}/{(linux is null ? "addon" : "linux")}{parsed.GetRequiredValue(architecture)}.efi.stub";
            string[] given = parsed.GetValue(signatures) ?? [];
            ImmutableArray<ImmutableArray<UkiPart>> joined = [.. (parsed.GetValue(profiles) ?? []).Select((profile, i) => Signed(UkiProfile.Read(files.Named(profile)), given.ElementAtOrDefault(i + 1), files))];
            if (given.Length > joined.Length + 1) throw UkiVerbErrors.Wrong("--pcrsig", $"{given.Length} of them", $"at most {joined.Length + 1}, one a profile");
            var inputs = new UkiInputs(files.Named(stubPath), sections.Read(parsed, files) with { Kernel = linux?.Image, PcrSignature = files.TextOrFile(given.FirstOrDefault()) })
            {
                Profiles = joined,
                Sbat = [.. (parsed.GetValue(sbat) ?? []).Select(SbatOf)],
            };
            LinkedUki? linked = null;
            AtomicFile.Write(Disk.Host, parsed.GetRequiredValue(output), stream => linked = UkiLinker.Link(inputs, stream));
            LinkReport.Print(parsed, parsed.GetRequiredValue(output), linux?.Notice is { } notice ? linked! with { Notices = [notice, .. linked!.Notices] } : linked!);
            return 0;
        });
        return verb;
    }

    private static ImmutableArray<UkiPart> Signed(ImmutableArray<UkiPart> profile, string? signature, OpenFiles files) =>
        files.TextOrFile(signature) is { } content ? [.. profile, new(UkiSectionNames.PcrSignature, content)] : profile;

    private static string SbatOf(string value)
    {
        string lines = Encoding.UTF8.GetString(OpenFiles.BytesOf(value));
        Sbat.Verify(lines, value is ['@', .. var file] ? file : null);
        return lines;
    }

    private static string HostArchitecture() => RuntimeInformation.OSArchitecture switch
    {
        Architecture.Arm64 => "aa64",
        Architecture.RiscV64 => "riscv64",
        Architecture.LoongArch64 => "loongarch64",
        _ => "x64",
    };
}
