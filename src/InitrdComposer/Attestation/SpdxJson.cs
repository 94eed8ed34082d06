using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using InitrdComposer.Formats;
using InitrdComposer.Lock;
using InitrdComposer.Tree;

namespace InitrdComposer.Attestation;

/// <summary>
/// <see cref="Sbom"/> -> SPDX 2.3 as JSON, on one line. Outputs and what they came from are packages, what is inside of images are files; what was made of what are relationships.
/// docs/reference/attestation.md has the table.
/// </summary>
internal static class SpdxJson
{
    /// <summary>What SPDX calls the absence of a claim.</summary>
    private const string NoAssertion = "NOASSERTION";

    private const string Document = "SPDXRef-DOCUMENT";

    public static void Write(Sbom sbom, Stream output)
    {
        using (var json = new Utf8JsonWriter(output, SbomParts.Options))
        {
            string[] licenses = [.. sbom.Sources.OfType<SbomSource.Package>().Select(package => package.Header.License).OfType<string>().Where(text => !LicenseExpression.IsValid(text)).Distinct().Order(StringComparer.Ordinal)];
            json.WriteStartObject();
            json.WriteString("spdxVersion", "SPDX-2.3");
            json.WriteString("dataLicense", "CC0-1.0");
            json.WriteString("SPDXID", Document);
            json.WriteString("name", sbom.Name);
            json.WriteString("documentNamespace", $"https://spdx.org/spdxdocs/{Uri.EscapeDataString(sbom.Name)}-{sbom.Id}");
            json.WriteStartObject("creationInfo");
            json.WriteString("created", SbomParts.TextOf(sbom.Created));
            json.WriteStartArray("creators");
            json.WriteStringValue($"Tool: {sbom.Composer.Name}-{sbom.Composer.Version}");
            json.WriteEndArray();
            json.WriteEndObject();
            json.WriteStartArray("packages");
            for (int i = 0; i < sbom.Outputs.Length; i++) WriteOutput(json, sbom, i);
            for (int i = 0; i < sbom.Sources.Length; i++) WriteSource(json, sbom, i, licenses);
            json.WriteEndArray();
            json.WriteStartArray("files");
            for (int i = 0; i < sbom.Files.Length; i++) WriteFile(json, sbom.Files[i], i);
            json.WriteEndArray();
            WriteLicenses(json, licenses);
            json.WriteStartArray("relationships");
            WriteRelationships(json, sbom);
            json.WriteEndArray();
            json.WriteEndObject();
        }

        output.WriteByte((byte)'\n');
    }

    private static void WriteOutput(Utf8JsonWriter json, Sbom sbom, int index)
    {
        SbomOutput output = sbom.Outputs[index];
        json.WriteStartObject();
        json.WriteString("SPDXID", OutputId(sbom, index));
        json.WriteString("name", output.File.File);
        json.WriteString("packageFileName", output.File.File.Split('/')[^1]);
        json.WriteString("downloadLocation", NoAssertion);
        json.WriteBoolean("filesAnalyzed", !output.Files.IsEmpty);
        if (!output.Files.IsEmpty)
        {
            json.WriteStartObject("packageVerificationCode");
            json.WriteString("packageVerificationCodeValue", VerificationCode(output.Files.Select(file => sbom.Files[file].Digest.Sha1)));
            json.WriteEndObject();
        }

        json.WriteStartArray("checksums");
        WriteChecksum(json, output.File.Digest);
        json.WriteEndArray();
        json.WriteString("primaryPackagePurpose", output.Files.IsEmpty ? "FILE" : "ARCHIVE");
        json.WriteString("comment", $"output of the build: {output.File.Kind}");
        json.WriteEndObject();
    }

    private static void WriteSource(Utf8JsonWriter json, Sbom sbom, int index, string[] licenses)
    {
        json.WriteStartObject();
        json.WriteString("SPDXID", SourceId(sbom, index));
        switch (sbom.Sources[index])
        {
            case SbomSource.Package package:
                WritePackage(json, package, licenses);
                break;
            case SbomSource.Folder folder:
                json.WriteString("name", folder.Path);
                if (folder.Kernel is LockedKernel kernel) json.WriteString("versionInfo", kernel.Version);
                json.WriteString("downloadLocation", NoAssertion);
                json.WriteBoolean("filesAnalyzed", false);
                json.WriteString("comment", folder.Kernel is null ? $"{folder.Kind} of the recipe" : $"{folder.Kind} of the recipe; what an image can take of it has the digest {folder.Kernel.Digest}");
                break;
        }

        json.WriteEndObject();
    }

