using System.CommandLine;
using InitrdComposer.Cli.Boot;
using InitrdComposer.Cli.Terminal;
using InitrdComposer.Diagnostics;
using InitrdComposer.Manifest;

namespace InitrdComposer.Cli.Verbs;

/// <summary>`boot`: does it start a machine?</summary>
internal static class BootVerb
{
    private static readonly DiagnosticId DidNotBoot = new("BOT", 10, FailureKind.Claim);
    private static readonly DiagnosticId NothingToBoot = new("BOT", 11, FailureKind.Usage);

    private const int DefaultTimeoutInSeconds = 300;

    public static Command Command { get; } = Create();

    private static Verb Create()
    {
        Argument<string> output = new("OUT") { Description = "The output folder of a build." };
        Option<bool> uki = new("--uki") { Description = "Boot the UKI under UEFI firmware instead of kernel and initrd." };
        Option<string?> root = new("--root") { Description = "A raw disk image with the root file system; never changed.", HelpName = "DISK" };
        Option<string> append = new("--append") { Description = "Words added to the kernel command line.", HelpName = "WORDS", DefaultValueFactory = _ => "" };
        Option<string> marker = new("--marker") { Description = "What the root file system's init prints when it runs.", HelpName = "TEXT", DefaultValueFactory = _ => BootRequest.DefaultMarker };
        Option<int> timeout = new("--timeout") { Description = "Seconds until the boot counts as failed.", HelpName = "SECONDS", DefaultValueFactory = _ => DefaultTimeoutInSeconds };
        Option<string?> log = new("--log") { Description = "Where the serial log is kept (default: OUT.boot.log, OUT.uki-boot.log).", HelpName = "FILE" };
        var verb = new Verb(
            "boot", "Boot an output folder in QEMU and say how it ended, and why.",
            "initrd-composer boot out --root disk.img",
            "initrd-composer boot out --uki --root disk.img --append 'rd.luks=0'")
        {
            output,
            uki,
            root,
            append,
            marker,
            timeout,
            log,
        };
        verb.SetAction((parsed, cancellation) => Task.FromResult(Boot(
            parsed,
            parsed.GetRequiredValue(output),
            parsed.GetValue(uki),
            (image, folder) => new BootRequest(
                image,
                parsed.GetValue(root),
                CommandLineOf(folder, parsed.GetValue(uki), parsed.GetRequiredValue(append)),
                parsed.GetValue(log) ?? $"{Path.TrimEndingDirectorySeparator(folder)}{(parsed.GetValue(uki) ? ".uki-boot.log" : ".boot.log")}",
                TimeSpan.FromSeconds(parsed.GetValue(timeout)),
                Marker: parsed.GetRequiredValue(marker)),
            cancellation)));
        return verb;
    }

    private static int Boot(ParseResult parsed, string output, bool isUki, Func<BootImage, string, BootRequest> request, CancellationToken cancellation)
    {
        using var progress = new ProgressLine(isSilent: parsed.GetValue(GlobalOptions.Quiet) || parsed.GetValue(GlobalOptions.Json));
        BootImage image = isUki ? new BootImage.Uki(Find(output, ".efi")) : new BootImage.Direct(Find(output, ".vmlinuz"), Find(output, ".initrd"));
        int lines = 0;
        BootReport report = BootRun.Run(
            request(image, output), _ => progress.Report(new($"booting: {++lines} lines on the serial console")), notice => Run.Print([notice]), cancellation);
        progress.Dispose();
        switch (report.Verdict)
        {
            case BootVerdict.Booted booted:
                Console.WriteLine($"booted {(isUki ? "the UKI" : "kernel and initrd")} to switch-root in {report.Elapsed.TotalSeconds:F0} s: {booted.Evidence}");
                Console.WriteLine($"serial log: {report.LogPath}");
                return 0;
            case BootVerdict.Failed failed:
                throw new ComposerException(DidNotBoot, WithEvidence(failed.Reason, failed.Evidence), new SourceLocation(output), $"serial log: {report.LogPath}");
            case BootVerdict.TimedOut timedOut:
                throw new ComposerException(
                    DidNotBoot, WithEvidence($"time ran out; the last stage was {timedOut.Stage}", timedOut.Evidence), new SourceLocation(output), $"serial log: {report.LogPath}");
            default:
                throw new InvalidOperationException(report.Verdict.ToString());
        }
    }

    private static string WithEvidence(string reason, IEnumerable<string> evidence) => reason + string.Concat(evidence.Select(line => "\n  " + line));

    /// <summary>A UKI brings its own command line; kernel and initrd get that of the recipe.</summary>
    private static string CommandLineOf(string output, bool isUki, string append)
    {
        string[] recipes = OutputFiles.Find(output, ".toml");
        string recipe = !isUki && recipes.Length == 1 ? Config.RecipeReader.Read(recipes[0]).Uki?.CommandLine.Value ?? "" : "";
        return string.Join(' ', new[] { recipe, append }.Where(words => words.Length > 0));
    }

    private static string Find(string output, string suffix)
    {
        string[] found = OutputFiles.Find(output, suffix);
        return found.Length == 1
            ? found[0]
            : throw new ComposerException(NothingToBoot, $"got {found.Length} files *{suffix}, expected one", new SourceLocation(output), $"OUT is the folder that `build` wrote; it has a {ImageManifest.FileName}");
    }
}
