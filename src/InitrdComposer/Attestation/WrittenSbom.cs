using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Text.Json;
using InitrdComposer.Config;
using InitrdComposer.Diagnostics;
using InitrdComposer.Files;
using InitrdComposer.Formats;
using InitrdComposer.Lock;
using InitrdComposer.Manifest;

namespace InitrdComposer.Attestation;

/// <summary>A bill of materials, read back as far as outputs can be held to it.</summary>
/// <param name="Outputs">By name.</param>
/// <param name="Packages">That it says all this was made of.</param>
public sealed record WrittenSbom(FrozenDictionary<string, WrittenSbomOutput> Outputs, ImmutableArray<WrittenSbomPackage> Packages)
{
    /// <param name="disk">Where it is.</param>
    /// <param name="path">Its name says which format it is in.</param>
    /// <exception cref="ComposerException">It cannot be read, or is no bill that a build wrote (ATT01).</exception>
    public static WrittenSbom Read(Disk disk, string path) =>
        AttestationDocument.Read<WrittenSbom>(disk, path, WrittenSbomPackage.IsCycloneDx(path) ? OfCycloneDx : OfSpdx);

    private static WrittenSbom OfSpdx(JsonElement root)
    {
        var files = root.GetProperty("files").EnumerateArray().ToFrozenDictionary(
            file => file.NeededText("SPDXID"), file => (Name: file.NeededText("fileName")[1..], Digest: Sha256(file, "checksums", "algorithm", "checksumValue", "SHA256")), StringComparer.Ordinal);
        JsonElement[] packages = [.. root.GetProperty("packages").EnumerateArray()];
        var names = packages.ToFrozenDictionary(package => package.NeededText("SPDXID"), package => package.NeededText("name"), StringComparer.Ordinal);
        ILookup<string, string> contains = root.GetProperty("relationships").EnumerateArray().Where(relation => relation.NeededText("relationshipType") == "CONTAINS")
            .ToLookup(relation => relation.NeededText("spdxElementId"), relation => relation.NeededText("relatedSpdxElement"), StringComparer.Ordinal);
        HashSet<string> described =
        [
            .. root.GetProperty("relationships").EnumerateArray().Where(relation => relation.NeededText("relationshipType") == "DESCRIBES").Select(relation => relation.NeededText("relatedSpdxElement")),
        ];
        return new(packages.Where(package => described.Contains(package.NeededText("SPDXID"))).ToFrozenDictionary(
            package => package.NeededText("name"),
            package =>
            {
                string[] inside = [.. contains[package.NeededText("SPDXID")]];
                return new WrittenSbomOutput(
                    Sha256(package, "checksums", "algorithm", "checksumValue", "SHA256"),
                    inside.Where(files.ContainsKey).Select(id => files[id]).ToFrozenDictionary(file => file.Name, file => file.Digest, StringComparer.Ordinal),
                    [.. inside.Where(names.ContainsKey).Select(id => names[id])]);
            },
            StringComparer.Ordinal),
            [.. packages.Where(package => !described.Contains(package.NeededText("SPDXID")) && package.TryGetProperty("externalRefs", out _)).Select(PackageOfSpdx)]);
    }

    private static WrittenSbomPackage PackageOfSpdx(JsonElement package) => new(
        package.NeededText("name"), package.NeededText("versionInfo"), package.GetProperty("externalRefs").EnumerateArray().Single().NeededText("referenceLocator"),
        package.TryGetProperty("checksums", out JsonElement checksums) ? DigestText(checksums.EnumerateArray().Single(), "algorithm", "checksumValue") : null, package.NeededText("sourceInfo"));

