using System.Collections.Immutable;
using InitrdComposer.Diagnostics;
using InitrdComposer.Files;
using InitrdComposer.Formats;
using InitrdComposer.Formats.Compression;
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

    public sealed record Initrd(ImmutableArray<InitrdMember> Members) : Inspection
    {
        /// <summary>The archives in it.</summary>
        public IEnumerable<InitrdSegment> Segments => Members.Select(member => member.Segment).Distinct();
    }

    public sealed record Efi(UkiDescription Description) : Inspection;

    /// <param name="Kind">What the magic says, in words.</param>
    public sealed record Other(string Kind) : Inspection;

    /// <summary>Looks at a file, whatever it is.</summary>
    /// <exception cref="ComposerException">It cannot be read, or is a damaged one of the kinds that are looked into.</exception>
    public static Inspection Of(Disk disk, string path)
    {
        using var file = FileSource.Open(disk, path);
        string kind = FileMagic.KindOf(file);
        return kind switch
        {
            FileMagic.Rpm => OfRpm(file, path),
            FileMagic.PE => new Efi(UkiReader.Read(new(path, file))),
            FileMagic.Newc => new Initrd([.. InitrdImage.Read(file, path)]),
            _ => FileMagic.KindInside(file) == FileMagic.Newc ? new Initrd([.. InitrdImage.Read(file, path)]) : new Other(kind),
        };
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
