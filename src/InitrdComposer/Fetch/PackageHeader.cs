using System.Collections.Immutable;
using InitrdComposer.Formats;
using InitrdComposer.Packages;
using InitrdComposer.Tree;

namespace InitrdComposer.Fetch;

/// <summary>What a package says of itself, whichever package format it came in.</summary>
/// <param name="Package">Digest of the package file: its identity in a <see cref="FileContent.Packaged"/>.</param>
/// <param name="BuildTime">Seconds since 1970.</param>
/// <param name="Files">In the package's own order; a payload entry refers to it by index.</param>
/// <param name="Scriptlets">Never run; reported.</param>
/// <param name="Requires">For matching against the metadata that was resolved with.</param>
public sealed record PackageHeader(
    Nevra Nevra, Digest Package, long BuildTime, ImmutableArray<PackageFile> Files, ImmutableArray<Scriptlet> Scriptlets,
    ImmutableArray<Dependency> Requires, ImmutableArray<Dependency> Provides)
{
    /// <summary>What it wants and works without.</summary>
    public ImmutableArray<Dependency> Recommends { get; init; } = [];

    /// <summary>What it wants to be there with.</summary>
    public ImmutableArray<Dependency> Supplements { get; init; } = [];

    /// <summary>As it says itself: an SPDX expression, or whatever its distribution writes; null: nothing.</summary>
    public string? License { get; init; }

    /// <summary>Who distributes it, as it says itself; null: it does not.</summary>
    public string? Vendor { get; init; }
}

/// <summary>A file that a package owns.</summary>
/// <param name="HardLinkGroup">Files of one package with the same number (never 0) are one inode; 0: no hard link.</param>
/// <param name="Language">As in %lang(de), or empty.</param>
/// <param name="Color">rpm's: 0 none, 1 32-bit ELF, 2 64-bit ELF; where two packages own one path the preferred colour wins.</param>
public sealed record PackageFile(RootPath Path, Metadata Metadata, FileBody Body, PackageFileFlags Flags, int HardLinkGroup, string Language, int Color);

/// <summary>What the package's spec file said of the file.</summary>
[Flags]
public enum PackageFileFlags
{
    None = 0,
    Config = 1,
    Documentation = 2,

    /// <summary>Owned but not in the payload: made by scriptlets or at run time.</summary>
    Ghost = 4,
    License = 8,
    Readme = 16,
    Artifact = 32,
}

/// <summary>Code that the package wants to run at installation.</summary>
/// <param name="Kind">As spec files call it: "%post", "%transfiletriggerin", ...</param>
/// <param name="Interpreter">Program and arguments, "&lt;lua&gt;" among them.</param>
/// <param name="Body">The script's text; empty when the interpreter alone is run.</param>
/// <param name="Conditions">Of triggers: the package names or path prefixes that set it off.</param>
public sealed record Scriptlet(string Kind, ImmutableArray<string> Interpreter, string Body, ImmutableArray<string> Conditions);