    private static WrittenSbom OfCycloneDx(JsonElement root)
    {
        JsonElement[] outputs = [.. root.GetProperty("components").EnumerateArray().Where(component => component.Text("bom-ref")?.StartsWith(CycloneDxJson.OutputPrefix, StringComparison.Ordinal) == true)];
        var parts = root.GetProperty("dependencies").EnumerateArray().ToFrozenDictionary(
            dependency => dependency.NeededText("ref"),
            dependency => dependency.GetProperty("dependsOn").EnumerateArray().Select(reference => reference.GetString()!).Where(reference => reference.StartsWith(CycloneDxJson.OutputPrefix, StringComparison.Ordinal)).ToArray(),
            StringComparer.Ordinal);
        return new(outputs.ToFrozenDictionary(
            output => output.NeededText("name"),
            output => new WrittenSbomOutput(
                HashOf(output),
                (output.TryGetProperty("components", out JsonElement files) ? files.EnumerateArray().ToArray() : []).ToFrozenDictionary(file => file.NeededText("name"), HashOf, StringComparer.Ordinal),
                [.. parts[output.NeededText("bom-ref")].Select(reference => reference[CycloneDxJson.OutputPrefix.Length..])]),
            StringComparer.Ordinal),
            [.. root.GetProperty("components").EnumerateArray().Where(component => component.NeededText("type") == CycloneDxJson.PackageType).Select(PackageOfCycloneDx)]);

        static Digest HashOf(JsonElement component) => Sha256(component, "hashes", "alg", "content", "SHA-256");
    }

    private static WrittenSbomPackage PackageOfCycloneDx(JsonElement component)
    {
        var properties = component.GetProperty("properties").EnumerateArray().ToFrozenDictionary(property => property.NeededText("name"), property => property.NeededText("value"), StringComparer.Ordinal);
        JsonElement? hash = component.TryGetProperty("hashes", out JsonElement hashes) && hashes.GetArrayLength() > 0 ? hashes.EnumerateArray().Single() : null;
        return new(
            component.NeededText("name"), component.NeededText("version"), component.NeededText("purl"), hash is JsonElement digest ? DigestText(digest, "alg", "content") : null,
            SbomParts.SourceOf(properties[CycloneDxJson.LocationProperty], properties[CycloneDxJson.RepositoryProperty]));
    }

    /// <summary>"SHA256:…": CycloneDX has a hyphen in names of algorithms, SPDX has none.</summary>
    private static string DigestText(JsonElement digest, string algorithm, string value) => $"{digest.NeededText(algorithm).Replace("-", "", StringComparison.Ordinal)}:{digest.NeededText(value)}";

    private static Digest Sha256(JsonElement owner, string list, string algorithm, string value, string name) =>
        Digest.TryFromHex(DigestAlgorithm.Sha256, owner.GetProperty(list).EnumerateArray().First(digest => digest.NeededText(algorithm) == name).NeededText(value), out Digest digest)
            ? digest
            : throw new FormatException($"a {name} is none");
}

/// <summary>What a bill says of an output.</summary>
/// <param name="Files">What it unpacks to, by path.</param>
/// <param name="Parts">Names of other outputs that it holds.</param>
public sealed record WrittenSbomOutput(Digest Digest, FrozenDictionary<string, Digest> Files, ImmutableArray<string> Parts);

/// <summary>A package, as a bill has it.</summary>
/// <param name="Version">With epoch and release.</param>
/// <param name="Url">Its package URL, which has the architecture.</param>
/// <param name="Digest">Of its file, "SHA256:…"; null: it has none, or by an algorithm that the format does not know.</param>
/// <param name="Source">Where it is, in words.</param>
public sealed record WrittenSbomPackage(string Name, string Version, string Url, string? Digest, string Source)
{
    /// <summary>What a bill must say of a package of a lock.</summary>
    /// <param name="recipe">With its distribution.</param>
    /// <param name="path">Of the bill: CycloneDX has no names for some algorithms.</param>
    public static WrittenSbomPackage Of(LockedPackage package, LockFile locked, Recipe recipe, string path)
    {
        LockedRepository repository = locked.Repositories.First(repository => repository.Id == package.Repository);
        Digest? digest = SbomParts.FileDigest(package, repository);
        return new(
            package.Nevra.Name, $"{package.Nevra.Evr}", PackageUrl.Of(package.Nevra, recipe.Distribution, recipe.Release),
            digest is Digest known && (!IsCycloneDx(path) || CycloneDxJson.NameOf(known.Algorithm) is not null) ? $"{known.Algorithm.ToString().ToUpperInvariant()}:{known.Hex}" : null, SbomParts.SourceOf(package.Location, package.Repository));
    }

    internal static bool IsCycloneDx(string path) => path.EndsWith(AttestationFiles.CycloneDxSuffix, StringComparison.Ordinal);

    public override string ToString() => $"{Name} {Version}, {Url}, {Digest ?? "no digest"}, {Source}";
}
