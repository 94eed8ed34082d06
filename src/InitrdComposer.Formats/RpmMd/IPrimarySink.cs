using InitrdComposer.Formats.IO;

namespace InitrdComposer.Formats.RpmMd;

/// <summary>
/// Takes what primary metadata says, in either of its forms. Packages are numbered from 0 in the metadata's order; dependencies and files of one
/// come in order, but perhaps before the package itself (xml) or after all packages (sqlite). Spans are valid during the call.
/// </summary>
public interface IPrimarySink
{
    void Package(in PrimaryPackage package);

    void Dependency(int package, DependencyList list, in PrimaryEntry entry);

    /// <param name="package">Number of the package.</param>
    /// <param name="path">A path that the package owns, opaque bytes.</param>
    void File(int package, ReadOnlySpan<byte> path);
}

/// <summary>The eight lists of an RPM package, as elements and tables are called.</summary>
public enum DependencyList
{
    Provides,
    Requires,
    Conflicts,
    Obsoletes,
    Recommends,
    Suggests,
    Supplements,
    Enhances,
}

/// <summary>The flags of an entry; the values are RPMSENSE_LESS, _GREATER and _EQUAL shifted right by one.</summary>
[Flags]
public enum EntryFlags : byte
{
    None = 0,
    LT = 1,
    GT = 2,
    EQ = 4,
    LE = LT | EQ,
    GE = GT | EQ,
}

/// <summary>A package as primary metadata describes it.</summary>
public readonly ref struct PrimaryPackage
{
    /// <summary>For errors about this package.</summary>
    public required IDataPlace Place { get; init; }

    /// <summary>Not empty, at most <see cref="PrimaryRules.MaxNameLength"/> bytes, no slash, no white space, no control characters.</summary>
    public required ReadOnlySpan<byte> Name { get; init; }

    /// <summary>As <see cref="Name"/>.</summary>
    public required ReadOnlySpan<byte> Arch { get; init; }

    /// <summary>0 when absent; below 2^31.</summary>
    public required uint Epoch { get; init; }

    public required ReadOnlySpan<byte> Version { get; init; }

    public required ReadOnlySpan<byte> Release { get; init; }

    /// <summary>Of the package file.</summary>
    public required Digest Checksum { get; init; }

    /// <summary>Path below the base URL as written: not yet checked.</summary>
    public required ReadOnlySpan<byte> Location { get; init; }

    /// <summary>xml:base of the location; empty when absent.</summary>
    public required ReadOnlySpan<byte> LocationBase { get; init; }

    /// <summary>Bytes of the package file.</summary>
    public required long PackageSize { get; init; }

    /// <summary>Bytes of the installed files, as the package claims.</summary>
    public required long InstalledSize { get; init; }

    /// <summary>Seconds since 1970.</summary>
    public required long BuildTime { get; init; }
}

/// <summary>A dependency as primary metadata writes it; a rich one stands whole in the name.</summary>
public readonly ref struct PrimaryEntry
{
    public required IDataPlace Place { get; init; }

    /// <summary>Not empty.</summary>
    public required ReadOnlySpan<byte> Name { get; init; }

    public required EntryFlags Flags { get; init; }

    /// <summary>0 when absent.</summary>
    public required uint Epoch { get; init; }

    /// <summary>Empty exactly when <see cref="Flags"/> is None.</summary>
    public required ReadOnlySpan<byte> Version { get; init; }

    /// <summary>Empty when absent.</summary>
    public required ReadOnlySpan<byte> Release { get; init; }
}
