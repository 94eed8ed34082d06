using System.Collections.Immutable;
using System.CommandLine;
using InitrdComposer.Cli.Terminal;
using InitrdComposer.Cli.Verbs.Uki;
using InitrdComposer.Diagnostics;
using InitrdComposer.Files;
using InitrdComposer.Signing;
using InitrdComposer.Sysext;

namespace InitrdComposer.Cli.Verbs.Sysext;

/// <summary>`sysext sign`: an image whose root hash is signed.</summary>
internal static class SignVerb
{
    public static Command Command { get; } = Create();

    private static Verb Create()
    {
        Argument<string> file = new("IMAGE") { Description = "A disk image with a hash tree, as `sysext build` and systemd-repart make it; a signature that it has is replaced." };
        var keys = new SigningArguments();
        Option<string> output = new("--output", "-o") { Description = "Where the signed image goes.", HelpName = "FILE", Required = true };
        var verb = new Verb(
            "sign", "Sign the root hash of an extension's image.",
            "initrd-composer sysext sign nfs.sysext.raw --key verity.key --certificate verity.crt -o signed/nfs.sysext.raw")
        {
            file,
        };
        keys.AddTo(verb);
        verb.Add(output);
        verb.SetAction(parsed =>
        {
            ImmutableArray<Signer> signers = keys.Signers(parsed);
            try
            {
                if (signers is not [Signer signer]) throw new ComposerException(SigningErrors.Usage, $"got {signers.Length} keys, expected one: a root hash has one signature");
                using var source = FileSource.Open(Disk.Host, parsed.GetRequiredValue(file));
                var image = VerityImage.Open(source, Environment.ProcessorCount);
                var signature = VeritySignature.Sign(image.RootHash, signer);
                AtomicFile.Write(Disk.Host, parsed.GetRequiredValue(output), stream => image.Write(signature, Environment.ProcessorCount, stream));
                Console.WriteLine($"{parsed.GetRequiredValue(output)}: root hash {image.RootHash.Hex}, signed by {signer.Certificates[0].Subject}");
                return 0;
            }
            finally
            {
                foreach (Signer signer in signers) signer.Dispose();
            }
        });
        return verb;
    }
}
