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
    private static readonly DateTime Epoch = new(1970, 1, 1, 0, 0, 0, DateTimeKind.Utc);

    public static string Of(Inspection inspection) => inspection switch
    {
        Inspection.Rpm rpm => Of(rpm),
        Inspection.Initrd initrd => Of(initrd),
        Inspection.Efi { Description: var efi } => $"{KindOf(efi.Kind)} for {efi.Machine}, {efi.Length} bytes, {efi.Signatures} signatures\nAuthenticode {efi.Authenticode}\n\n{EfiText.Of(efi)}",
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
            text.Append(null, $"{Mode(file.Mode)} {file.User,-8} {file.Group,-8} {file.Size,10} {Time(file.Mtime)} {Printable.Escape(file.Path.Span)}{Target(file.LinkTarget)}\n");
        }

        return text.ToString();
    }

    private static string Of(Inspection.Initrd initrd)
    {
        var text = new StringBuilder();
        foreach (InitrdSegment segment in initrd.Segments)
        {
            int count = initrd.Members.Count(member => member.Segment == segment);
            text.Append(null, $"segment {segment.Index}: at 0x{segment.Offset:X}, {segment.Compression.Name()}, {count} entries\n");
        }

        text.Append('\n');
        foreach (InitrdMember member in initrd.Members)
        {
            NewcHeader header = member.Header;
            text.Append(null, $"{Mode(header.Mode)} {header.Uid,5} {header.Gid,5} {header.FileSize,10} {Time(header.Mtime)} {Printable.Escape(member.Name.Span)}{Target(member.Target)}\n");
        }

        return text.ToString();
    }

    private static string Time(uint seconds) => Epoch.AddSeconds(seconds).ToString("yyyy-MM-dd HH:mm");

    private static string Target(ReadOnlyMemory<byte> target) => target.IsEmpty ? "" : $" -> {Printable.Escape(target.Span)}";

    /// <summary>As `ls -l` writes it.</summary>
    private static string Mode(uint mode)
    {
        Span<char> text = stackalloc char[10];
        text[0] = (mode & InodeMode.TypeMask) switch
        {
            InodeMode.Directory => 'd',
            InodeMode.SymbolicLink => 'l',
            InodeMode.BlockDevice => 'b',
            InodeMode.CharacterDevice => 'c',
            InodeMode.Fifo => 'p',
            InodeMode.Socket => 's',
            _ => '-',
        };
        for (int bit = 0; bit < 9; bit++) text[bit + 1] = (mode & (1u << (8 - bit))) != 0 ? "rwx"[bit % 3] : '-';
        Special(text, 3, (mode & 0x800) != 0, 's');
        Special(text, 6, (mode & 0x400) != 0, 's');
        Special(text, 9, (mode & 0x200) != 0, 't');
        return new string(text);
    }

    /// <summary>setuid, setgid and sticky share the place of an execute bit; a capital says that bit is off.</summary>
    private static void Special(Span<char> text, int place, bool isSet, char letter)
    {
        if (isSet) text[place] = text[place] == 'x' ? letter : char.ToUpperInvariant(letter);
    }
}
