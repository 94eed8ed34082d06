using System.Text.Json;
using InitrdComposer.Fetch;
using InitrdComposer.Tree;
using static InitrdComposer.Manifest.ManifestParts;

namespace InitrdComposer.Manifest;

/// <summary><see cref="ExtensionsManifest"/> -> JSON. Schema: docs/reference/manifest.md.</summary>
internal static class ExtensionsJson
{
    /// <param name="contents">For files whose package promises another digest than SHA-256.</param>
    public static void Write(ExtensionsManifest manifest, IContents contents, Stream output) => WriteDocument(output, json =>
    {
        json.WriteString("inputs", manifest.Inputs.ToString());
        json.WriteString("base", manifest.Base.ToString());
        List(json, "outputs", manifest.Outputs, ManifestParts.Write);
        List(json, "notices", manifest.Notices, ManifestParts.Write);
        List(json, "repositories", manifest.Signatures.Repositories, ManifestParts.Write);
        List(json, "extensions", manifest.Extensions, (writer, extension) => Write(writer, extension, manifest.Signatures, contents));
    });

    private static void Write(Utf8JsonWriter json, BuiltExtension extension, TrustReport signatures, IContents contents)
    {
        json.WriteString("name", extension.Name);
        json.WriteString("recipe", extension.Recipe);
        json.WriteString("kind", extension.Kind);
        if (extension.KernelVersion is not null) json.WriteString("kernelVersion", extension.KernelVersion);
        json.WriteString("file", extension.File);
        if (extension.RootHash is not null) json.WriteString("rootHash", extension.RootHash.Value.Hex);
        json.WriteBoolean("signed", extension.IsSigned);
        List(json, "groups", SizeGroup.Of(extension.Tree.Files), ManifestParts.Write);
        List(json, "modules", extension.Tree.Modules, ManifestParts.Write);
        List(json, "files", extension.Tree.Files, (writer, node) => ManifestParts.Write(writer, node, contents));
        json.WriteStartArray("leftOut");
        foreach (RootPath path in extension.Tree.LeftOut) json.WriteStringValue(TextOf(path));
        json.WriteEndArray();
        List(json, "packages", extension.Packages, (writer, package) => ManifestParts.Write(writer, package, signatures));
        List(json, "scriptlets", extension.Scriptlets, ManifestParts.Write);
    }
}
