using System.CommandLine;
using InitrdComposer.Cli.Boot;
using InitrdComposer.Cli.Terminal;
using InitrdComposer.Diagnostics;
using InitrdComposer.Files;
using InitrdComposer.Uki;

namespace InitrdComposer.Cli.Verbs;

/// <summary>`boot`: does it start a machine?</summary>
internal static class BootVerb
{
    private static readonly DiagnosticId DidNotBoot = new("BOT", 10, FailureKind.Claim);

    private const int DefaultTimeoutInSeconds = 300;

    public static Command Command { get; } = Create();

    private static Verb Create()
    {
        Argument<string> output = new("OUT") { Description = "The output folder of a build." };
        Option<string?> image = new("--image")
        {
            Description = "Which image, where OUT has several kernels or variants: a name of images[] in manifest.json, such as demo-rescue.",
            HelpName = "NAME",
        };
        Option<bool> uki = new("--uki") { Description = "Boot the UKI under UEFI firmware (OVMF) instead of kernel and initrd." };
        Option<string?> root = new("--root") { Description = "A raw disk image with the root file system, which becomes /dev/vda; never changed.", HelpName = "DISK" };
        Option<string> append = new("--append") { Description = "Words added to the kernel command line; of a UKI, if its stub is of systemd 254 or later.", HelpName = "WORDS", DefaultValueFactory = _ => "" };
        Option<string> marker = new("--marker") { Description = "What the root file system's init prints when it runs; a systemd there needs none.", HelpName = "TEXT", DefaultValueFactory = _ => BootRequest.DefaultMarker };
        Option<int> timeout = new("--timeout") { Description = "Seconds until the boot counts as failed.", HelpName = "SECONDS", DefaultValueFactory = _ => DefaultTimeoutInSeconds };
        Option<string?> log = new("--log") { Description = "Where the serial log is kept (default: OUT.boot.log or OUT.uki-boot.log, with --image OUT.NAME.boot.log ...).", HelpName = "FILE" };
        var verb = new Verb(
            "boot", "Boot an image of an output folder in QEMU (x86-64, without KVM or network) and say how it ended, and why.",
            "initrd-composer boot out --root disk.img",
            "initrd-composer boot out --image demo-rescue --root disk.img",
            "initrd-composer boot out --uki --root disk.img --append 'rd.luks=0'")
        {
            output,
            image,
            uki,
            root,
            append,
            marker,
            timeout,
            log,
        };
        verb.SetAction((parsed, cancellation) =>
        {
            string folder = parsed.GetRequiredValue(output);
            string? name = parsed.GetValue(image);
            bool isUki = parsed.GetValue(uki);
            var chosen = OutputImage.Choose(Disk.Host, folder, name, message => BootErrors.NothingToBootIn(folder, message));
            string suffix = $"{(name is null ? "" : $".{name}")}{(isUki ? ".uki-boot.log" : ".boot.log")}";
            var request = new BootRequest(
                ImageOf(folder, chosen, isUki),
                parsed.GetValue(root),
                CommandLineOf(folder, chosen, isUki, parsed.GetRequiredValue(append)),
                parsed.GetValue(log) ?? Path.TrimEndingDirectorySeparator(folder) + suffix,
                TimeSpan.FromSeconds(parsed.GetValue(timeout)),
                Marker: parsed.GetRequiredValue(marker));
            string what = (isUki ? "the UKI" : "kernel and initrd") + (name is null ? "" : $" of {name}");
            return Task.FromResult(Boot(parsed, folder, what, request, cancellation));
        });
        return verb;
    }

    private static int Boot(ParseResult parsed, string output, string what, BootRequest request, CancellationToken cancellation)
    {
        using var progress = new ProgressLine(isSilent: parsed.GetValue(GlobalOptions.Quiet) || parsed.GetValue(GlobalOptions.Json));
        int lines = 0;
        BootReport report = BootRun.Run(
            request, _ => progress.Report(new($"booting: {++lines} lines on the serial console")), notice => Run.Print([notice]), cancellation);
        progress.Dispose();
        switch (report.Verdict)
        {
            case BootVerdict.Booted booted:
                Console.WriteLine($"booted {what} to switch-root in {report.Elapsed.TotalSeconds:F0} s: {booted.Evidence}");
                Console.WriteLine($"serial log: {report.LogPath}");
                return 0;
            case BootVerdict.Failed failed:
                throw new ComposerException(DidNotBoot, WithEvidence(failed.Reason, failed.Evidence), new SourceLocation(output), $"serial log: {report.LogPath}");
            case BootVerdict.TimedOut timedOut:
                throw new ComposerException(
                    DidNotBoot, WithEvidence($"time ran out; how far it came: {timedOut.Stage.Describe()}", timedOut.Evidence), new SourceLocation(output), $"serial log: {report.LogPath}");
            default:
                throw new InvalidOperationException(report.Verdict.ToString());
        }
    }

    private static string WithEvidence(string reason, IEnumerable<string> evidence) => reason + string.Concat(evidence.Select(line => "\n  " + line));

    private static BootImage ImageOf(string output, OutputImage image, bool isUki)
    {
        return isUki
            ? new BootImage.Uki(image.UkiIn(Disk.Host, output) ?? throw Missing(image.UkiName))
            : new BootImage.Direct(PathOf(image.KernelName, ".vmlinuz"), PathOf(image.Name, ".initrd"));

        string PathOf(string name, string suffix) => OutputImage.FileIn(Disk.Host, output, name, suffix) ?? throw Missing(name + suffix);

        ComposerException Missing(string file) => BootErrors.NothingToBootIn(output, $"there is no {file}");
    }

    /// <summary>A UKI brings its own command line; kernel and initrd get that of the recipe.</summary>
    private static string CommandLineOf(string output, OutputImage image, bool isUki, string append)
    {
        string[] recipes = OutputFiles.Find(output, ".toml");
        string recipe = !isUki && recipes.Length == 1 ? UkiRecipe.CommandLineOf(Config.RecipeReader.Read(recipes[0]), image.Variant)?.Value ?? "" : "";
        return string.Join(' ', new[] { recipe, append }.Where(words => words.Length > 0));
    }
}
