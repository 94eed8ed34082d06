using System.CommandLine;
using InitrdComposer.Cli.Terminal;
using InitrdComposer.Files;
using InitrdComposer.Uki;

namespace InitrdComposer.Cli.Verbs.Uki;

/// <summary>`uki link`: a UKI from files, without a recipe.</summary>
internal static class LinkVerb
{
    public static Command Command { get; } = Create();

    private static Verb Create()
    {
        Option<string> stub = Input("--stub", "systemd-stub, such as /usr/lib/systemd/boot/efi/linuxx64.efi.stub.");
        Option<string> kernel = Input("--linux", "The kernel image.");
        Option<string[]> initrds = new("--initrd") { Description = "An initrd; may be repeated: the kernel gets them behind each other.", HelpName = "FILE" };
        Option<string> commandLine = new("--cmdline") { Description = "The kernel command line, or @FILE.", HelpName = "TEXT", DefaultValueFactory = _ => "" };
        Option<string?> osRelease = new("--os-release") { Description = "An os-release file, which names the UKI in boot menus.", HelpName = "FILE" };
        Option<string?> uname = new("--uname") { Description = "Kernel version (default: read from the kernel).", HelpName = "VERSION" };
        Option<string[]> sbat = new("--sbat") { Description = "SBAT lines; may be repeated (default: systemd's own for UKIs).", HelpName = "TEXT" };
        Option<string> output = new("--output", "-o") { Description = "Where the UKI goes.", HelpName = "FILE", Required = true };
        var verb = new Verb(
            "link", "Link stub, kernel, initrd and texts into a UKI, as systemd's ukify does.",
            "initrd-composer uki link --stub linuxx64.efi.stub --linux vmlinuz --initrd initrd --cmdline 'quiet rw' -o my.efi")
        {
            stub,
            kernel,
            initrds,
            commandLine,
            osRelease,
            uname,
            sbat,
            output,
        };
        verb.SetAction(parsed =>
        {
            using var stubFile = FileSource.Open(Disk.Host, parsed.GetRequiredValue(stub));
            using var kernelFile = FileSource.Open(Disk.Host, parsed.GetRequiredValue(kernel));
            FileSource[] initrdFiles = [.. (parsed.GetValue(initrds) ?? []).Select(path => FileSource.Open(Disk.Host, path))];
            var sections = new UkiSections
            {
                OsRelease = parsed.GetValue(osRelease) is string path ? FileSource.ReadAllBytes(Disk.Host, path) : default,
                CommandLine = CommandLineOf(parsed.GetRequiredValue(commandLine)),
                KernelVersion = parsed.GetValue(uname),
                Kernel = new(kernelFile.Path, kernelFile),
                Initrds = [.. initrdFiles],
            };
            var inputs = new UkiInputs(new(stubFile.Path, stubFile), sections) { Sbat = [.. parsed.GetValue(sbat) ?? []] };
            LinkedUki? linked = null;
            AtomicFile.Write(Disk.Host, parsed.GetRequiredValue(output), stream => linked = UkiLinker.Link(inputs, stream));
            foreach (FileSource file in initrdFiles) file.Dispose();
            Run.Print(linked!.Notices);
            Console.Write(EfiText.Sections(linked.Sections));
            return 0;
        });
        return verb;
    }

    private static Option<string> Input(string name, string description) => new(name) { Description = description, HelpName = "FILE", Required = true };

    private static byte[] CommandLineOf(string text) => text is ['@', ..] ? FileSource.ReadAllBytes(Disk.Host, text[1..]) : KernelCommandLine.FromLiteral(text);
}
