using System.Text.Json;
using InitrdComposer.Formats;
using InitrdComposer.Lock;

namespace InitrdComposer.Attestation;

/// <summary>
/// <see cref="Sbom"/> -> CycloneDX 1.6 as JSON, on one line. Packages, folders and outputs are components, what is inside of images are their components; the same facts as
/// <see cref="SpdxJson"/> has.
/// </summary>
internal static class CycloneDxJson
{
    /// <summary>What a file came from, for which the format has no word: the reference of a component, or the stage that made it.</summary>
    private const string OriginProperty = "initrd-composer:origin";

    /// <summary>What references of outputs begin with.</summary>
    public const string OutputPrefix = "output:";

    public const string RepositoryProperty = "initrd-composer:repository", LocationProperty = "initrd-composer:location";

    /// <summary>What a package is to the format.</summary>
    public const string PackageType = "library";

    private const string Build = "build";

    public static void Write(Sbom sbom, Stream output)
    {
        using (var json = new Utf8JsonWriter(output, SbomParts.Options))
        {
            json.WriteStartObject();
            json.WriteString("$schema", "http://cyclonedx.org/schema/bom-1.6.schema.json");
            json.WriteString("bomFormat", "CycloneDX");
            json.WriteString("specVersion", "1.6");
            json.WriteString("serialNumber", $"urn:uuid:{sbom.Id}");
            json.WriteNumber("version", 1);
            WriteMetadata(json, sbom);
            json.WriteStartArray("components");
            for (int i = 0; i < sbom.Outputs.Length; i++) WriteOutput(json, sbom, i);
            for (int i = 0; i < sbom.Sources.Length; i++) WriteSource(json, sbom, i);
            json.WriteEndArray();
            json.WriteStartArray("dependencies");
            WriteDependencies(json, sbom);
            json.WriteEndArray();
            json.WriteEndObject();
        }

        output.WriteByte((byte)'\n');
    }

