using System.Collections.Immutable;
using System.CommandLine;
using System.Security.Cryptography.X509Certificates;
using InitrdComposer.Cli.Terminal;
using InitrdComposer.Files;
using InitrdComposer.Questions.Verification;
using InitrdComposer.Signing;

namespace InitrdComposer.Cli.Verbs;

/// <summary>`verify`: does everything hold that is said of outputs?</summary>
internal static class VerifyVerb
{
    public static Command Command { get; } = Create();

    private static Verb Create()
    {
        Argument<string> output = new("OUT") { Description = "The output folder of a build." };
        Option<string[]> certificates = new("--certificate")
        {
            Description = "A certificate by whose key the provenance must be signed, PEM or DER; may be repeated.",
            HelpName = "FILE",
        };
        Option<string[]> lockCertificates = new("--lock-certificate")
        {
            Description = "A certificate that the lock's signature must lead to, PEM or DER; may be repeated. Who signs locks need not be who builds: neither counts for the other.",
            HelpName = "FILE",
        };
        var verb = new Verb(
            "verify", "Check an output folder against what is said of it: manifest, bills of materials, provenance and signatures, each by the bytes that are there.",
            "initrd-composer verify out",
            "initrd-composer verify out --certificate release.crt",
            "initrd-composer verify out --certificate release.crt --lock-certificate review.crt --json")
        {
            output,
            certificates,
            lockCertificates,
        };
        verb.SetAction(parsed =>
        {
            string folder = parsed.GetRequiredValue(output);
            var verification = OutputVerifier.Of(Disk.Host, folder, new(Read(certificates), Read(lockCertificates)));
            Console.Out.Write(parsed.GetValue(GlobalOptions.Json) ? JsonText.Write(json => OutputVerificationReport.Write(json, verification)) + "\n" : OutputVerificationReport.Text(verification));
            return verification.Failure is null ? 0 : (int)verification.Failure;

            ImmutableArray<X509Certificate2> Read(Option<string[]> option) => [.. (parsed.GetValue(option) ?? []).SelectMany(path => CertificateFiles.Read(Disk.Host, path))];
        });
        return verb;
    }
}
