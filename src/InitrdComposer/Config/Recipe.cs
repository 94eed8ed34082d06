using System.Collections.Immutable;
using InitrdComposer.Diagnostics;
using InitrdComposer.Formats;
using InitrdComposer.Formats.Compression;
using NuGet.Versioning;

namespace InitrdComposer.Config;

/// <summary>What is wanted, checked and complete: defaults are filled in, patterns and names are as written. Settings: docs/reference/recipe.md.</summary>
/// <param name="Name">Names the outputs; letters, digits, '.', '_', '-'.</param>
/// <param name="Path">The recipe's own file; relative paths in it start from its folder.</param>
/// <param name="Architecture">As RPM writes it: x86_64, aarch64.</param>
/// <param name="SourceDateEpoch">Seconds since 1970 that no mtime exceeds; null: the lock's (the newest package's build time).</param>
public sealed record Recipe(
    string Name,
    string Path,
    string Architecture,
    long? SourceDateEpoch,
    ImmutableArray<RepositorySource> Repositories,
    PackageSelection Packages,
    RoleSelection Roles,
    ModuleSelection Modules,
    FinalizeSettings Finalize,
    ImmutableArray<ExtraTree> ExtraTrees,
    ImmutableArray<Variant> Variants,
    InitrdSettings Initrd,
    UkiSettings? Uki)
{
    /// <summary>Null: it is one of initrds.</summary>
    public ExtensionSettings? Extension { get; init; }

    /// <summary>Where its initrds are claimed to boot.</summary>
    public ProofSettings Proof { get; init; } = ProofSettings.None;

    /// <summary>How large its initrds may be; null: it sets no limits.</summary>
    public BudgetSettings? Budget { get; init; }

    /// <summary>What is said of the outputs beside the manifest, and who signs it.</summary>
    public AttestationSettings Attestation { get; init; } = AttestationSettings.Default;

    /// <summary>Certificates of those by whom its lock must be signed; none: by nobody.</summary>
    public ImmutableArray<Located<string>> LockSigners { get; init; } = [];

    /// <summary>Digest of the lock of the base that an extension is composed against; null of any other recipe.</summary>
    public Digest? Base { get; init; }

    /// <summary>The oldest InitrdComposer that understands the recipe; null: it does not say.</summary>
    public NuGetVersion? MinimumVersion { get; init; }

    /// <summary>What the repositories hold, as ID= of os-release(5): "debian". Drop-ins ask for it; null: it does not say.</summary>
    public string? Distribution { get; init; }

    /// <summary>Version or code name of <see cref="Distribution"/>; null: it does not say.</summary>
    public string? Release { get; init; }

    /// <summary>The folder that files of the recipe do not leave: "." is the recipe's own, "..", "../.." are above.</summary>
    public string ProjectRoot { get; init; } = ".";

    /// <summary>The effective recipe in one text, which outputs keep: it reads back as the same recipe without any other file.</summary>
    public ReadOnlyMemory<byte> Text { get; init; }

    /// <summary>Before any layer has said anything.</summary>
    internal static Recipe Blank(string path) =>
        new(
            "", path, "", null, [], new([], [], WeakDependencies: false), new([], [], null, []),
            new([], []), new([], [], Documentation: false, [], []), [], [], new(CompressionFormat.Zstd, null), null);

    /// <summary>What its files say that is not done here, or not yet.</summary>
    public ImmutableArray<Notice> Notices { get; init; } = [];

    /// <summary>Names of profiles that its files define, sorted; none of an effective recipe.</summary>
    public ImmutableArray<string> DefinedProfiles { get; init; } = [];

    /// <summary>What the recipe was made of: of the effective one only names are left.</summary>
    internal RecipeLayers Layers { get; init; } = RecipeLayers.None;

    /// <summary>
    /// Where each setting that is not at its default was written: "initrd.level", "packages.install", and for elements "packages.install.0",
    /// "repositories.0.id".
    /// </summary>
    public ImmutableDictionary<string, SourceLocation> Origins { get; init; } = ImmutableDictionary<string, SourceLocation>.Empty;
}

/// <summary>The wanted packages.</summary>
/// <param name="Install">Names, name.arch, NEVRAs, ranges ("systemd >= 255"), paths, provides.</param>
/// <param name="Exclude">Names and globs that may not be chosen.</param>
/// <param name="WeakDependencies">Whether Recommends and Supplements are followed.</param>
public sealed record PackageSelection(ImmutableArray<Located<string>> Install, ImmutableArray<Located<string>> Exclude, bool WeakDependencies)
{
    /// <summary>Specs of packages to choose where several would do; a later one outweighs an earlier one.</summary>
    public ImmutableArray<Located<string>> Prefer { get; init; } = [];

    /// <summary>Specs of packages to choose only where nothing else would do, and never because of a weak dependency.</summary>
    public ImmutableArray<Located<string>> Avoid { get; init; } = [];

    /// <summary>"nodejs:20": that stream of a module is active, in place of its default; "-nodejs": no stream of it.</summary>
    public ImmutableArray<Located<string>> Streams { get; init; } = [];

    /// <summary>
    /// Which libraries that are loaded by dlopen() are installed: a priority ("recommended"), or a feature (a glob, '-' in front: not that one); the last
    /// that matches wins; '?' in front: may match nothing.
    /// </summary>
    public ImmutableArray<Located<string>> Dlopen { get; init; } = [];