    private static void WriteMetadata(Utf8JsonWriter json, Sbom sbom)
    {
        json.WriteStartObject("metadata");
        json.WriteString("timestamp", SbomParts.TextOf(sbom.Created));
        json.WriteStartObject("tools");
        json.WriteStartArray("components");
        Begin(json, "application", sbom.Composer.Name);
        json.WriteString("version", sbom.Composer.Version);
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteStartObject("component");
        json.WriteString("type", "firmware");
        json.WriteString("bom-ref", Build);
        json.WriteString("name", sbom.Name);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WriteOutput(Utf8JsonWriter json, Sbom sbom, int index)
    {
        SbomOutput output = sbom.Outputs[index];
        Begin(json, "file", output.File.File, OutputRef(sbom, index));
        json.WriteString("description", $"output of the build: {output.File.Kind}");
        WriteHashes(json, output.File.Digest);
        if (!output.Files.IsEmpty)
        {
            json.WriteStartArray("components");
            foreach (int file in output.Files)
            {
                Begin(json, "file", SbomParts.TextOf(sbom.Files[file].Path), $"{OutputRef(sbom, index)}#{file + 1}");
                WriteHashes(json, sbom.Files[file].Digest.Sha1, sbom.Files[file].Digest.Sha256);
                json.WriteStartArray("properties");
                WriteProperty(json, OriginProperty, sbom.Files[file] is { Source: int source } ? SourceRef(sbom, source) : SbomParts.MadeBy(sbom.Files[file].Stage!));
                json.WriteEndArray();
                json.WriteEndObject();
            }

            json.WriteEndArray();
        }

        json.WriteEndObject();
    }

    private static void WriteSource(Utf8JsonWriter json, Sbom sbom, int index)
    {
        switch (sbom.Sources[index])
        {
            case SbomSource.Package package:
                WritePackage(json, package, SourceRef(sbom, index));
                break;
            case SbomSource.Folder folder:
                Begin(json, "data", folder.Path, SourceRef(sbom, index));
                if (folder.Kernel is LockedKernel kernel) json.WriteString("version", kernel.Version);
                json.WriteString("description", $"{folder.Kind} of the recipe");
                json.WriteEndObject();
                break;
        }
    }

    private static void WritePackage(Utf8JsonWriter json, SbomSource.Package package, string reference)
    {
        Begin(json, PackageType, package.Locked.Nevra.Name, reference);
        json.WriteString("version", $"{package.Locked.Nevra.Evr}");
        if (package.Header.Vendor is string vendor)
        {
            json.WriteStartObject("supplier");
            json.WriteString("name", vendor);
            json.WriteEndObject();
        }

        json.WriteString("description", SbomParts.Comment(package));
        json.WriteString("scope", package.Use == PackageUse.Packed ? "required" : "excluded");
        if (SbomParts.FileDigest(package) is Digest digest) WriteHashes(json, digest);
        if (package.Header.License is string license) WriteLicense(json, license);
        json.WriteString("purl", package.Url);
        if (SbomParts.DownloadLocation(package) is string url)
        {
            json.WriteStartArray("externalReferences");
            json.WriteStartObject();
            json.WriteString("type", "distribution");
            json.WriteString("url", url);
            json.WriteEndObject();
            json.WriteEndArray();
        }

        json.WriteStartArray("properties");
        WriteProperty(json, RepositoryProperty, package.Locked.Repository);
        WriteProperty(json, LocationProperty, package.Locked.Location);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteLicense(Utf8JsonWriter json, string license)
    {
        json.WriteStartArray("licenses");
        json.WriteStartObject();
        if (LicenseExpression.IsValid(license))
        {
            json.WriteString("expression", license);
        }
        else
        {
            json.WriteStartObject("license");
            json.WriteString("name", license);
            json.WriteEndObject();
        }

        json.WriteEndObject();
        json.WriteEndArray();
    }

    private static void WriteDependencies(Utf8JsonWriter json, Sbom sbom)
    {
        WriteDependency(json, Build, Enumerable.Range(0, sbom.Outputs.Length).Select(i => OutputRef(sbom, i)));
        for (int i = 0; i < sbom.Outputs.Length; i++)
        {
            SbomOutput output = sbom.Outputs[i];
            IEnumerable<int> sources = output.MadeOf.Concat(output.Files.Select(file => sbom.Files[file].Source).OfType<int>()).Distinct().Order();
            WriteDependency(json, OutputRef(sbom, i), output.Parts.Select(part => OutputRef(sbom, part)).Concat(sources.Select(source => SourceRef(sbom, source))));
        }

        for (int i = 0; i < sbom.Sources.Length; i++)
        {
            if (sbom.Sources[i] is SbomSource.Package package) WriteDependency(json, SourceRef(sbom, i), package.DependsOn.Select(wanted => SourceRef(sbom, wanted)));
        }
    }

    private static void WriteDependency(Utf8JsonWriter json, string reference, IEnumerable<string> dependsOn)
    {
        json.WriteStartObject();
        json.WriteString("ref", reference);
        json.WriteStartArray("dependsOn");
        foreach (string other in dependsOn) json.WriteStringValue(other);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Begin(Utf8JsonWriter json, string type, string name, string? reference = null)
    {
        json.WriteStartObject();
        json.WriteString("type", type);
        if (reference is not null) json.WriteString("bom-ref", reference);
        json.WriteString("name", name);
    }

    private static void WriteHashes(Utf8JsonWriter json, params ReadOnlySpan<Digest> digests)
    {
        json.WriteStartArray("hashes");
        foreach (Digest digest in digests)
        {
            if (NameOf(digest.Algorithm) is not string algorithm) continue;
            json.WriteStartObject();
            json.WriteString("alg", algorithm);
            json.WriteString("content", digest.Hex);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteProperty(Utf8JsonWriter json, string name, string value)
    {
        json.WriteStartObject();
        json.WriteString("name", name);
        json.WriteString("value", value);
        json.WriteEndObject();
    }

    /// <summary>As CycloneDX writes it; null: it does not have it.</summary>
    public static string? NameOf(DigestAlgorithm algorithm) => algorithm switch
    {
        DigestAlgorithm.Md5 => "MD5",
        DigestAlgorithm.Sha1 => "SHA-1",
        DigestAlgorithm.Sha256 => "SHA-256",
        DigestAlgorithm.Sha384 => "SHA-384",
        DigestAlgorithm.Sha512 => "SHA-512",
        _ => null,
    };

    private static string OutputRef(Sbom sbom, int index) => OutputPrefix + sbom.Outputs[index].File.File;

    /// <summary>A package URL does not tell packages of the same name and version apart that are of two repositories; a lock has one of them.</summary>
    private static string SourceRef(Sbom sbom, int index) => sbom.Sources[index] switch
    {
        SbomSource.Package package => package.Url,
        SbomSource.Folder folder => $"{folder.Kind}:{folder.Path}",
        _ => throw new ArgumentOutOfRangeException(nameof(index)),
    };
}
