namespace InitrdComposer.Formats.Rpm;

/// <summary>What the spec file said of a file (rpm, rpmfileAttrs_e).</summary>
[Flags]
public enum RpmFileFlags : uint
{
    None = 0,
    Config = 1 << 0,
    Doc = 1 << 1,
    Icon = 1 << 2,
    MissingOk = 1 << 3,
    NoReplace = 1 << 4,
    SpecFile = 1 << 5,

    /// <summary>Owned, not in the payload.</summary>
    Ghost = 1 << 6,
    License = 1 << 7,
    Readme = 1 << 8,
    PublicKey = 1 << 11,
    Artifact = 1 << 12,
}
