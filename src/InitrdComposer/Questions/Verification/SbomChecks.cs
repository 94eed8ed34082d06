using System.Collections.Frozen;
using InitrdComposer.Attestation;
using InitrdComposer.Config;
using InitrdComposer.Files;
using InitrdComposer.Formats;
using InitrdComposer.Images;
using InitrdComposer.Lock;
using InitrdComposer.Manifest;
using InitrdComposer.Tree;

namespace InitrdComposer.Questions.Verification;

/// <summary>Holds outputs to what bills of materials say of them: what files of a machine are in an image, by reading it.</summary>
/// <param name="disk">Where.</param>
/// <param name="found">What lies there.</param>
/// <param name="manifest">What the bills should know.</param>
/// <param name="recipes">Whose bills they are.</param>
internal sealed class SbomChecks(Disk disk, OutputListing found, WrittenManifest manifest, OutputTexts[] recipes)
{
    private readonly Dictionary<string, FrozenDictionary<string, Digest>> _read = new(StringComparer.Ordinal);

    /// <summary>What a machine's files are in.</summary>
    private readonly HashSet<string> _images =
    [
        .. from output in manifest.Outputs
           where output.Kind is "initrd" or "uki" || manifest.Extensions?.Any(extension => extension.File == output.File) == true
           select output.File,
    ];

    public IEnumerable<OutputCheck> All() =>
        from sbom in manifest.Outputs
        where sbom.Kind == AttestationFiles.SbomKind && found.Names.Contains(sbom.File)
        from check in OutputCheck.Guarded(sbom.File, CheckVerdict.Fails, () => Of(sbom.File))
        select check;

    /// <summary>It knows every image of its recipe, and what it says of outputs holds.</summary>
    private IEnumerable<OutputCheck> Of(string file)
    {
        var sbom = WrittenSbom.Read(disk, found.PathOf(file));
        string recipe = AttestationFiles.RecipeOf(file);
        foreach (string missing in AttestationFiles.OutputsOf(recipe, manifest).Select(output => output.File).Where(image => _images.Contains(image) && !sbom.Outputs.ContainsKey(image)))
        {
            yield return new(file, CheckVerdict.Fails, $"does not know {missing}");
        }

        foreach (OutputCheck check in OutputCheck.Guarded(file, CheckVerdict.Fails, () => PackagesOf(file, sbom))) yield return check;
        foreach ((string name, WrittenSbomOutput output) in sbom.Outputs.OrderBy(output => output.Key, StringComparer.Ordinal))
        {
            foreach (OutputCheck check in OutputCheck.Guarded(name, CheckVerdict.Fails, () => [OutputOf(file, sbom, name, output)])) yield return check;
        }
    }

    /// <summary>The packages of a bill are those of the lock. An extension's has some of its base besides, whose lock is elsewhere.</summary>
    private OutputCheck[] PackagesOf(string file, WrittenSbom sbom)
    {
        if (recipes.FirstOrDefault(recipe => recipe.Name == AttestationFiles.RecipeOf(file)) is not OutputTexts texts)
        {
            return [new(file, CheckVerdict.Fails, $"is of no recipe that {ImageManifest.FileName} names")];
        }

        LockFile locked = texts.Lock.Lock;
        bool isExtension = texts.Recipe.Extension is not null;
        Recipe recipe = isExtension ? WrittenStatement.Completed(disk, found.PathOf(texts.Provenance), texts.Recipe) : texts.Recipe;
        HashSet<WrittenSbomPackage> expected = [.. locked.Packages.Select(package => WrittenSbomPackage.Of(package, locked, recipe, file))];
        ILookup<string, WrittenSbomPackage> named = expected.ToLookup(package => package.Name, StringComparer.Ordinal);
        WrittenSbomPackage[] others = [.. sbom.Packages.Where(package => !expected.Contains(package))];
        HashSet<string> said = [.. sbom.Packages.Select(package => package.Url)];
        OutputCheck[] wrong =
        [
            .. from package in others
               where !isExtension || named.Contains(package.Name)
               select new OutputCheck(file, CheckVerdict.Fails, named.Contains(package.Name) ? $"{package.Name} is another package than {texts.LockFile} has" : $"{package.Name} is no package of {texts.LockFile}")
               {
                   Got = $"{package}",
                   Expected = string.Join(" or ", named[package.Name]),
               },
            .. expected.Where(package => !said.Contains(package.Url) && !others.Any(other => other.Name == package.Name))
                .Select(package => new OutputCheck(file, CheckVerdict.Fails, $"does not know {package.Name} of {texts.LockFile}") { Expected = $"{package}" }),
        ];
        string ofBase = others.Length == 0 ? "" : $"; {others.Length} more are of its base, whose lock is not here";
        return wrong.Length > 0 ? wrong : [new(file, CheckVerdict.Holds, $"its {sbom.Packages.Length - others.Length} packages are those of {texts.LockFile}{ofBase}")];
    }

