using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using InitrdComposer.Config;
using InitrdComposer.Diagnostics;
using InitrdComposer.Fetch;
using InitrdComposer.Finalize.Scriptlets;
using InitrdComposer.Formats;
using InitrdComposer.Lock;
using InitrdComposer.Modules;
using InitrdComposer.Repository.Signatures;
using InitrdComposer.Tree;

namespace InitrdComposer.Manifest;

/// <summary>What manifests of all kinds have in common, as JSON. Schema: docs/reference/manifest.md.</summary>
internal static class ManifestParts
{
    public const int Schema = 3;

    /// <summary>One object, in the form that all manifests have.</summary>
    public static void WriteDocument(Stream output, Action<Utf8JsonWriter> write)
    {
        using (var json = new Utf8JsonWriter(output, new JsonWriterOptions { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, NewLine = "\n" }))
        {
            json.WriteStartObject();
            json.WriteNumber("schema", Schema);
            write(json);
            json.WriteEndObject();
        }

        output.WriteByte((byte)'\n');
    }

    public static void List<T>(Utf8JsonWriter json, string name, IEnumerable<T> items, Action<Utf8JsonWriter, T> write)
    {
        json.WriteStartArray(name);
        foreach (T item in items)
        {
            json.WriteStartObject();
            write(json, item);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    public static void Write(Utf8JsonWriter json, BuiltFile output)
    {
        json.WriteString("kind", output.Kind);
        json.WriteString("file", output.File);
        json.WriteNumber("size", output.Size);
        json.WriteString("sha256", output.Digest.Hex);
        if (output.Target is not null) json.WriteString("target", output.Target);
    }

    public static void Write(Utf8JsonWriter json, SizeGroup group)
    {
        json.WriteString("name", group.Name);
        json.WriteNumber("files", group.Files);
        json.WriteNumber("bytes", group.Bytes);
    }

    public static void Write(Utf8JsonWriter json, SelectedModule module)
    {
        json.WriteString("path", TextOf(module.Path));
        json.WriteString("name", module.Name);
        switch (module.Reason)
        {
            case ModuleReason.Pattern pattern:
                json.WriteString("pattern", pattern.Source.Value);
                break;
            case ModuleReason.DependencyOf dependency:
                json.WriteString("neededBy", dependency.Module);
                json.WriteString("kind", dependency.Kind.ToString().ToLowerInvariant());
                break;
        }
    }

    public static void Write(Utf8JsonWriter json, LockedRepository repository)
    {
        json.WriteString("id", repository.Id);
        if (repository.Signatures is not RepositorySignatures signatures) return;
        json.WriteString("signatures", signatures.Checked.Name());
        json.WriteString("trust", signatures.Trust.Name());
        json.WriteStartArray("keys");
        foreach (string key in signatures.Fingerprints) json.WriteStringValue(key);
        json.WriteEndArray();
    }

    public static void Write(Utf8JsonWriter json, LockedPackage package, TrustReport signatures)
    {
        json.WriteString("nevra", package.Nevra.ToString());
        json.WriteString("role", package.Role.ToString().ToLowerInvariant());
        json.WriteString("repository", package.Repository);
        json.WriteString("digest", package.Digest.ToString());
        if (signatures.SignerOf(package) is PackageSigner signer)
        {
            json.WriteString("signedBy", signer.Certificate.ToString());
            if (signer.Key != signer.Certificate) json.WriteString("signingSubkey", signer.Key.ToString());
        }

        if (package.Variants.IsEmpty) return;
        json.WriteStartArray("variants");
        foreach (string variant in package.Variants) json.WriteStringValue(variant);
        json.WriteEndArray();
    }

    public static void Write(Utf8JsonWriter json, RootNode node, IContents contents)
    {
        Inode inode = node.Inode;
        json.WriteString("path", TextOf(node.Path));
        json.WriteString("type", TypeOf(inode.Body));
        json.WriteString("mode", Convert.ToString(inode.Metadata.Mode, 8).PadLeft(4, '0'));
        json.WriteString("user", inode.Metadata.User);
        json.WriteString("group", inode.Metadata.Group);
        switch (inode.Body)
        {
            case FileBody.Regular { Content: FileContent content }:
                json.WriteNumber("size", content.Length);
                json.WriteString("sha256", Sha256Of(content, contents).Hex);
                break;
            case FileBody.SymbolicLink link:
                json.WriteString("target", Encoding.UTF8.GetString(link.Target.Bytes));
                break;
            case FileBody.Device device:
                json.WriteString("device", $"{device.Major}:{device.Minor}");
                break;
        }

        WrittenOrigin.Of(node.Origin).Write(json);
    }

    public static void Write(Utf8JsonWriter json, ScriptletReport report)
    {
        json.WriteString("package", report.Package.ToString());
        json.WriteString("kind", report.Kind);
        json.WriteString("interpreter", report.Interpreter);
        switch (report.Verdict)
        {
            case ScriptletVerdict.EmulatedBy emulated:
                json.WriteString("emulatedBy", emulated.Stages);
                break;
            case ScriptletVerdict.Ignored ignored:
                json.WriteString("ignored", ignored.Reason);
                break;
            case ScriptletVerdict.Unknown unknown:
                json.WriteString("unknown", unknown.Command);
                break;
        }
    }

    public static void Write(Utf8JsonWriter json, Notice notice)
    {
        json.WriteString("id", notice.Id.ToString());
        json.WriteString("message", notice.Message);
    }

    public static string TextOf(RootPath path) => "/" + Encoding.UTF8.GetString(path.Bytes);

    private static string TypeOf(FileBody body) => body switch
    {
        FileBody.Regular => "file",
        FileBody.Directory => "directory",
        FileBody.SymbolicLink => "symlink",
        FileBody.Device { IsBlock: true } => "block",
        FileBody.Device => "character",
        FileBody.Fifo => "fifo",
        _ => "socket",
    };

    private static Digest Sha256Of(FileContent content, IContents contents)
    {
        if (content.Digest.Algorithm == DigestAlgorithm.Sha256) return content.Digest;
        using Stream bytes = contents.Open(content).OpenStream();
        return Digest.Sha256Of(bytes);
    }
}
