using System.CommandLine;
using InitrdComposer.Cli.Terminal;
using InitrdComposer.Files;
using InitrdComposer.Signing;
using InitrdComposer.Sysext;

namespace InitrdComposer.Cli.Verbs.Sysext;

/// <summary>`sysext attach`: a signature that somebody else made.</summary>
internal static class AttachVerb
{
    private const int MaxSignature = 1 << 20;

    public static Command Command { get; } = Create();

    private static Verb Create()
    {
        Argument<string> file = new("IMAGE") { Description = "The image that `sysext digest` was asked for." };
        Option<string> signature = new("--signature") { Description = "A raw signature over what `sysext digest` wrote.", HelpName = "FILE", Required = true };
        Option<string> certificate = new("--certificate") { Description = "The signer's certificate, and others that go along: PEM or DER.", HelpName = "FILE", Required = true };
        Option<string> output = new("--output", "-o") { Description = "Where the signed image goes.", HelpName = "FILE", Required = true };
        var verb = new Verb(
            "attach", "Put a signature that was made elsewhere into an extension's image. One that is not of this image is refused.",
            "initrd-composer sysext attach nfs.sysext.raw --signature nfs.sig --certificate verity.crt -o signed/nfs.sysext.raw")
        {
            file,
            signature,
            certificate,
            output,
        };
        verb.SetAction(parsed =>
        {
            using var source = FileSource.Open(Disk.Host, parsed.GetRequiredValue(file));
            var image = VerityImage.Open(source, Environment.ProcessorCount);
            string path = parsed.GetRequiredValue(signature);
            var made = VeritySignature.Attach(
                image.RootHash, CertificateFiles.Read(Disk.Host, parsed.GetRequiredValue(certificate)), FileSource.ReadAllBytes(Disk.Host, path, MaxSignature), path);
            AtomicFile.Write(Disk.Host, parsed.GetRequiredValue(output), stream => image.Write(made, Environment.ProcessorCount, stream));
            return 0;
        });
        return verb;
    }
}
