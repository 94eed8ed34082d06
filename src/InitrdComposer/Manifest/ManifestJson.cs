using System.Text.Json;
using InitrdComposer.Cpio;
using InitrdComposer.Proof;
using InitrdComposer.Removal;
using InitrdComposer.Tree;
using InitrdComposer.Uki;
using static InitrdComposer.Manifest.ManifestParts;

namespace InitrdComposer.Manifest;

/// <summary><see cref="ImageManifest"/> -> JSON with keys in one order; bytes of a path that are no UTF-8 become U+FFFD. Schema: docs/reference/manifest.md.</summary>
public static class ManifestJson
{
    /// <param name="contents">For files whose package promises another digest than SHA-256.</param>
    public static void Write(ImageManifest manifest, IContents contents, Stream output) => WriteDocument(output, json =>
    {
        json.WriteString("name", manifest.Name);
        json.WriteString("architecture", manifest.Architecture);
        json.WriteNumber("sourceDateEpoch", manifest.SourceDateEpoch);
        json.WriteString("inputs", manifest.Inputs.ToString());
        json.WriteString("lock", manifest.Lock.ToString());
        List(json, "outputs", manifest.Outputs, ManifestParts.Write);
        List(json, "notices", manifest.Notices, ManifestParts.Write);
        List(json, "images", manifest.Images, (writer, image) => Write(writer, image, contents));
        List(json, "repositories", manifest.Signatures.Repositories, ManifestParts.Write);
        List(json, "packages", manifest.Packages, (writer, package) => ManifestParts.Write(writer, package, manifest.Signatures));
        List(json, "scriptlets", manifest.Scriptlets, ManifestParts.Write);
    });

    private static void Write(Utf8JsonWriter json, BuiltImage image, IContents contents)
    {
        json.WriteString("name", image.Name);
        if (image.KernelVersion is not null) json.WriteString("kernelVersion", image.KernelVersion);
        if (image.Variant is not null) json.WriteString("variant", image.Variant);
        json.WriteString("contentDigest", image.ContentDigest.ToString());
        if (image.UkiFile is not null) json.WriteString("uki", image.UkiFile);
        List(json, "segments", image.Segments, Write);
        if (image.Uki is not null) List(json, "sections", image.Uki.Sections, Write);
        List(json, "groups", SizeGroup.Of(image.Tree), ManifestParts.Write);
        json.WriteStartObject("footprint");
        json.WriteNumber("stored", image.Footprint.Stored);
        json.WriteNumber("unpacked", image.Footprint.Unpacked);
        List(json, "classes", image.Footprint.Classes, Write);
        List(json, "packages", image.Footprint.Packages, Write);
        json.WriteEndObject();
        List(json, "removed", image.Removed, Write);
        if (image.KernelVersion is not null) json.WriteNumber("indexedModules", image.IndexedModules);
        List(json, "modules", image.Modules, ManifestParts.Write);
        if (!image.Proof.IsEmpty) List(json, "proof", image.Proof.SelectMany(report => report.Rows).ToArray(), Write);
        List(json, "files", image.Tree, (writer, node) => ManifestParts.Write(writer, node, contents));
    }

    /// <summary>The row of the matrix; what was found is for `prove` to say.</summary>
    private static void Write(Utf8JsonWriter json, ProofRow row)
    {
        json.WriteString("claim", ProofWords.Of(row.Kind));
        json.WriteString("name", row.Name);
        foreach (ProofAspect aspect in Enum.GetValues<ProofAspect>())
        {
            if (row[aspect] is ProofVerdict verdict) json.WriteString(ProofWords.Of(aspect), ProofWords.Of(verdict));
        }
    }

    private static void Write(Utf8JsonWriter json, WrittenSegment segment)
    {
        json.WriteString("name", segment.Name);
        json.WriteString("encoder", segment.Encoder);
        json.WriteString("contentDigest", segment.ContentDigest.ToString());
        json.WriteNumber("offset", segment.Offset);
        json.WriteNumber("size", segment.Size);
        json.WriteNumber("unpackedSize", segment.UnpackedSize);
        json.WriteNumber("entries", segment.Entries);
    }

    private static void Write(Utf8JsonWriter json, UkiSection section)
    {
        json.WriteString("name", section.Name);
        json.WriteNumber("virtualAddress", section.VirtualAddress);
        json.WriteNumber("size", section.Length);
        json.WriteString("sha256", section.Digest.Hex);
    }

    private static void Write(Utf8JsonWriter json, SizeShare share)
    {
        json.WriteString("name", share.Name);
        json.WriteNumber("files", share.Files);
        json.WriteNumber("unpacked", share.Unpacked);
        json.WriteNumber("stored", share.Stored);
    }

    private static void Write(Utf8JsonWriter json, RemovedFile removed)
    {
        json.WriteString("path", TextOf(removed.Path));
        json.WriteNumber("size", removed.Size);
        switch (removed.Reason)
        {
            case RemovalReason.Named named:
                json.WriteString("pattern", named.Pattern);
                break;
            case RemovalReason.NeededBy needed:
                json.WriteString("neededBy", TextOf(needed.File));
                break;
            case RemovalReason.Needs needs:
                json.WriteString("needs", TextOf(needs.Library));
                break;
            case RemovalReason.LinkTo link:
                json.WriteString("linkTo", TextOf(link.Library));
                break;
        }
    }
}
