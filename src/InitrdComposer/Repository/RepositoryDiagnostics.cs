using InitrdComposer.Diagnostics;
using InitrdComposer.Formats;

namespace InitrdComposer.Repository;

/// <summary>What can be wrong with a repository. Numbers follow the kind of damage: RMD repomd.xml, PXM primary and filelists, SQL their databases, MMD modules.yaml.</summary>
public static class RepositoryDiagnostics
{
    public static readonly DiagnosticId BadBaseUrl = new("MIR", 19, FailureKind.Usage);
    public static readonly DiagnosticId BadList = new("MIR", 1, FailureKind.Malformed);
    public static readonly DiagnosticId PlainMetalink = new("MIR", 2, FailureKind.Verification);
    public static readonly DiagnosticId NotOfMetalink = new("MIR", 3, FailureKind.Verification);
    public static readonly DiagnosticId Rollback = new("RMD", 17, FailureKind.Verification);
    public static readonly DiagnosticId Stale = new("RMD", 18, FailureKind.Verification);
    public static readonly DiagnosticId RepomdMismatch = new("RMD", 20, FailureKind.Verification);
    public static readonly DiagnosticId BadLocation = new("RMD", 7, FailureKind.Verification);
    public static readonly DiagnosticId ForeignBase = new("RMD", 10, FailureKind.Verification);
    public static readonly DiagnosticId WeakChecksum = new("RMD", 11, FailureKind.Verification);
    public static readonly DiagnosticId TooLarge = new("RMD", 15, FailureKind.Malformed);
    public static readonly DiagnosticId NoPrimary = new("RMD", 22, FailureKind.Malformed);
    public static readonly DiagnosticId MetadataMismatch = new("PXM", 1, FailureKind.Verification);
    public static readonly DiagnosticId OpenMismatch = new("PXM", 2, FailureKind.Verification);
    public static readonly DiagnosticId BadPackageLocation = new("PXM", 5, FailureKind.Verification);
    public static readonly DiagnosticId Duplicates = new("PXM", 6, FailureKind.Malformed);
    public static readonly DiagnosticId WrongCount = new("PXM", 12, FailureKind.Malformed);
    public static readonly DiagnosticId BadDependency = new("PXM", 13, FailureKind.Malformed);
    public static readonly DiagnosticId UnknownPkgid = new("PXM", 17, FailureKind.Malformed);
    public static readonly DiagnosticId WeakPackageChecksum = new("PXM", 21, FailureKind.Verification);
    public static readonly DiagnosticId MissingLibrary = new("FLT", 19, FailureKind.LocalIO);

    /// <summary>A folder of packages that is not there, or goes on for ever.</summary>
    public static readonly DiagnosticId NoFolder = new("SRC", 1, FailureKind.Usage);

    /// <summary>A link out of a folder of packages.</summary>
    public static readonly DiagnosticId LinkOut = new("SRC", 2, FailureKind.Verification);

    /// <summary>No database of installed packages, or one that is not read here.</summary>
    public static readonly DiagnosticId NoDatabase = new("SRC", 3, FailureKind.Usage);

    /// <summary>A database of installed packages that is not sound.</summary>
    public static readonly DiagnosticId BadDatabase = new("SRC", 4, FailureKind.Malformed);

    /// <summary>A database of installed packages that changes while it is read.</summary>
    public static readonly DiagnosticId BusyDatabase = new("SRC", 5, FailureKind.Busy);

    /// <summary>A header of an installed package that is not the one that was installed.</summary>
    public static readonly DiagnosticId ChangedHeader = new("SRC", 6, FailureKind.Verification);

    private static readonly (string Field, int Number)[] Repomd =
    [
        ("length", 15), ("root element", 3), ("DOCTYPE", 4), ("reference", 5), ("depth", 6), ("checksum", 12), ("open-checksum", 12), ("data/@type", 13), ("size", 15), ("open-size", 15), ("encoding", 19),
    ];

    private static readonly (string Field, int Number)[] Primary =
    [
        ("version/@epoch", 10), ("entry/@epoch", 10), ("name: ", 11), ("arch: ", 11), ("entry/@name", 11), ("metadata/@packages", 12), ("entry/@flags", 14),
        ("header-range", 15), ("size/", 16), ("package/@pkgid", 17), ("length", 20), ("token length", 20), ("text length", 20), ("open-size", 4),
    ];

    private static readonly (string Field, int Number)[] Sqlite =
    [
        ("magic", 1), ("header", 1), ("page size", 2), ("database size", 2), ("schema: got view", 3), ("schema", 4), ("quick_check", 5), ("database", 5),
        ("file format version", 8), ("dbversion", 9), ("db_info", 9), ("text encoding", 10), ("pkgKey", 11),
    ];

    private const int NotWellFormed = 24;
    private const int WrongColumn = 7;
    private const int BadStream = 3;

    internal static DiagnosticId OfRepomd(MalformedDataException cause) => Malformed("RMD", Number(Repomd, cause, otherwise: 2));

    /// <summary>Of primary or filelists, wherever it went wrong: the compressed stream, the XML, the database.</summary>
    internal static DiagnosticId OfMetadata(MalformedDataException cause) => cause.Format switch
    {
        "primary" or "filelists" => Malformed("PXM", Number(Primary, cause, NotWellFormed)),
        "modules" => Malformed("MMD", 1),
        "sqlite" or "primary.sqlite" => Malformed("SQL", Number(Sqlite, cause, WrongColumn)),
        _ => Malformed("PXM", BadStream),
    };

    private static int Number((string Field, int Number)[] table, MalformedDataException cause, int otherwise)
    {
        string text = $"{cause.Field}: got {cause.Got}";
        int part = text.IndexOf(": ", StringComparison.Ordinal) + 2;
        bool isRow = cause.Position == default && cause.Field.Contains(", row ", StringComparison.Ordinal);
        string field = isRow ? text[part..] : text;
        int known = Array.FindIndex(table, row => field.StartsWith(row.Field, StringComparison.Ordinal));
        return known >= 0 ? table[known].Number : otherwise;
    }

    private static DiagnosticId Malformed(string area, int number) => new(area, number, FailureKind.Malformed);
}
