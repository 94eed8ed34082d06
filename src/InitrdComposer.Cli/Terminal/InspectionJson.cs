using System.Text;
using System.Text.Json;
using InitrdComposer.Formats.Compression;
using InitrdComposer.Formats.Newc;
using InitrdComposer.Formats.Rpm;
using InitrdComposer.Images;
using InitrdComposer.Questions;
using InitrdComposer.Uki;

namespace InitrdComposer.Cli.Terminal;

/// <summary>What `inspect --json` prints; other tools read it. Bytes that are no UTF-8 become U+FFFD.</summary>
internal static class InspectionJson
{
    public static void Write(Utf8JsonWriter json, Inspection inspection)
    {
        json.WriteStartObject();
        switch (inspection)
        {
            case Inspection.Rpm rpm:
                Write(json, rpm);
                break;
            case Inspection.Initrd initrd:
                Write(json, initrd);
                break;
            case Inspection.Efi efi:
                Write(json, efi.Description);
                if (efi.Image is not null) PartTable.Write(json, efi.Image);
                break;
            case Inspection.Files files:
                FilesJson.Write(json, files.Image, files.Image.Tree);
                break;
            case Inspection.Other other:
                json.WriteString("kind", other.Kind);
                break;
        }

        json.WriteEndObject();
    }

    /// <summary>As rpm prints it: "name", "name >= version".</summary>
    public static string DependencyText(RpmDependency dependency)
    {
        RpmSense sense = dependency.Comparison;
        string comparison = (sense.HasFlag(RpmSense.Less) ? "<" : "") + (sense.HasFlag(RpmSense.Greater) ? ">" : "") + (sense.HasFlag(RpmSense.Equal) ? "=" : "");
        return dependency.Version.Length == 0 ? dependency.Name : $"{dependency.Name} {comparison} {dependency.Version}";
    }

    private static void Write(Utf8JsonWriter json, Inspection.Rpm rpm)
    {
        RpmPackageReader package = rpm.Package;
        json.WriteString("kind", "rpm");
        json.WriteString("name", package.Name);
        json.WriteNumber("epoch", package.Epoch ?? 0);
        json.WriteString("version", package.Version);
        json.WriteString("release", package.Release);
        json.WriteString("arch", package.Arch);
        json.WriteString("compressor", package.PayloadCompressor ?? "none");
        json.WriteNumber("format", package.RpmFormat);
        json.WriteStartArray("files");
        foreach (RpmFile file in package.Files)
        {
            json.WriteStartObject();
            json.WriteString("path", Encoding.UTF8.GetString(file.Path.Span));
            json.WriteString("type", FileListing.TypeName(file.Mode));
            json.WriteString("mode", FileListing.Octal(file.Mode));
            json.WriteString("user", file.User);
            json.WriteString("group", file.Group);
            json.WriteNumber("mtime", file.Mtime);
            json.WriteNumber("size", file.Size);
            if (file.Digest is { } digest) json.WriteString(digest.Algorithm.ToString().ToLowerInvariant(), digest.Hex);
            if (!file.LinkTarget.IsEmpty) json.WriteString("target", Encoding.UTF8.GetString(file.LinkTarget.Span));
            if (file.IsGhost) json.WriteBoolean("ghost", true);
            if (file.Capabilities.Length > 0) json.WriteString("capabilities", file.Capabilities);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartArray("requires");
        foreach (RpmDependency requires in package.Requires) json.WriteStringValue(DependencyText(requires));
        json.WriteEndArray();
        json.WriteString("payload_sha256", rpm.Payload.Hex);
    }

    private static void Write(Utf8JsonWriter json, Inspection.Initrd initrd)
    {
        json.WriteString("kind", "initrd");
        PartTable.Write(json, initrd.Image);
        json.WriteStartArray("segments");
        foreach (InitrdSegment segment in initrd.Segments)
        {
            json.WriteStartObject();
            json.WriteNumber("offset", segment.Offset);
            json.WriteString("compression", segment.Compression.Name());
            json.WriteNumber("entries", initrd.Members.Count(member => member.Segment == segment));
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartArray("entries");
        foreach (InitrdMember member in initrd.Members)
        {
            NewcHeader header = member.Header;
            json.WriteStartObject();
            json.WriteString("path", Encoding.UTF8.GetString(member.Name.Span));
            json.WriteString("type", FileListing.TypeName(header.Mode));
            json.WriteString("mode", FileListing.Octal(header.Mode));
            json.WriteNumber("uid", header.Uid);
            json.WriteNumber("gid", header.Gid);
            json.WriteNumber("mtime", header.Mtime);
            json.WriteNumber("size", header.FileSize);
            if (header.Type == InodeMode.Regular) json.WriteString("sha256", member.Digest.Hex);
            if (!member.Target.IsEmpty) json.WriteString("target", Encoding.UTF8.GetString(member.Target.Span));
            if (header.Type is InodeMode.BlockDevice or InodeMode.CharacterDevice) json.WriteString("device", $"{header.RdevMajor}:{header.RdevMinor}");
            json.WriteNumber("segment", member.Segment.Index);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void Write(Utf8JsonWriter json, UkiDescription efi)
    {
        json.WriteString("kind", efi.Kind switch { EfiImageKind.Uki => "uki", EfiImageKind.Addon => "addon", _ => "pe" });
        json.WriteString("machine", efi.Machine.ToString());
        json.WriteNumber("size", efi.Length);
        json.WriteString("authenticode_sha256", efi.Authenticode.Hex);
        json.WriteNumber("signatures", efi.Signatures);
        EfiJson.Write(json, efi.Sections, efi.Texts);
        EfiJson.WriteProfiles(json, efi);
        EfiJson.WriteSbat(json, efi.Sbat);
    }
}
