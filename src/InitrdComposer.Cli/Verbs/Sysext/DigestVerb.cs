using System.CommandLine;
using InitrdComposer.Cli.Terminal;
using InitrdComposer.Files;
using InitrdComposer.Formats;
using InitrdComposer.Sysext;

namespace InitrdComposer.Cli.Verbs.Sysext;

/// <summary>`sysext digest`: what somebody else is to sign.</summary>
internal static class DigestVerb
{
    public static Command Command { get; } = Create();

    private static Verb Create()
    {
        Argument<string[]> images = new("IMAGE") { Description = "Disk images with a hash tree.", Arity = ArgumentArity.OneOrMore };
        Option<string> output = new("--output", "-o") { Description = "The folder that gets the files.", HelpName = "DIR", Required = true };
        var verb = new Verb(
            "digest", "Write the root hashes of images into files, for a key that is elsewhere; `sysext attach` takes the signatures.",
            "initrd-composer sysext digest nfs.sysext.raw -o to-sign",
            "openssl dgst -sha256 -sign verity.key -out nfs.sig to-sign/nfs.sysext.raw.roothash.tbs")
        {
            images,
            output,
        };
        verb.SetAction(parsed =>
        {
            foreach (string path in parsed.GetRequiredValue(images))
            {
                using var source = FileSource.Open(Disk.Host, path);
                byte[] bytes = VeritySignature.SignedBytes(VerityImage.Open(source, Environment.ProcessorCount).RootHash);
                string target = Path.Combine(parsed.GetRequiredValue(output), Path.GetFileName(path) + ".roothash.tbs");
                AtomicFile.Write(Disk.Host, target, bytes);
                Console.WriteLine($"{target}  {Digest.Sha256Of(bytes)}");
            }

            return 0;
        });
        return verb;
    }
}