    private static void WritePackage(Utf8JsonWriter json, SbomSource.Package package, string[] licenses)
    {
        json.WriteString("name", package.Locked.Nevra.Name);
        json.WriteString("versionInfo", $"{package.Locked.Nevra.Evr}");
        json.WriteString("packageFileName", package.Locked.Location.Split('/')[^1]);
        json.WriteString("supplier", package.Header.Vendor is string vendor ? $"Organization: {vendor}" : NoAssertion);
        json.WriteString("downloadLocation", SbomParts.DownloadLocation(package) ?? NoAssertion);
        json.WriteBoolean("filesAnalyzed", false);
        if (SbomParts.FileDigest(package) is Digest digest)
        {
            json.WriteStartArray("checksums");
            WriteChecksum(json, digest);
            json.WriteEndArray();
        }

        json.WriteString("sourceInfo", SbomParts.SourceOf(package.Locked.Location, package.Locked.Repository));
        json.WriteString("licenseConcluded", NoAssertion);
        json.WriteString("licenseDeclared", LicenseOf(package.Header.License, licenses));
        json.WriteString("copyrightText", NoAssertion);
        json.WriteStartArray("externalRefs");
        json.WriteStartObject();
        json.WriteString("referenceCategory", "PACKAGE-MANAGER");
        json.WriteString("referenceType", "purl");
        json.WriteString("referenceLocator", package.Url);
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteString("comment", SbomParts.Comment(package));
    }

    private static void WriteFile(Utf8JsonWriter json, SbomFile file, int index)
    {
        json.WriteStartObject();
        json.WriteString("SPDXID", FileId(index));
        json.WriteString("fileName", $".{SbomParts.TextOf(file.Path)}");
        json.WriteStartArray("checksums");
        WriteChecksum(json, file.Digest.Sha1);
        WriteChecksum(json, file.Digest.Sha256);
        json.WriteEndArray();
        if (file.Stage is not null) json.WriteString("comment", SbomParts.MadeBy(file.Stage));
        json.WriteEndObject();
    }

    /// <summary>What a License tag says that is no expression is a license of the document's own (SPDX 2.3, 10).</summary>
    private static void WriteLicenses(Utf8JsonWriter json, string[] licenses)
    {
        if (licenses.Length == 0) return;
        json.WriteStartArray("hasExtractedLicensingInfos");
        foreach (string text in licenses)
        {
            json.WriteStartObject();
            json.WriteString("licenseId", LicenseOf(text, licenses));
            json.WriteString("extractedText", text);
            json.WriteString("comment", "The License tag of a package's header.");
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteRelationships(Utf8JsonWriter json, Sbom sbom)
    {
        for (int i = 0; i < sbom.Outputs.Length; i++)
        {
            string id = OutputId(sbom, i);
            Relate(json, Document, "DESCRIBES", id);
            foreach (int part in sbom.Outputs[i].Parts) Relate(json, id, "CONTAINS", OutputId(sbom, part));
            foreach (int source in sbom.Outputs[i].MadeOf) Relate(json, id, "GENERATED_FROM", SourceId(sbom, source));
            foreach (int file in sbom.Outputs[i].Files) Relate(json, id, "CONTAINS", FileId(file));
        }

        for (int i = 0; i < sbom.Files.Length; i++)
        {
            if (sbom.Files[i].Source is int source) Relate(json, FileId(i), "GENERATED_FROM", SourceId(sbom, source));
        }

        for (int i = 0; i < sbom.Sources.Length; i++)
        {
            if (sbom.Sources[i] is not SbomSource.Package package) continue;
            foreach (int wanted in package.DependsOn) Relate(json, SourceId(sbom, i), "DEPENDS_ON", SourceId(sbom, wanted));
        }
    }

    private static void Relate(Utf8JsonWriter json, string element, string type, string related)
    {
        json.WriteStartObject();
        json.WriteString("spdxElementId", element);
        json.WriteString("relationshipType", type);
        json.WriteString("relatedSpdxElement", related);
        json.WriteEndObject();
    }

    private static void WriteChecksum(Utf8JsonWriter json, Digest digest)
    {
        json.WriteStartObject();
        json.WriteString("algorithm", digest.Algorithm.ToString().ToUpperInvariant());
        json.WriteString("checksumValue", digest.Hex);
        json.WriteEndObject();
    }

    /// <summary>SHA-1 over the SHA-1s of all files in hex, sorted, without anything between (SPDX 2.3, 7.9).</summary>
    private static string VerificationCode(IEnumerable<Digest> files)
    {
        using IncrementalHash hash = DigestAlgorithm.Sha1.CreateHash();
        foreach (string hex in files.Select(file => file.Hex).Order(StringComparer.Ordinal)) hash.AppendData(Encoding.ASCII.GetBytes(hex));
        return Digest.Finish(DigestAlgorithm.Sha1, hash).Hex;
    }

    private static string LicenseOf(string? text, string[] licenses) => text is null ? NoAssertion
        : Array.BinarySearch(licenses, text, StringComparer.Ordinal) is int index and >= 0 ? $"LicenseRef-rpm-{index + 1}"
        : text;

    private static string OutputId(Sbom sbom, int index) => $"SPDXRef-Output-{index + 1}-{IdText(sbom.Outputs[index].File.File)}";

    private static string SourceId(Sbom sbom, int index) =>
        sbom.Sources[index] is SbomSource.Package package ? $"SPDXRef-Package-{index + 1}-{IdText(package.Locked.Nevra.Name)}" : $"SPDXRef-Folder-{index + 1}";

    private static string FileId(int index) => $"SPDXRef-File-{index + 1}";

    /// <summary>Letters, digits, '.' and '-' (SPDX 2.3, 7.2); the number in front keeps ids apart.</summary>
    private static string IdText(string text) => string.Concat(text.Select(character => char.IsAsciiLetterOrDigit(character) || character is '.' or '-' ? character : '-'));
}
