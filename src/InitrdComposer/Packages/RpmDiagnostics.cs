using InitrdComposer.Diagnostics;
using InitrdComposer.Formats;

namespace InitrdComposer.Packages;

/// <summary>What can be wrong with a package. Numbers follow the kind of damage: RPM lead and headers, CPI payload and paths, CMP compressed streams.</summary>
public static class RpmDiagnostics
{
    public static readonly DiagnosticId NoFileDigest = new("RPM", 24, FailureKind.Malformed);
    public static readonly DiagnosticId Source = new("RPM", 2, FailureKind.Malformed);
    public static readonly DiagnosticId Mismatch = new("RPM", 31, FailureKind.Verification);
    public static readonly DiagnosticId BadCapabilities = new("RPM", 33, FailureKind.Malformed);
    public static readonly DiagnosticId UnknownFeature = new("RPM", 34, FailureKind.Malformed);
    public static readonly DiagnosticId Traversal = new("CPI", 7, FailureKind.Verification);
    public static readonly DiagnosticId BadOwner = new("CPI", 20, FailureKind.Verification);
    public static readonly DiagnosticId BadPath = new("CPI", 26, FailureKind.Malformed);
    public static readonly DiagnosticId MissingLibrary = new("FLT", 19, FailureKind.LocalIO);

    private const int OutsideRegion = 16;
    private const int Repeated = 14;
    private const int OtherTag = 11;
    private const int NotInHeader = 15;

    private static readonly (string Text, int Number)[] Lead = [("lead", 1), ("magic", 2), ("major", 2), ("signature_type", 4), ("type", 2)];

    /// <summary>By what the field is called and what was expected, never by what a package holds; the first that fits counts.</summary>
    private static readonly (string Text, int Number)[] Header =
    [
        ("magic", 5), ("index length", 6), ("data length", 7), ("index and data", 7), ("intro", 7), ("padding", 18), ("outside the region", OutsideRegion), ("region", 15),
        ("expected a multiple of", 12), ("behind the tag before", 14), (" offset:", 9), (" count:", 10), (" type:", 11), ("expected type ", 11), ("with NULs", 13),
        ("each tag once", 17), ("DIRINDEXES", 21), ("BASENAMES", 21), ("one a file", 22), ("FILEDIGEST", 24), ("LONGFILESIZES", 23), ("FILETRIGGER", 27), ("FILE", 22), ("PAYLOADFORMAT", 25), ("PAYLOADCOMPRESSOR", 25),
        ("REQUIRE", 27), ("PROVIDE", 27), ("TRIGGER", 27), ("NAME", 28), ("VERSION", 28), ("RELEASE", 28), ("ARCH", 28),
    ];

    private static readonly (string Text, int Number)[] Payload =
    [
        ("file index", 24), ("magic", 1), ("8 hex digits", 2), ("namesize", 3), ("filesize of a symbolic link", 6), ("no ghosts", 16), ("each file once", Repeated), ("a file of the header", 15),
        ("name:", 4), ("filesize of a hard link", 13), ("filesize of the trailer", 22), ("filesize", 5), ("file data", 5), ("mode", 19), ("check", 23), ("entries", 25), ("header:", 22), ("end of data", 22),
    ];

    private static readonly (string Text, int Number)[] Stream =
    [
        ("expansion", 7), ("nothing after", 8), ("length: ", 10), ("gzip", 1), ("xz", 2), ("lzma", 4), ("zstd", 5), ("bzip2", 6),
    ];

    /// <param name="file">The package.</param>
    /// <param name="cause">Offsets of payload errors count from the beginning of the decompressed payload: the location says so.</param>
    internal static ComposerException Malformed(string file, MalformedDataException cause)
    {
        string text = $"{cause.Field}: expected {cause.Expected}";
        return cause.Format switch
        {
            // What a header says of files belongs to the rules of archives.
            "rpm header" when text.Contains("the mode of a file", StringComparison.Ordinal) => Of("CPI", 19, file),
            "rpm header" when text.Contains("files of one inode", StringComparison.Ordinal) => Of("CPI", 12, file),
            "rpm lead" => Of("RPM", Number(Lead, text, 2), file),
            "rpm signature header" or "rpm header" => Of("RPM", Number(Header, text, OtherTag), file),
            "newc" or "stripped cpio" or "rpm payload" => Of("CPI", Number(Payload, text, NotInHeader), file + "!payload"),
            "gzip" or "xz" or "lzma" or "zstd" or "bzip2" => Of("CMP", Number(Stream, $"{text} {cause.Format}", 1), file),
            // Dependencies and versions are read by the words of Packages.
            _ => Of("RPM", 27, file),
        };

        ComposerException Of(string area, int number, string location) =>
            ComposerException.Malformed(new DiagnosticId(area, number, KindOf(area, number)), location, cause);
    }

    /// <summary>What is well-formed and still not to be trusted: tags that no signature covers, a file that comes twice.</summary>
    private static FailureKind KindOf(string area, int number) => (area, number) is ("RPM", OutsideRegion) or ("CPI", Repeated) ? FailureKind.Verification : FailureKind.Malformed;

    private static int Number((string Text, int Number)[] table, string text, int otherwise)
    {
        int known = Array.FindIndex(table, row => text.Contains(row.Text, StringComparison.Ordinal));
        return known >= 0 ? table[known].Number : otherwise;
    }
}