    private OutputCheck OutputOf(string file, WrittenSbom sbom, string name, WrittenSbomOutput output) =>
        !found.Names.Contains(name) ? new(file, CheckVerdict.Fails, $"is of {name}, which is not here")
        : found.DigestOf(name) is var got && got != output.Digest ? OutputCheck.Different(name, got, output.Digest, file)
        : !_images.Contains(name) ? new(file, CheckVerdict.Holds, $"{name} is what it says")
        : ContentOf(file, name, Whole(sbom, output), FilesOf(name));

    /// <summary>What an output unpacks to: its own files and those of what it holds.</summary>
    private static FrozenDictionary<string, Digest> Whole(WrittenSbom sbom, WrittenSbomOutput output) => output.Files
        .Concat(output.Parts.Where(sbom.Outputs.ContainsKey).SelectMany(part => sbom.Outputs[part].Files)).DistinctBy(file => file.Key).ToFrozenDictionary(StringComparer.Ordinal);

    private static OutputCheck ContentOf(string sbom, string image, FrozenDictionary<string, Digest> said, FrozenDictionary<string, Digest> packed)
    {
        string? first = said.Keys.Union(packed.Keys).Where(path => !said.TryGetValue(path, out Digest digest) || !packed.TryGetValue(path, out Digest other) || digest != other)
            .Order(StringComparer.Ordinal).FirstOrDefault();
        if (first is null) return new(sbom, CheckVerdict.Holds, $"the {packed.Count} files of {image} are what it says");
        string name = Printable.Escape(System.Text.Encoding.UTF8.GetBytes(first));
        return !packed.TryGetValue(first, out Digest got) ? new(sbom, CheckVerdict.Fails, $"{name} is not in {image}")
            : !said.TryGetValue(first, out Digest expected) ? new(sbom, CheckVerdict.Fails, $"does not know {name} of {image}")
            : new(sbom, CheckVerdict.Fails, $"{name} of {image} is another one than it says") { Got = $"{got}", Expected = $"{expected}" };
    }

    /// <summary>The regular files that a machine finds that starts from an image; read once, however many bills there are, and whether the initrd lies alone or in a UKI.</summary>
    private FrozenDictionary<string, Digest> FilesOf(string image)
    {
        if (_read.TryGetValue(image, out FrozenDictionary<string, Digest>? known)) return known;
        return _read[image] = InitrdIn(image) is string initrd ? FilesOf(initrd) : Unpacked(image);
    }

    /// <summary>The initrd of this folder that is all that a UKI unpacks; null: it has another one, or several, or is none.</summary>
    private string? InitrdIn(string image) =>
        manifest.Outputs.Any(output => output.File == image && output.Kind == "uki") && ImageReader.InitrdsOf(disk, found.PathOf(image)) is [Digest only]
            ? manifest.Outputs.FirstOrDefault(output => output.Kind == "initrd" && found.Names.Contains(output.File) && found.DigestOf(output.File) == only)?.File
            : null;

    private FrozenDictionary<string, Digest> Unpacked(string image)
    {
        OpenedImage opened = ImageReader.Open(disk, found.PathOf(image));
        if (opened.Damage is not null) throw opened.Damage;
        return (from node in opened.Tree
                where node.Inode.Body is FileBody.Regular
                select KeyValuePair.Create(SbomParts.TextOf(node.Path), ((FileBody.Regular)node.Inode.Body).Content.Digest)).ToFrozenDictionary(StringComparer.Ordinal);
    }
}
