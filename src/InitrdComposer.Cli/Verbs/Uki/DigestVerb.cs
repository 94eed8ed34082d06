using System.CommandLine;
using System.Security.Cryptography;
using InitrdComposer.Cli.Terminal;
using InitrdComposer.Files;
using InitrdComposer.Formats;
using InitrdComposer.Signing;
using InitrdComposer.Uki;
using InitrdComposer.Uki.PcrSignatures;
using PublicKey = InitrdComposer.Signing.PublicKey;

namespace InitrdComposer.Cli.Verbs.Uki;

/// <summary>`uki digest`: what somebody else is to sign.</summary>
internal static class DigestVerb
{
    public static Command Command { get; } = Create();

    private static Verb Create()
    {
        Argument<string> file = new("FILE") { Description = "An EFI image." };
        Option<string?> key = new("--pcr-public-key") { Description = "Instead of the image, its PCR 11 policies are to be signed, by this key: PEM.", HelpName = "FILE" };
        var pcrs = new PcrArguments();
        Option<long?> time = SigningArguments.SigningTime();
        Option<string> output = new("--output", "-o") { Description = "The folder that gets the files.", HelpName = "DIR", Required = true };
        var verb = new Verb(
            "digest", "Write what is to be signed into files, for a key that is elsewhere; `uki attach` takes the signatures.",
            "initrd-composer uki digest my.efi -o to-sign",
            "openssl dgst -sha256 -sign db.key -out my.sig to-sign/my.efi.authenticode.tbs",
            "initrd-composer uki digest my.efi --pcr-public-key pcr.pem -o to-sign")
        {
            file,
            key,
        };
        pcrs.AddTo(verb);
        verb.Add(time);
        verb.Add(output);
        verb.SetAction(parsed =>
        {
            using var source = FileSource.Open(Disk.Host, parsed.GetRequiredValue(file));
            UkiImage image = UkiImage.Open(new(source.Path, source));
            IEnumerable<(string File, byte[] Bytes)> files = parsed.GetValue(key) is string path
                ? DetachedPolicies.FilesOf(image, PcrSigning.PoliciesOf(image, pcrs.Groups(parsed), pcrs.Banks(parsed), PublicKey.Read(Disk.Host, path)))
                : Image(image, Path.GetFileName(source.Path), SigningArguments.TimeOf(parsed.GetValue(time)));
            foreach ((string written, byte[] bytes) in files)
            {
                string target = Path.Combine(parsed.GetRequiredValue(output), written);
                AtomicFile.Write(Disk.Host, target, bytes);
                Console.WriteLine($"{target}  {Digest.Sha256Of(bytes)}");
            }

            return 0;
        });
        return verb;
    }

    private static IEnumerable<(string File, byte[] Bytes)> Image(UkiImage image, string name, DateTimeOffset? time)
    {
        var claim = AuthenticodeClaim.Of(image.Image, time);
        yield return (name + ".authenticode.tbs", claim.SignedAttributes.ToArray());
        yield return (name + ".authenticode.tbs.sha256", SHA256.HashData(claim.SignedAttributes.Span));
    }
}
