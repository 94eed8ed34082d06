namespace InitrdComposer.Formats.Rpm;

/// <summary>What a package's header says, wherever the header is: in a package file or in the database of installed packages.</summary>
public record RpmDescription(RpmHeader Header)
{
    private RpmFile[]? _files;
    private RpmScriptlet[]? _scriptlets;

    /// <summary>A source package.</summary>
    public virtual bool IsSource => Header.Contains(RpmTag.SourcePackage);

    public string Name => Header.RequiredString(RpmTag.Name);

    public uint? Epoch => Header.UInt32(RpmTag.Epoch);

    public string Version => Header.RequiredString(RpmTag.Version);

    public string Release => Header.RequiredString(RpmTag.Release);

    public string Arch => Header.RequiredString(RpmTag.Arch);

    /// <summary>What the spec file's License: says; null: the header has none.</summary>
    public string? License => Header.String(RpmTag.License);

    /// <summary>Who distributes the package; null: the header does not say.</summary>
    public string? Vendor => Header.String(RpmTag.Vendor);

    /// <summary>Seconds since 1970; 0 when it is not recorded.</summary>
    public uint BuildTime => Header.UInt32(RpmTag.BuildTime) ?? 0;

    /// <summary>Bytes of the installed files, as the package claims; 0 when it does not.</summary>
    public ulong InstalledSize => Header.UInt64Array(RpmTag.LongSize) is [ulong large, ..] ? large : Header.UInt32(RpmTag.Size) ?? 0;

    /// <summary>Of the file list, as in the header; not judged.</summary>
    public IReadOnlyList<ReadOnlyMemory<byte>> Paths => RpmFilePaths.Read(Header);

    /// <summary>The file list, in the header's order.</summary>
    public IReadOnlyList<RpmFile> Files => _files ??= RpmFileList.Read(Header);

    public IReadOnlyList<RpmScriptlet> Scriptlets => _scriptlets ??= RpmScriptlets.Read(Header);

    public IReadOnlyList<RpmDependency> Provides => Dependencies(RpmTag.ProvideName, RpmTag.ProvideFlags, RpmTag.ProvideVersion);

    public IReadOnlyList<RpmDependency> Requires => Dependencies(RpmTag.RequireName, RpmTag.RequireFlags, RpmTag.RequireVersion);

    public IReadOnlyList<RpmDependency> Conflicts => Dependencies(RpmTag.ConflictName, RpmTag.ConflictFlags, RpmTag.ConflictVersion);

    public IReadOnlyList<RpmDependency> Obsoletes => Dependencies(RpmTag.ObsoleteName, RpmTag.ObsoleteFlags, RpmTag.ObsoleteVersion);

    public IReadOnlyList<RpmDependency> Recommends => Dependencies(RpmTag.RecommendName, RpmTag.RecommendFlags, RpmTag.RecommendVersion);

    public IReadOnlyList<RpmDependency> Suggests => Dependencies(RpmTag.SuggestName, RpmTag.SuggestFlags, RpmTag.SuggestVersion);

    public IReadOnlyList<RpmDependency> Supplements => Dependencies(RpmTag.SupplementName, RpmTag.SupplementFlags, RpmTag.SupplementVersion);

    public IReadOnlyList<RpmDependency> Enhances => Dependencies(RpmTag.EnhanceName, RpmTag.EnhanceFlags, RpmTag.EnhanceVersion);

    private RpmDependency[] Dependencies(RpmTag names, RpmTag flags, RpmTag versions) => RpmDependency.Read(Header, names, flags, versions);
}
