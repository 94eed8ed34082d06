using System.Collections.Immutable;
using System.CommandLine;
using InitrdComposer.Cli.Terminal;
using InitrdComposer.Config;
using InitrdComposer.Diagnostics;
using InitrdComposer.Files;
using InitrdComposer.Manifest;
using InitrdComposer.Proof;
using InitrdComposer.Questions;

namespace InitrdComposer.Cli.Verbs;

/// <summary>`prove`: will this initrd boot where it is claimed to?</summary>
internal static class ProveVerb
{
    public static Command Command { get; } = Create();

    private static Verb Create()
    {
        Argument<string> image = new("OUT|IMAGE") { Description = "The output folder of `build`, all of whose images are meant; or an initrd or UKI of any maker." };
        Option<string?> one = new("--image") { Description = "Of an output folder, this image alone.", HelpName = "NAME" };
        Option<string[]> platforms = List("--platform", $"Kinds of machines: {string.Join(", ", ProofSettings.KnownPlatforms)}, or modalias:FILE, a list of devices.");
        Option<string[]> roots = List("--root", "File systems of the root: ext4, xfs, btrfs, erofs, nfs, ...");
        Option<string[]> features = List("--features", $"What lies in between: {string.Join(", ", ProofSettings.KnownFeatures)}.");
        Option<bool> warnings = new("--warnings") { Description = "Also say what a boot does without, or what cannot be judged." };
        var verb = new Verb(
            "prove", "Say whether an initrd has what it takes to boot where it is claimed to: drivers with all that they need, rules, units, programs, libraries, accounts. "
            + "Without a claim an output folder is held to its recipe's.",
            "initrd-composer prove out --platform kvm --root ext4,xfs --features luks,tpm2",
            "initrd-composer prove --json /boot/initrd.img --platform modalias:server.txt")
        {
            image,
            one,
            platforms,
            roots,
            features,
            warnings,
        };
        verb.SetAction(parsed =>
        {
            string path = parsed.GetRequiredValue(image);
            (string Name, string File)[] images = [.. ImagesOf(path, parsed.GetValue(one))];
            var given = ProofClaims.Of(Disk.Host, Words(parsed.GetValue(platforms)), Words(parsed.GetValue(roots)), Words(parsed.GetValue(features)), "");
            ProofClaims claims = given.IsEmpty && new DiskView(Disk.Host).HasFolder(path) ? OfRecipe(path) : given;
            ImmutableArray<ProofReport> reports = [.. images.SelectMany(one => ImageProof.Of(Disk.Host, one.File, one.Name, claims))];
            Console.Out.Write(parsed.GetValue(GlobalOptions.Json) ? JsonText.Write(json => ProofText.Write(json, reports)) + "\n" : ProofText.Of(reports, parsed.GetValue(warnings)));
            return ProofGate.RefusalOf(reports) is ComposerException refusal ? throw refusal : 0;
        });
        return verb;
    }

    private static Option<string[]> List(string name, string description) => new(name) { Description = $"{description} Several with commas between, or repeated.", HelpName = "LIST" };

    private static IEnumerable<string> Words(string[]? lists) => (lists ?? []).SelectMany(list => list.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));

    private static ProofClaims OfRecipe(string folder)
    {
        var built = BuiltFolder.Read(Disk.Host, folder);
        return ProofClaims.Of(RecipeReader.Parse(built.Recipe.Bytes.Span, built.Recipe.File, disk: Disk.Host).Proof);
    }

    private static IEnumerable<(string Name, string File)> ImagesOf(string path, string? image)
    {
        if (!new DiskView(Disk.Host).HasFolder(path)) return [(Path.GetFileName(path), path)];
        WrittenManifest manifest = WrittenManifest.Find(Disk.Host, path) ?? throw Missing($"there is no {ImageManifest.FileName}");
        string[] names = [.. (manifest.Images ?? throw Missing("got what `sysext build` writes")).Select(written => written.Name)];
        return from name in image is null ? names : [image]
               let chosen = OutputImage.Choose(Disk.Host, path, name, Missing)
               select (chosen.Name, chosen.InitrdIn(Disk.Host, path, Missing));

        ComposerException Missing(string message) =>
            new(ProofErrors.NoInitrd, $"{message}, expected an initrd, a UKI, or the folder that `build` wrote", new SourceLocation(path));
    }
}
