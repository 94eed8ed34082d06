using System.CommandLine;
using InitrdComposer.Cli.Terminal;
using InitrdComposer.Files;
using InitrdComposer.Signing;
using InitrdComposer.Uki.Verification;
using PublicKey = InitrdComposer.Signing.PublicKey;

namespace InitrdComposer.Cli.Verbs.Uki;

/// <summary>`uki verify`: does everything hold that an image claims?</summary>
internal static class VerifyVerb
{
    public static Command Command { get; } = Create();

    private static Verb Create()
    {
        Argument<string> file = new("FILE") { Description = "An EFI image." };
        Option<string[]> certificates = new("--certificate") { Description = "A certificate that a signature must lead to, PEM or DER; may be repeated.", HelpName = "FILE" };
        Option<string?> key = new("--pcr-public-key") { Description = "The key that must have signed the PCR policies of every profile: PEM (default: the image's own .pcrpkey).", HelpName = "FILE" };
        Option<string[]> phases = PcrArguments.PhasesOption();
        var verb = new Verb(
            "verify", "Check an EFI image: its section table, its signatures, and its PCR signatures against what the stub will measure.",
            "initrd-composer uki verify my.efi --certificate db.crt",
            "initrd-composer uki verify my.efi --certificate db.crt --pcr-public-key pcr.pem --json")
        {
            file,
            certificates,
            key,
            phases,
        };
        verb.SetAction(parsed =>
        {
            using var source = FileSource.Open(Disk.Host, parsed.GetRequiredValue(file));
            var demands = new UkiDemands(
                [.. (parsed.GetValue(certificates) ?? []).SelectMany(path => CertificateFiles.Read(Disk.Host, path))],
                parsed.GetValue(key) is string path ? PublicKey.Read(Disk.Host, path) : null,
                PcrArguments.PhasesOf(parsed.GetValue(phases)));
            var verification = UkiVerification.Of(new(source.Path, source), demands);
            Console.Out.Write(parsed.GetValue(GlobalOptions.Json) ? JsonText.Write(json => VerificationReport.Write(json, verification)) + "\n" : VerificationReport.Text(source.Path, verification));
            return verification.Failure is null ? 0 : (int)verification.Failure;
        });
        return verb;
    }
}
