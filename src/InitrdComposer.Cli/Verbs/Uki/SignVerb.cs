using System.CommandLine;
using InitrdComposer.Cli.Terminal;
using InitrdComposer.Diagnostics;
using InitrdComposer.Files;
using InitrdComposer.Signing;
using InitrdComposer.Uki;

namespace InitrdComposer.Cli.Verbs.Uki;

/// <summary>`uki sign`: signatures for Secure Boot.</summary>
internal static class SignVerb
{
    public static Command Command { get; } = Create();

    private static Verb Create()
    {
        Argument<string> file = new("FILE") { Description = "An EFI image: a UKI, an addon, a kernel, a boot loader. Signatures that it has stay." };
        var keys = new SigningArguments();
        var pcrs = new PcrSigningArguments();
        Option<long?> time = SigningArguments.SigningTime();
        Option<string> output = new("--output", "-o") { Description = "Where the signed image goes.", HelpName = "FILE", Required = true };
        var verb = new Verb(
            "sign", "Sign an EFI image for Secure Boot, with one key or several, and the PCR policies of a UKI.",
            "initrd-composer uki sign my.efi --key db.key --certificate db.crt -o my.signed.efi",
            "initrd-composer uki sign my.efi --key db.p12 --passphrase file:db.pass -o my.signed.efi",
            "initrd-composer uki sign my.efi --key a.key --certificate a.crt --key b.key --certificate b.crt -o my.signed.efi",
            "initrd-composer uki sign my.efi --key 'command:openssl pkeyutl -sign -inkey db.key -pkeyopt digest:sha256' --certificate db.crt -o my.signed.efi",
            "initrd-composer uki sign my.efi --pcr-key pcr.key --key db.key --certificate db.crt -o my.signed.efi")
        {
            file,
        };
        keys.AddTo(verb);
        pcrs.AddTo(verb);
        verb.Add(time);
        verb.Add(output);
        verb.SetAction(parsed =>
        {
            using UkiSigning signing = new(keys.Signers(parsed), SigningArguments.TimeOf(parsed.GetValue(time)), pcrs.Signing(parsed));
            if (signing is { Images.IsEmpty: true, Pcrs: null }) throw new ComposerException(SigningErrors.Usage, "got no key, expected --key or --pcr-key");
            using var source = FileSource.Open(Disk.Host, parsed.GetRequiredValue(file));
            UkiImage image = UkiImage.Open(new(source.Path, source));
            if (signing.Images.IsEmpty && image.Kind != EfiImageKind.Uki)
            {
                throw new ComposerException(SigningErrors.Usage, "got --pcr-key and no UKI, expected --key: other images have no PCR policies", new SourceLocation(source.Path));
            }

            LinkedUki? linked = null;
            AtomicFile.Write(Disk.Host, parsed.GetRequiredValue(output), stream => linked = signing.Write(image, Disk.Host, Path.GetTempPath(), stream));
            Run.Print(linked?.Notices ?? []);
            return 0;
        });
        return verb;
    }
}
