using System.Collections.Immutable;
using System.CommandLine;
using InitrdComposer.Cli.Terminal;
using InitrdComposer.Diagnostics;
using InitrdComposer.Files;
using InitrdComposer.Signing;
using InitrdComposer.Uki;
using InitrdComposer.Uki.PcrSignatures;

namespace InitrdComposer.Cli.Verbs.Uki;

/// <summary>`uki attach`: signatures that somebody else made.</summary>
internal static class AttachVerb
{
    private const int MaxSignature = 1 << 20;

    public static Command Command { get; } = Create();

    private static Verb Create()
    {
        Argument<string> file = new("FILE") { Description = "The EFI image that `uki digest` was asked for." };
        Option<string[]> signatures = new("--signature")
        {
            Description = "A raw signature over what `uki digest` wrote, or a finished PKCS#7 (DER) as sbattach and pesign take out of images; may be repeated.",
            HelpName = "FILE",
        };
        Option<string[]> certificates = new("--certificate") { Description = "The certificate of a raw signature, and those that lead to a root; one for each of them, in the same order.", HelpName = "FILE" };
        Option<string?> policies = new("--pcr-signatures")
        {
            Description = "The folder that `uki digest --pcr-public-key` wrote, with a raw signature X.tbs.sig beside each X.tbs; they become the UKI's .pcrsig.",
            HelpName = "DIR",
        };
        Option<string?> key = new("--pcr-public-key") { Description = "The key of those signatures: PEM.", HelpName = "FILE" };
        Option<long?> time = SigningArguments.SigningTime();
        Option<string> output = new("--output", "-o") { Description = "Where the signed image goes.", HelpName = "FILE", Required = true };
        var verb = new Verb(
            "attach", "Put signatures that were made elsewhere into an EFI image. One that is not of this image is refused.",
            "initrd-composer uki attach my.efi --signature my.sig --certificate db.crt -o my.signed.efi",
            "initrd-composer uki attach my.efi --signature my.p7 -o my.signed.efi",
            "initrd-composer uki attach my.efi --pcr-signatures to-sign --pcr-public-key pcr.pem -o my.pcrs.efi")
        {
            file,
            signatures,
            certificates,
            policies,
            key,
            time,
            output,
        };
        verb.SetAction(parsed =>
        {
            using var source = FileSource.Open(Disk.Host, parsed.GetRequiredValue(file));
            UkiImage image = UkiImage.Open(new(source.Path, source));
            (string[] files, string target) = (parsed.GetValue(signatures) ?? [], parsed.GetRequiredValue(output));
            if (parsed.GetValue(policies) is string folder && parsed.GetValue(key) is string path && files.Length == 0)
            {
                ImmutableArray<ImmutableArray<PcrSignature>> signed = DetachedPolicies.Read(Disk.Host, folder, image, PublicKey.Read(Disk.Host, path));
                LinkedUki? linked = null;
                AtomicFile.Write(
                    Disk.Host, target, stream => linked = PcrSignatureEmbedding.Write(image, [.. signed.Select(profile => (ReadOnlyMemory<byte>)PcrSignatureText.Write(profile))], stream));
                Run.Print(linked!.Notices);
                return 0;
            }

            if (files.Length == 0 || parsed.GetValue(policies) is not null || parsed.GetValue(key) is not null)
            {
                throw new ComposerException(
                    SigningErrors.Usage, "expected either --signature, or --pcr-signatures with --pcr-public-key", hint: "PCR signatures come first: they change what is signed of the file");
            }

            var made = DetachedSignatures.Attach(
                image.Image, [.. files.Select(signature => (signature, FileSource.ReadAllBytes(Disk.Host, signature, MaxSignature)))],
                [.. (parsed.GetValue(certificates) ?? []).Select(certificate => CertificateFiles.Read(Disk.Host, certificate))], SigningArguments.TimeOf(parsed.GetValue(time)));
            SignedFile.Write(source.Path, image.Image, made, target);
            return 0;
        });
        return verb;
    }
}
