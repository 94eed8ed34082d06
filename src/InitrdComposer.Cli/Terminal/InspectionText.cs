using System.Text;
using InitrdComposer.Formats;
using InitrdComposer.Formats.Compression;
using InitrdComposer.Formats.Newc;
using InitrdComposer.Formats.Rpm;
using InitrdComposer.Images;
using InitrdComposer.Questions;
using InitrdComposer.Uki;

namespace InitrdComposer.Cli.Terminal;

/// <summary>What `inspect` prints for people.</summary>
internal static class InspectionText
{
    public static string Of(Inspection inspection) => inspection switch
    {
        Inspection.Rpm rpm => Of(rpm),
        Inspection.Initrd initrd => Of(initrd),
        Inspection.Efi { Description: var efi, Image: var image } =>
            $"{KindOf(efi.Kind)} for {efi.Machine}, {efi.Length} bytes, {efi.Signatures} signatures\nAuthenticode {efi.Authenticode}\n\n{EfiText.Of(efi)}{(image is null ? "" : $"\n{PartTable.Of(image)}")}",
        Inspection.Files { Image: var image } => $"{image.Kind}, {image.Length} bytes\n\n{PartTable.Of(image)}\n{string.Concat(image.Tree.Select(FileListing.Line))}",
        Inspection.Other other => other.Kind + "\n",
        _ => throw new ArgumentOutOfRangeException(nameof(inspection)),
    };

    private static string KindOf(EfiImageKind kind) => kind switch { EfiImageKind.Uki => "UKI", EfiImageKind.Addon => "UKI addon", _ => "PE image" };

    private static string Of(Inspection.Rpm rpm)
    {
        RpmPackageReader package = rpm.Package;
        var text = new StringBuilder();
        text.Append(null, $"rpm package {package.Name}-{(package.Epoch is > 0 ? $"{package.Epoch}:" : "")}{package.Version}-{package.Release}.{package.Arch}\n");
        text.Append(null, $"format {package.RpmFormat}, payload {package.PayloadFormat} {package.PayloadCompressor ?? "none"}, decompressed {rpm.Payload}\n\n");
        foreach (RpmDependency requires in package.Requires) text.Append(null, $"requires {Printable.Escape(Encoding.UTF8.GetBytes(InspectionJson.DependencyText(requires)))}\n");
        text.Append('\n');
        foreach (RpmFile file in package.Files)
        {
            text.Append(null, $"{FileListing.Mode(file.Mode)} {file.User,-8} {file.Group,-8} {file.Size,10} {FileListing.Time(file.Mtime)} {Printable.Escape(file.Path.Span)}{Target(file.LinkTarget)}\n");
        }

        return text.ToString();
    }

    private static string Of(Inspection.Initrd initrd)
    {
        var text = new StringBuilder(PartTable.Of(initrd.Image));
        text.Append('\n');
        foreach (InitrdSegment segment in initrd.Segments)
        {
            int count = initrd.Members.Count(member => member.Segment == segment);
            text.Append(null, $"segment {segment.Index}: at 0x{segment.Offset:X}, {segment.Compression.Name()}, {count} entries\n");
        }

        text.Append('\n');
        foreach (InitrdMember member in initrd.Members)
        {
            NewcHeader header = member.Header;
            text.Append(FileListing.Line(header.Mode, $"{header.Uid}", $"{header.Gid}", $"{header.FileSize}", header.Mtime, member.Name.Span, member.Target.Span));
        }

        return text.ToString();
    }

    private static string Target(ReadOnlyMemory<byte> target) => target.IsEmpty ? "" : $" -> {Printable.Escape(target.Span)}";
}
