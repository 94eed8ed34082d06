using InitrdComposer.Diagnostics;
using InitrdComposer.Formats;
using InitrdComposer.Tree;

namespace InitrdComposer.Images;

/// <summary>What images are told.</summary>
internal static class ImageErrors
{
    private static readonly DiagnosticId NameOutside = new("CPI", 7, FailureKind.Malformed);
    private static readonly DiagnosticId TooManyEntries = new("CPI", 25, FailureKind.Malformed);
    private static readonly DiagnosticId BadFileSystem = new("IMG", 2, FailureKind.Malformed);
    private static readonly DiagnosticId BadDisk = new("IMG", 3, FailureKind.Malformed);
    private static readonly DiagnosticId BadTar = new("IMG", 19, FailureKind.Malformed);

    private static readonly DiagnosticId BadCompression = new("CMP", 8, FailureKind.Malformed);

    /// <summary>A name that climbs out of the image: it was left out, and reading went on.</summary>
    public static ComposerException BadName(StoredEntry entry) => new(
        NameOutside, $"name: got {Printable.Escape(entry.Name.Span)}, expected one inside the image: without .., of at most {RootPath.MaxLength} bytes", new SourceLocation(entry.Place, entry.Offset));

    /// <summary>What is behind that many files is not looked at.</summary>
    public static ComposerException TooMany(string place, long? offset) => new(
        TooManyEntries, $"entries: got more than {MemberTree.MaxEntries}, expected at most {MemberTree.MaxEntries}", new SourceLocation(place, offset is long known ? DataPosition.AtOffset(known) : null));

    public static ComposerException FileSystem(string place, MalformedDataException cause) => ComposerException.Malformed(BadFileSystem, place, cause);

    public static ComposerException NoFileSystem(string place) => new(BadFileSystem, "got data that is none or of another kind, expected squashfs or erofs", new SourceLocation(place));

    public static ComposerException Disk(string place, MalformedDataException cause) => ComposerException.Malformed(BadDisk, place, cause);

    public static ComposerException Tar(string place, MalformedDataException cause) => ComposerException.Malformed(BadTar, place, cause);

    /// <summary>A file inside that should be unpacked.</summary>
    public static ComposerException Compressed(string place, MalformedDataException cause) => ComposerException.Malformed(BadCompression, place, cause);
}
