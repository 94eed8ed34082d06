using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using InitrdComposer.Cpio;
using InitrdComposer.Diagnostics;
using InitrdComposer.Finalize.Scriptlets;
using InitrdComposer.Formats;
using InitrdComposer.Lock;
using InitrdComposer.Modules;
using InitrdComposer.Removal.Libraries;
using InitrdComposer.Tree;
using InitrdComposer.Uki;

namespace InitrdComposer.Manifest;

/// <summary><see cref="ImageManifest"/> -> JSON with keys in one order; bytes of a path that are no UTF-8 become U+FFFD. Schema: docs/reference/manifest.md.</summary>
public static class ManifestJson
{
    internal const int Schema = 2;

    /// <param name="contents">For files whose package promises another digest than SHA-256.</param>
    public static void Write(ImageManifest manifest, IContents contents, Stream output)
    {
        using var json = new Utf8JsonWriter(output, new JsonWriterOptions { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, NewLine = "\n" });
        json.WriteStartObject();
        json.WriteNumber("schema", Schema);
        json.WriteString("name", manifest.Name);
        json.WriteString("architecture", manifest.Architecture);
        json.WriteNumber("sourceDateEpoch", manifest.SourceDateEpoch);
        json.WriteString("inputs", manifest.Inputs.ToString());
        json.WriteString("lock", manifest.Lock.ToString());
        List(json, "outputs", manifest.Outputs, Write);
        List(json, "notices", manifest.Notices, Write);
        List(json, "images", manifest.Images, (writer, image) => Write(writer, image, contents));
        List(json, "packages", manifest.Packages, Write);
        List(json, "scriptlets", manifest.Scriptlets, Write);
        json.WriteEndObject();
        json.Flush();
        output.WriteByte((byte)'\n');
    }

    private static void List<T>(Utf8JsonWriter json, string name, IEnumerable<T> items, Action<Utf8JsonWriter, T> write)
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

    private static void Write(Utf8JsonWriter json, BuiltFile output)
    {
        json.WriteString("kind", output.Kind);
        json.WriteString("file", output.File);
        json.WriteNumber("size", output.Size);
        json.WriteString("sha256", output.Digest.Hex);
    }

    private static void Write(Utf8JsonWriter json, BuiltImage image, IContents contents)
    {
        json.WriteString("name", image.Name);
        if (image.KernelVersion is not null) json.WriteString("kernelVersion", image.KernelVersion);
        if (image.Variant is not null) json.WriteString("variant", image.Variant);
        json.WriteString("contentDigest", image.ContentDigest.ToString());
        if (image.UkiFile is not null) json.WriteString("uki", image.UkiFile);
        List(json, "segments", image.Segments, Write);
        if (image.Uki is not null) List(json, "sections", image.Uki.Sections, Write);
        List(json, "groups", SizeGroup.Of(image.Tree), Write);
        List(json, "removed", image.Removed, Write);
        if (image.KernelVersion is not null) json.WriteNumber("indexedModules", image.IndexedModules);
        List(json, "modules", image.Modules, Write);
        List(json, "files", image.Tree, (writer, node) => Write(writer, node, contents));
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

    private static void Write(Utf8JsonWriter json, SizeGroup group)
    {
        json.WriteString("name", group.Name);
        json.WriteNumber("files", group.Files);
        json.WriteNumber("bytes", group.Bytes);
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

    private static void Write(Utf8JsonWriter json, SelectedModule module)
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

    private static void Write(Utf8JsonWriter json, LockedPackage package)
    {
        json.WriteString("nevra", package.Nevra.ToString());
        json.WriteString("role", package.Role.ToString().ToLowerInvariant());
        json.WriteString("repository", package.Repository);
        json.WriteString("digest", package.Digest.ToString());
        if (package.Variants.IsEmpty) return;
        json.WriteStartArray("variants");
        foreach (string variant in package.Variants) json.WriteStringValue(variant);
        json.WriteEndArray();
    }

    private static void Write(Utf8JsonWriter json, RootNode node, IContents contents)
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

        switch (node.Origin)
        {
            case Origin.Package package:
                json.WriteString("package", package.Nevra.ToString());
                break;
            case Origin.ExtraTree tree:
                json.WriteString("extraTree", tree.Folder);
                break;
            case Origin.KernelFolder kernel:
                json.WriteString("kernelDirectory", kernel.Folder);
                break;
            case Origin.Generated generated:
                json.WriteString("generatedBy", generated.Stage);
                break;
        }
    }

    private static void Write(Utf8JsonWriter json, ScriptletReport report)
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

    private static void Write(Utf8JsonWriter json, Notice notice)
    {
        json.WriteString("id", notice.Id.ToString());
        json.WriteString("message", notice.Message);
    }

    private static string TextOf(RootPath path) => "/" + Encoding.UTF8.GetString(path.Bytes);

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
