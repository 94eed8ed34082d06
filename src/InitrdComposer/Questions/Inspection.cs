using System.Collections.Immutable;
using InitrdComposer.Diagnostics;
using InitrdComposer.Files;
using InitrdComposer.Formats;
using InitrdComposer.Formats.IO;
using InitrdComposer.Formats.Rpm;
using InitrdComposer.Images;
using InitrdComposer.Uki;

namespace InitrdComposer.Questions;

/// <summary>What a file is, and what is in it.</summary>
public abstract record Inspection
{
    private static readonly DiagnosticId MalformedRpm = new("RPM", 5, FailureKind.Malformed);

    private Inspection()
    {
    }

    /// <param name="Payload">SHA-256 of the decompressed payload, the bytes that rpm2cpio gives.</param>
    public sealed record Rpm(RpmPackageReader Package, Digest Payload) : Inspection;

    /// <param name="Members">Every entry of every archive, in order, also those that later ones replace.</param>
    /// <param name="Image">What comes of them.</param>
    public sealed record Initrd(ImmutableArray<InitrdMember> Members, OpenedImage Image) : Inspection
    {
        /// <summary>The archives in it.</summary>
        public IEnumerable<InitrdSegment> Segments => Members.Select(member => member.Segment).Distinct();
    }

    /// <param name="Image">What is in its initrds; null: it has none.</param>
    public sealed record Efi(UkiDescription Description, OpenedImage? Image) : Inspection;

    /// <summary>A disk image, a file system, a tar archive, a folder.</summary>
    public sealed record Files(OpenedImage Image) : Inspection;

    /// <param name="Kind">What the magic says, in words.</param>
    public sealed record Other(string Kind) : Inspection;

    /// <summary>Why not all of it was read; null: all was.</summary>
    public ComposerException? Damage => this switch
    {
        Initrd initrd => initrd.Image.Damage,
        Efi efi => efi.Image?.Damage,
        Files files => files.Image.Damage,
        _ => null,
    };

    /// <summary>Looks at a file, whatever it is.</summary>
    /// <exception cref="ComposerException">It cannot be read, or is a damaged one of the kinds that are looked into.</exception>
    public static Inspection Of(Disk disk, string path)
    {
        if (new DiskView(disk).HasFolder(path)) return new Files(ImageReader.Open(disk, path));
        using var file = FileSource.Open(disk, path);
        string kind = FileMagic.KindOf(file);
        return kind switch
        {
            FileMagic.Rpm => OfRpm(file, path),
            FileMagic.PE => OfEfi(disk, file, path),
            FileMagic.Newc => OfInitrd(disk, file, path),
            FileMagic.Disk or FileMagic.Squashfs or FileMagic.Erofs or FileMagic.Tar => new Files(ImageReader.Open(disk, path)),
            _ => FileMagic.KindInside(file) switch
            {
                FileMagic.Newc => OfInitrd(disk, file, path),
                FileMagic.Tar => new Files(ImageReader.Open(disk, path)),
                _ => new Other(kind),
            },
        };
    }

    private static Initrd OfInitrd(Disk disk, PositionalSource file, string path)
    {
        OpenedImage image = ImageReader.Open(disk, path);
        var members = ImmutableArray.CreateBuilder<InitrdMember>();
        try
        {
            foreach (InitrdMember member in InitrdImage.Read(file, path)) members.Add(member);
        }
        catch (ComposerException) when (image.Damage is not null)
        {
            // It is told with the image.
        }

        return new(members.ToImmutable(), image);
    }

    private static Efi OfEfi(Disk disk, PositionalSource file, string path)
    {
        UkiDescription description = UkiReader.Read(new(path, file));
        bool isImage = description.Kind != EfiImageKind.PlainPE && description.Sections.Any(section => section.Name is UkiSectionNames.Initrd or UkiSectionNames.Microcode && section.Length > 0);
        return new(description, isImage ? ImageReader.Open(disk, path) : null);
    }

    private static Rpm OfRpm(PositionalSource file, string path)
    {
        try
        {
            RpmPackageReader package = RpmPackageReader.Read(file.OpenStream());
            using Stream payload = package.OpenPayload(file.OpenStream(package.PayloadOffset));
            return new(package, Digest.Sha256Of(payload));
        }
        catch (MalformedDataException cause)
        {
            throw ComposerException.Malformed(MalformedRpm, path, cause);
        }
    }
}
