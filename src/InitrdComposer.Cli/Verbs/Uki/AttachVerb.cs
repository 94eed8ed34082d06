using System.CommandLine;
using InitrdComposer.Cli.Terminal;
using InitrdComposer.Files;
using InitrdComposer.Signing;
using InitrdComposer.Uki;

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
            Required = true,
        };
        Option<string[]> certificates = new("--certificate") { Description = "The certificate of a raw signature, and those that lead to a root; one for each of them, in the same order.", HelpName = "FILE" };
        Option<long?> time = SigningArguments.SigningTime();
        Option<string> output = new("--output", "-o") { Description = "Where the signed image goes.", HelpName = "FILE", Required = true };
        var verb = new Verb(
            "attach", "Put signatures that were made elsewhere into an EFI image. One that is not of this image is refused.",
            "initrd-composer uki attach my.efi --signature my.sig --certificate db.crt -o my.signed.efi",
            "initrd-composer uki attach my.efi --signature my.p7 -o my.signed.efi")
        {
            file,
            signatures,
            certificates,
            time,
            output,
        };
        verb.SetAction(parsed =>
        {
            using var source = FileSource.Open(Disk.Host, parsed.GetRequiredValue(file));
            UkiImage image = UkiImage.Open(new(source.Path, source));
            var made = DetachedSignatures.Attach(
                image.Image, [.. parsed.GetRequiredValue(signatures).Select(path => (path, FileSource.ReadAllBytes(Disk.Host, path, MaxSignature)))],
                [.. (parsed.GetValue(certificates) ?? []).Select(path => CertificateFiles.Read(Disk.Host, path))], SigningArguments.TimeOf(parsed.GetValue(time)));
            SignedFile.Write(source.Path, image.Image, made, parsed.GetRequiredValue(output));
            return 0;
        });
        return verb;
    }
}