    /// <summary>Globs of names of packages that are installed and whose files are then left out; '?' in front: may match nothing.</summary>
    public ImmutableArray<Located<string>> Remove { get; init; } = [];
}

/// <summary>Packages that are used by what they hold and never enter the tree.</summary>
/// <param name="Kernels">One image each of these kernels; over one userspace.</param>
/// <param name="KernelModules">Further packages that hold modules of the kernels, where a distribution splits them.</param>
/// <param name="Stub">The package of systemd-stub.</param>
/// <param name="Microcode">Packages of CPU microcode.</param>
public sealed record RoleSelection(
    ImmutableArray<KernelSource> Kernels, ImmutableArray<Located<string>> KernelModules, Located<string>? Stub, ImmutableArray<Located<string>> Microcode);

/// <summary>What a kernel image comes from, and the modules that are chosen from it.</summary>
public abstract record KernelSource
{
    private KernelSource()
    {
    }

    /// <param name="Spec">Of one package.</param>
    public sealed record Package(Located<string> Spec) : KernelSource;

    /// <param name="Path">A kernel's build or installation folder, relative to the recipe's folder.</param>
    public sealed record Directory(Located<string> Path) : KernelSource;
}

/// <summary>Which kernel modules and firmware go in.</summary>
/// <param name="Include">Patterns as mkosi's KernelModules=: the last that matches wins, '-' in front excludes; '?' in front: may match nothing.</param>
/// <param name="Firmware">Globs below /usr/lib/firmware: added to what modules ask for, '-' in front removes; '?' in front: may match nothing.</param>
/// <param name="Storage">How their files are kept.</param>
/// <param name="Index">What depmod's files name.</param>
public sealed record ModuleSelection(
    ImmutableArray<Located<string>> Include, ImmutableArray<Located<string>> Firmware, ModuleStorage Storage = ModuleStorage.AsPackaged, ModuleIndex Index = ModuleIndex.Kernel);

/// <summary>How kernel modules stand in an initrd.</summary>
public enum ModuleStorage
{
    /// <summary>Byte for byte the package's file, compressed or not.</summary>
    AsPackaged,

    /// <summary>Without a compression of their own: the initrd's, which sees all modules together, makes less of them.</summary>
    Uncompressed,
}

/// <summary>Which modules depmod's files in an initrd name: modules.dep, modules.alias and the others.</summary>
public enum ModuleIndex
{
    /// <summary>All of the kernel's packages, so that modprobe finds what a system extension brings, which has no index of its own.</summary>
    Kernel,

    /// <summary>Those in the initrd: smaller, for one that is never extended.</summary>
    Image,
}

/// <summary>An initrd that holds more than the recipe's packages and modules; what all of them share is packed once.</summary>
/// <param name="Name">Part of the names of its outputs.</param>
/// <param name="Install">In addition to the recipe's, as there.</param>
/// <param name="Modules">After the recipe's patterns, as there.</param>
/// <param name="CommandLine">In place of the recipe's; null: the same.</param>
public sealed record Variant(string Name, ImmutableArray<Located<string>> Install, ImmutableArray<Located<string>> Modules, Located<string>? CommandLine);

/// <summary>What turns installed packages into an initrd.</summary>
/// <param name="Presets">Lines of systemd.preset(5) that come before the closing "disable *".</param>
/// <param name="RemoveFiles">Globs of absolute paths; '?' in front: may match nothing.</param>
/// <param name="Documentation">Keep what packages mark as documentation, and /usr/share/{doc,man,info}.</param>
/// <param name="Locales">Names below /usr/share/locale and of package-marked languages that stay.</param>
/// <param name="IgnoreScriptlets">Package names (globs) whose scriptlets are known not to matter.</param>
public sealed record FinalizeSettings(
    ImmutableArray<Located<string>> Presets, ImmutableArray<Located<string>> RemoveFiles, bool Documentation, ImmutableArray<string> Locales,
    ImmutableArray<Located<string>> IgnoreScriptlets)
{
    /// <summary>As <see cref="RemoveFiles"/>; the libraries that only these files needed go with them.</summary>
    public ImmutableArray<Located<string>> RemoveWithLibraries { get; init; } = [];

    /// <summary>What becomes of udev's hardware database.</summary>
    public HwdbSetting Hwdb { get; init; }

    /// <summary>Whether the image has an /etc/ld.so.cache.</summary>
    public bool LibraryCache { get; init; }
}

/// <summary>How udev's hardware database stands in an initrd.</summary>
public enum HwdbSetting
{
    /// <summary>hwdb.bin where a package has it. Packages' sources are left out, as mkosi leaves them out.</summary>
    AsPackaged,

    /// <summary>hwdb.bin, compiled of the sources, which are left out.</summary>
    Compiled,

    /// <summary>Neither.</summary>
    None,
}

/// <summary>A folder of the host whose files are laid over the packages'.</summary>
/// <param name="Source">Relative to the recipe's folder.</param>
/// <param name="Target">Absolute path in the image.</param>
public sealed record ExtraTree(Located<string> Source, string Target)
{
    /// <summary>Whether <see cref="Source"/> may lie outside the recipe's folder.</summary>
    public bool AllowHostPaths { get; init; }
}

/// <summary>How the initrd is encoded.</summary>
/// <param name="Level">Of the format; null: its default here.</param>
public sealed record InitrdSettings(CompressionFormat Compression, int? Level)
{
    public Compressor Encoder => Compressor.Of(Compression, Level);
}
