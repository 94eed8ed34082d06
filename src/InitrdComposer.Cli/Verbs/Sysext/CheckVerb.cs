using System.Collections.Immutable;
using System.CommandLine;
using System.Security.Cryptography.X509Certificates;
using InitrdComposer.Cli.Terminal;
using InitrdComposer.Diagnostics;
using InitrdComposer.Files;
using InitrdComposer.Images;
using InitrdComposer.Questions;
using InitrdComposer.Signing;
using InitrdComposer.Sysext.Check;

namespace InitrdComposer.Cli.Verbs.Sysext;

/// <summary>`sysext check`: will these extensions be merged into that base?</summary>
internal static class CheckVerb
{
    public static Command Command { get; } = Create();

    private static Verb Create()
    {
        Argument<string> @base = new("BASE") { Description = "What they are merged into: an initrd, a UKI, or an output folder." };
        Argument<string[]> extensions = new("EXTENSION") { Description = "Disk images, squashfs or erofs images, or folders: all that are merged together.", Arity = ArgumentArity.OneOrMore };
        Option<string?> image = new("--image") { Description = "Of an output folder with several images, the one that is meant.", HelpName = "NAME" };
        Option<string?> scope = new("--scope") { Description = "Where they are merged: initrd, system or portable (default: initrd where the base has /etc/initrd-release, else system).", HelpName = "SCOPE" };
        Option<string?> policy = new("--policy") { Description = "The image policy that they meet, as in systemd.image-policy(7) (default: systemd's own; in an initrd that of /.extra, root=signed+absent:usr=signed+absent).", HelpName = "POLICY" };
        Option<string[]> certificates = new("--certificate") { Description = "A certificate of a signer that will be in verity.d, beside those that the base has; PEM or DER, may be repeated.", HelpName = "FILE" };
        Option<string[]> db = new("--db") { Description = "A certificate of the firmware's db, which the kernel trusts, and what it issued; PEM or DER, may be repeated.", HelpName = "FILE" };
        scope.AcceptOnlyFromAmong("initrd", "system", "portable");
        var verb = new Verb(
            "check", "Say whether systemd will merge extensions into a base, and whether their modules will load; and what fails, before anything boots.",
            "initrd-composer sysext check out out/nfs.sysext.raw out/raid.sysext.raw",
            "initrd-composer sysext check --json my.efi nfs.sysext.raw --db db.crt")
        {
            @base,
            extensions,
            image,
            scope,
            policy,
            certificates,
            db,
        };
        verb.SetAction(parsed =>
        {
            var demands = new ExtensionDemands(
                parsed.GetValue(scope), parsed.GetValue(policy) is string text ? ImagePolicy.Parse(text) : null, Read(parsed.GetValue(certificates)), Read(parsed.GetValue(db)));
            ExtensionBase read = ExtensionBaseReader.Read(Disk.Host, FileOf(parsed.GetRequiredValue(@base), parsed.GetValue(image)));
            ImmutableArray<ExtensionReport> reports = ExtensionCheck.Of(Disk.Host, parsed.GetRequiredValue(extensions), read, demands);
            Console.Out.Write(parsed.GetValue(GlobalOptions.Json) ? JsonText.Write(json => ExtensionCheckReport.Write(json, read, reports)) + "\n" : ExtensionCheckReport.Text(reports));
            return Refusal(reports) is ComposerException refusal ? throw refusal : 0;
        });
        return verb;
    }

    private static ImmutableArray<X509Certificate2> Read(string[]? paths) => [.. (paths ?? []).SelectMany(path => CertificateFiles.Read(Disk.Host, path))];

    /// <summary>Of an output folder the initrd, which a recipe may have told to be in the UKI alone.</summary>
    private static string FileOf(string path, string? image)
    {
        if (!new DiskView(Disk.Host).HasFolder(path)) return path;
        return OutputImage.Choose(Disk.Host, path, image, Missing).InitrdIn(Disk.Host, path, Missing);

        ComposerException Missing(string message) =>
            new(ImageReader.NoInitrd, $"{message}, expected an initrd, a UKI, or the folder that `build` wrote", new SourceLocation(path));
    }

    private static ComposerException? Refusal(ImmutableArray<ExtensionReport> reports) => reports
        .Select(report => report.Refusal is ExtensionFinding { Id: DiagnosticId id } finding
            ? new ComposerException(id, $"{finding.Check}: {finding.Text}", new SourceLocation(report.Path), finding.Hint)
            : null)
        .FirstOrDefault(refusal => refusal is not null);
}
