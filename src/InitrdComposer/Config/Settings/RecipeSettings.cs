using System.Collections.Immutable;
using InitrdComposer.Diagnostics;
using InitrdComposer.Formats.Compression;
using NuGet.Versioning;

namespace InitrdComposer.Config.Settings;

/// <summary>All settings of a recipe, a row each. A new setting is a new row here and a property of the record that it fills.</summary>
internal static class RecipeSettings
{
    private static readonly SettingType<bool> Flag = new FlagType();

    public const string DefaultArchitecture = "x86_64";

    /// <summary>The table that makes a recipe one of an extension.</summary>
    public const string Extension = "extension";

    private static readonly ImmutableArray<Setting<RepositorySource>> Repository =
    [
        new ValueSetting<RepositorySource, string>(
            "id", Text(TextRules.Name), "", r => r.Id, (r, v) => r with { Id = v },
            "What lock files and messages call it; unique.", "\"fedora\"") { MustBeGiven = true },
        new ValueSetting<RepositorySource, ImmutableArray<Located<string>>?>(
            "baseurl",
            new OptionalType<ImmutableArray<Located<string>>, ImmutableArray<Located<string>>?>(new OneOrMoreType<Located<string>>(Located(TextRules.BaseUrl)), v => v, v => v!.Value), null,
            r => r.PlaceOf<RepositoryPlace.Metadata>()?.BaseUrls,
            (r, v) => r.At<RepositoryPlace.Metadata>(v is [var first, .. var more] ? new(first) { Mirrors = more } : null),
            "The folder above repodata: a URL, or a path that starts from the recipe's folder. Of several, which hold the same, paths and then URLs are asked in "
            + "their order.",
            "\"https://dl.fedoraproject.org/pub/fedora/linux/releases/42/Everything/x86_64/os\"")
        { WhenUnset = "another key says what it is" },
        new ValueSetting<RepositorySource, Located<string>?>(
            "metalink", OptionalLocated(TextRules.ListUrl), null, r => ListOf(r, MirrorListKind.Metalink), (r, v) => WithList(r, v, MirrorListKind.Metalink),
            "In place of baseurl: where a metalink is, which names mirrors and what their repomd.xml must be; over https, or a file.",
            "\"https://mirrors.fedoraproject.org/metalink?repo=fedora-42&arch=x86_64\"")
        { WhenUnset = "no metalink", IsAlternative = true },
        new ValueSetting<RepositorySource, Located<string>?>(
            "mirrorlist", OptionalLocated(TextRules.ListUrl), null, r => ListOf(r, MirrorListKind.Plain), (r, v) => WithList(r, v, MirrorListKind.Plain),
            "In place of baseurl: where a list of base URLs is, one a line.", "\"https://mirrors.rockylinux.org/mirrorlist?arch=x86_64&repo=BaseOS-9\"")
        { WhenUnset = "no list", IsAlternative = true },
        new ValueSetting<RepositorySource, Located<string>?>(
            "packages", OptionalLocated(TextRules.HostPath), null,
            r => r.PlaceOf<RepositoryPlace.Folder>()?.Path, (r, v) => r.At<RepositoryPlace.Folder>(v is null ? null : new(v.Value)),
            "In place of baseurl: a folder of package files, those in its subfolders too, without metadata.", "\"rpms\"")
        { WhenUnset = "no folder of packages", IsAlternative = true },
        new ValueSetting<RepositorySource, Located<string>?>(
            "installed", OptionalLocated(TextRules.HostPath), null,
            r => r.PlaceOf<RepositoryPlace.Installed>()?.Database,
            (r, v) => r.At<RepositoryPlace.Installed>(v is null ? null : new(v.Value, r.PlaceOf<RepositoryPlace.Installed>()?.Root ?? RepositoryPlace.Installed.DefaultRoot)),
            "In place of baseurl: the folder of an rpm database. The packages are those installed, each of their files as its package had it.",
            "\"/usr/lib/sysimage/rpm\"")
        { WhenUnset = "no installed packages", IsAlternative = true },
        new ValueSetting<RepositorySource, string?>(
            "root", new OptionalType<string, string?>(Text(TextRules.HostPath), v => v, v => v!), null,
            r => r.PlaceOf<RepositoryPlace.Installed>() is { Root: not RepositoryPlace.Installed.DefaultRoot and var root } ? root : null,
            (r, v) => r.PlaceOf<RepositoryPlace.Installed>() is { } place ? r.At(place with { Root = v ?? RepositoryPlace.Installed.DefaultRoot }) : r,
            "Of installed packages: where their files are.", "\"/mnt/sysroot\"")
        { WhenUnset = "this machine's files", IsAlternative = true },
        new ValueSetting<RepositorySource, long>(
            "priority", new NumberType(1, 99, RecipeDiagnostics.Value), RepositorySource.DefaultPriority, r => r.Priority, (r, v) => r with { Priority = (int)v },
            "As in dnf: of a package that several repositories have, the one of the lowest number is taken.", "10"),
        new ValueSetting<RepositorySource, long>(
            "cost", new NumberType(0, 1_000_000, RecipeDiagnostics.Value), RepositorySource.DefaultCost, r => r.Cost, (r, v) => r with { Cost = (int)v },
            "As in dnf: where repositories of one priority have the same version of a package, the one of the lowest cost is taken.", "500"),
        new ValueSetting<RepositorySource, ImmutableArray<Located<string>>>(
            "includepkgs", List(TextRules.PackageGlob), [], r => r.Includes, (r, v) => r with { Includes = v },
            "As in dnf: of this repository only these packages are seen; none: all of them.", "[\"kernel*\"]"),
        new ValueSetting<RepositorySource, ImmutableArray<Located<string>>>(
            "excludepkgs", List(TextRules.PackageGlob), [], r => r.Excludes, (r, v) => r with { Excludes = v },
            "As in dnf: of this repository these packages are not seen.", "[\"*.i686\"]"),
        new ValueSetting<RepositorySource, ImmutableArray<Located<string>>>(
            "keys", List(TextRules.Fingerprint), [], r => r.Signatures.Keys, (r, v) => r with { Signatures = r.Signatures with { Keys = v } },
            "Whose signatures count, of this repository only: full fingerprints of OpenPGP certificates, as `gpg --show-keys` prints them, with blanks or without.",
            "[\"B0F4950458F69E1150C6C5EDC8AC4916105EF944\"]"),
        new ValueSetting<RepositorySource, ImmutableArray<Located<string>>>(
            "key-files", List(TextRules.HostPath), [], r => r.Signatures.KeyFiles, (r, v) => r with { Signatures = r.Signatures with { KeyFiles = v } },
            "Where those certificates are, armored or not; what else the files have does not count.", "[\"keys/RPM-GPG-KEY-fedora-42\"]"),
        new ValueSetting<RepositorySource, SignedParts>(
            "signatures", new ChoiceType<SignedParts>([.. SignatureNames.Parts]),
            RepositorySignatures.Default.Checked, r => r.Signatures.Checked, (r, v) => r with { Signatures = r.Signatures with { Checked = v } },
            "What must be signed: every package and repomd.xml; packages alone; repomd.xml alone, whose digests vouch for packages; nothing.", "\"packages\""),
        new ValueSetting<RepositorySource, RepositoryTrust>(
            "trust", new ChoiceType<RepositoryTrust>([.. SignatureNames.Trusts]),
            RepositorySignatures.Default.Trust, r => r.Signatures.Trust, (r, v) => r with { Signatures = r.Signatures with { Trust = v } },
            "How strong its checksums and signatures must be: \"strict\" means SHA-256 and better, \"legacy\" lets MD5 and SHA-1 pass, and says so each time.", "\"legacy\""),
        new ValueSetting<RepositorySource, long?>(
            "max-age", new OptionalType<long, long?>(new NumberType(1, 36_500, RecipeDiagnostics.Value), v => v, v => v!.Value), null,
            r => r.MaxAge, (r, v) => r with { MaxAge = (int?)v },
            "Days since its metadata was made after which it is not locked from any more: a mirror that stands still withholds updates.", "30") { WhenUnset = "any age" },
        new ValueSetting<RepositorySource, bool>(
            "module_hotfixes", Flag, false, r => r.IsHotfix, (r, v) => r with { IsHotfix = v },
            "As in dnf: module streams hide none of this repository's packages.", "true"),
    ];

    public static TableArraySetting<Recipe, RepositorySource> Repositories { get; } = new(
        "repositories", new("", RepositoryPlace.Unsaid, RepositorySource.DefaultPriority), Repository, r => r.Repositories, (r, v) => r with { Repositories = v },
        "Where packages come from, one table each, at least one. One that has no place is that of a section of repository-files of its id, whose options it outweighs.")
    { MustBeGiven = true, InExtensions = ExtensionUse.OfBase };

    private static readonly ImmutableArray<Setting<PackageSelection>> Packages =
    [
        new ValueSetting<PackageSelection, ImmutableArray<Located<string>>>(
            "install", List(TextRules.PackageSpec), [], p => p.Install, (p, v) => p with { Install = v },
            "What the initrd is made of, before dependencies: names, name.arch, full names, ranges, capabilities, paths, @group, @^environment.",
            "[\"systemd >= 255\", \"bash\", \"/usr/sbin/fsck.ext4\"]") { MustBeGiven = true, InExtensions = ExtensionUse.Optional },
        new ValueSetting<PackageSelection, ImmutableArray<Located<string>>>(
            "exclude", List(TextRules.PackageGlob), [], p => p.Exclude, (p, v) => p with { Exclude = v },
            "Packages that may not be chosen: names, name.arch or full names, each a glob; one that matches nothing is no error.", "[\"*-debuginfo\", \"shadow-utils\"]"),
        new ValueSetting<PackageSelection, ImmutableArray<Located<string>>>(
            "prefer", List(TextRules.PreferredSpec), [], p => p.Prefer, (p, v) => p with { Prefer = v },
            "Packages to choose where several would do; a later one outweighs an earlier one. `lock` lists the choices. \"?\" in front may match nothing.", "[\"dbus-broker\"]"),
        new ValueSetting<PackageSelection, ImmutableArray<Located<string>>>(
            "avoid", List(TextRules.PreferredSpec), [], p => p.Avoid, (p, v) => p with { Avoid = v },
            "Packages to choose only where nothing else would do, and never because of a weak dependency; \"?\" in front may match nothing.", "[\"usrmerge\"]"),
        new ValueSetting<PackageSelection, ImmutableArray<Located<string>>>(
            "streams", List(TextRules.ModuleStream), [], p => p.Streams, (p, v) => p with { Streams = v },
            "Module streams whose packages are seen, as after `dnf module enable`, each in place of its module's default; \"-\" in front of a module's name: no stream of it.",
            "[\"nodejs:20\", \"-perl\"]"),
        new ValueSetting<PackageSelection, ImmutableArray<Located<string>>>(
            "remove", List(TextRules.RemovalGlob), [], p => p.Remove, (p, v) => p with { Remove = v },
            "Packages, by globs of their names, that are resolved with all others and whose files are then left out; \"?\" in front may match nothing.",
            "[\"?shadow-utils\"]"),
        new ValueSetting<PackageSelection, bool>(
            "weak-dependencies", Flag, false, p => p.WeakDependencies, (p, v) => p with { WeakDependencies = v },
            "Follow Recommends and Supplements as well.", "false"),
        new ValueSetting<PackageSelection, ImmutableArray<Located<string>>>(
            "dlopen", List(TextRules.DlopenPattern), [], p => p.Dlopen, (p, v) => p with { Dlopen = v },
            "Which of the libraries that installed programs say they load by dlopen() (.note.dlopen) are installed with them: \"required\", \"recommended\", \"suggested\" are "
            + "those of at least that priority, others are features, globs allowed; \"-\" in front leaves a feature out; the last that matches wins; \"?\" in front may match nothing.",
            "[\"recommended\", \"fido2\", \"tpm*\", \"-elf\"]"),
    ];

    private static readonly ImmutableArray<Setting<RoleSelection>> Roles =
    [
        new ValueSetting<RoleSelection, ImmutableArray<KernelSource>>(
            "kernel", new OneOrMoreType<KernelSource>(new KernelSourceType()), [], r => r.Kernels, (r, v) => r with { Kernels = v },
            "Has the kernel image, and the modules that are chosen from it: a package (globs are allowed), or { directory = \"...\" }, a kernel's build or "
            + "installation folder. Of several in an array each gets images of its own, over one userspace.", "\"kernel-core\"")
        { WhenUnset = "no kernel and no modules" },
        new ValueSetting<RoleSelection, ImmutableArray<Located<string>>>(
            "kernel-modules", List(TextRules.PackageSpec), [], r => r.KernelModules, (r, v) => r with { KernelModules = v },
            "Further packages with modules of that kernel, where a distribution splits them.", "[\"kernel-modules-core\", \"kernel-modules\"]"),
        new ValueSetting<RoleSelection, Located<string>?>(
            "stub", OptionalLocated(TextRules.PackageSpec), null, r => r.Stub, (r, v) => r with { Stub = v },
            "Has systemd-stub, which a UKI begins with.", "\"systemd-boot-unsigned\"") { WhenUnset = "no stub" },
        new ValueSetting<RoleSelection, ImmutableArray<Located<string>>>(
            "microcode", List(TextRules.PackageSpec), [], r => r.Microcode, (r, v) => r with { Microcode = v },
            "Have microcode for CPUs, which is loaded before anything else of the initrd.", "[\"microcode_ctl\", \"amd-ucode-firmware\"]"),
    ];

    private static readonly ImmutableArray<Setting<ModuleSelection>> Modules =
    [
        new ValueSetting<ModuleSelection, ImmutableArray<Located<string>>>(
            "include", List(TextRules.ModulePattern), [], m => m.Include, (m, v) => m with { Include = v },
            "Kernel modules, as mkosi's KernelModules=: names, globs, paths (\"/fs/nls/\" is all below); "
            + "the last pattern that matches decides; \"-\" in front excludes; \"?\" in front may match nothing; "
            + "\"default\" stands for mkosi-initrd's list; \"re:\" begins a regular expression over the path below kernel/; "
            + "\"modalias:\" a device's name as /sys has it, for the modules that serve it; \"host:\" what --host-modules found on a machine, which the kernel need not have.",
            "[\"virtio_*\", \"/drivers/nvme/\", \"-nvme-fcloop\", \"?vmd\"]"),
        new ValueSetting<ModuleSelection, ImmutableArray<Located<string>>>(
            "firmware", List(TextRules.FirmwareGlob), [], m => m.Firmware, (m, v) => m with { Firmware = v },
            "Firmware besides what the modules ask for, by globs below /usr/lib/firmware; \"-\" in front removes; \"?\" in front may match nothing.",
            "[\"i915/*\", \"-i915/*_huc_*\"]"),
        new ValueSetting<ModuleSelection, ModuleStorage>(
            "storage", new ChoiceType<ModuleStorage>(("as-packaged", ModuleStorage.AsPackaged), ("uncompressed", ModuleStorage.Uncompressed)), ModuleStorage.AsPackaged,
            m => m.Storage, (m, v) => m with { Storage = v },
            "Keep modules as packages have them, or without a compression of their own, which makes a compressed initrd smaller. System extensions of this initrd have them the same way.",
            "\"uncompressed\""),
        new ValueSetting<ModuleSelection, ModuleIndex>(
            "index", new ChoiceType<ModuleIndex>(("kernel", ModuleIndex.Kernel), ("image", ModuleIndex.Image)), ModuleIndex.Kernel,
            m => m.Index, (m, v) => m with { Index = v },
            "What modules.dep and its like name: all modules of the kernel's packages, so that a system extension can bring more of them, or those in the image "
            + "alone, which is smaller, and to which no extension can add.", "\"image\""),
    ];

    private static readonly ImmutableArray<Setting<FinalizeSettings>> Finalize =
    [
        new ValueSetting<FinalizeSettings, ImmutableArray<Located<string>>>(
            "presets", List(TextRules.PresetLine), [], f => f.Presets, (f, v) => f with { Presets = v },
            "Lines of systemd.preset(5) that come before the closing \"disable *\".", "[\"enable systemd-sysext.service\"]"),
        new ValueSetting<FinalizeSettings, ImmutableArray<Located<string>>>(
            "remove-files", List(TextRules.AbsoluteGlob), [], f => f.RemoveFiles, (f, v) => f with { RemoveFiles = v },
            "Files and folders that are left out, by globs of absolute paths; \"**\" stands for any folders; \"?\" in front may match nothing.",
            "[\"/usr/share/bash-completion\", \"?/usr/lib/**/*.a\"]"),
        new ValueSetting<FinalizeSettings, ImmutableArray<Located<string>>>(
            "remove-with-libraries", List(TextRules.AbsoluteGlob), [], f => f.RemoveWithLibraries, (f, v) => f with { RemoveWithLibraries = v },
            "As remove-files, and with these files go the shared libraries that nothing else in the image needs. Libraries of packages that "
            + "the recipe installs by name stay. The manifest lists what went, and why.",
            "[\"/usr/sbin/xfs_scrub\"]"),
        new ValueSetting<FinalizeSettings, HwdbSetting>(
            "hwdb", new ChoiceType<HwdbSetting>(("as-packaged", HwdbSetting.AsPackaged), ("compiled", HwdbSetting.Compiled), ("none", HwdbSetting.None)), HwdbSetting.AsPackaged,
            f => f.Hwdb, (f, v) => f with { Hwdb = v },
            "udev's hardware database: hwdb.bin where a package has it, without its sources; or `/usr/lib/udev/hwdb.bin` compiled of the sources, less those that "
            + "remove-files names; or none of both.",
            "\"compiled\""),
        new ValueSetting<FinalizeSettings, bool>(
            "library-cache", Flag, false, f => f.LibraryCache, (f, v) => f with { LibraryCache = v },
            "Write `/etc/ld.so.cache`, as ldconfig does: needed for libraries in folders that /etc/ld.so.conf names.", "true"),
        new ValueSetting<FinalizeSettings, bool>(
            "documentation", Flag, false, f => f.Documentation, (f, v) => f with { Documentation = v },
            "Keep what packages mark as documentation, and /usr/share/{doc,man,info}.", "false"),
        new ValueSetting<FinalizeSettings, ImmutableArray<string>>(
            "locales", new ListType<string>(Text(TextRules.Locale)), ["C"], f => f.Locales, (f, v) => f with { Locales = v },
            "Locales whose files stay.", "[\"C\", \"de\"]"),
        new ValueSetting<FinalizeSettings, ImmutableArray<Located<string>>>(
            "ignore-scriptlets", List(TextRules.PackageGlob), [], f => f.IgnoreScriptlets, (f, v) => f with { IgnoreScriptlets = v },
            "Packages, by globs of their names, whose scriptlets (which never run) are known not to matter here.", "[\"glibc*\"]"),
    ];

    private static readonly ImmutableArray<Setting<ExtraTree>> ExtraTree =
    [
        new ValueSetting<ExtraTree, Located<string>>(
            "source", Located(TextRules.HostPath), default, t => t.Source, (t, v) => t with { Source = v },
            "A folder, from the recipe's own.", "\"trees/rescue\"") { MustBeGiven = true },
        new ValueSetting<ExtraTree, string>(
            "target", Text(TextRules.AbsolutePath), "/", t => t.Target, (t, v) => t with { Target = v },
            "Where its content goes in the image.", "\"/usr/lib\""),
        new ValueSetting<ExtraTree, bool>(
            "allow-host-paths", Flag, false, t => t.AllowHostPaths, (t, v) => t with { AllowHostPaths = v },
            "Let the source be outside the recipe's folder: the image then depends on the machine it is composed on.", "false"),
    ];

    private static readonly ImmutableArray<Setting<Variant>> Variant =
    [
        new ValueSetting<Variant, string>(
            "name", Text(TextRules.Name), "", i => i.Name, (i, v) => i with { Name = v },
            "What its outputs are called, after the recipe's name; unique.", "\"rescue\"") { MustBeGiven = true },
        new ValueSetting<Variant, ImmutableArray<Located<string>>>(
            "install", List(TextRules.PackageSpec), [], i => i.Install, (i, v) => i with { Install = v },
            "Packages besides those of [packages].", "[\"strace\", \"gdisk\"]"),
        new ValueSetting<Variant, ImmutableArray<Located<string>>>(
            "modules", List(TextRules.ModulePattern), [], i => i.Modules, (i, v) => i with { Modules = v },
            "Patterns that follow those of modules.include.", "[\"usb-storage\"]"),
        new ValueSetting<Variant, Located<string>?>(
            "cmdline", OptionalLocated(TextRules.CommandLine), null, i => i.CommandLine, (i, v) => i with { CommandLine = v },
            "The kernel command line of its UKI.", "\"rescue systemd.unit=emergency.target\"") { WhenUnset = "that of [uki]" },
    ];

    private static readonly ImmutableArray<Setting<InitrdSettings>> Initrd =
    [
        new ValueSetting<InitrdSettings, CompressionFormat>(
            "compression", new ChoiceType<CompressionFormat>([.. Compressor.Formats.Select(format => (format.Name(), format))]), CompressionFormat.Zstd,
            i => i.Compression, (i, v) => i with { Compression = v },
            "The encoder.", "\"zstd\""),
        new ValueSetting<InitrdSettings, long?>(
            "level", new OptionalType<long, long?>(new NumberType(1, 22, RecipeDiagnostics.Value), v => v, v => v!.Value), null,
            i => i.Level, (i, v) => i with { Level = (int?)v },
            $"The encoder's level: {LevelsOfAll}.", "3") { WhenUnset = "the encoder's own default" },
    ];

    private static readonly ImmutableArray<Setting<ProofSettings>> Proof =
    [
        new ValueSetting<ProofSettings, ImmutableArray<Located<string>>>(
            "platforms", List(TextRule.OneOf([.. ProofSettings.KnownPlatforms])), [], p => p.Platforms, (p, v) => p with { Platforms = v },
            "Kinds of machines, whose disks and buses need drivers; with features that come over the network, their network devices too.", "[\"kvm\", \"hyperv\"]"),
        new ValueSetting<ProofSettings, ImmutableArray<Located<string>>>(
            "root", List(TextRules.FileSystem), [], p => p.Roots, (p, v) => p with { Roots = v },
            "File systems that the root may have, by the names that mount(8) has for them; \"nfs\" is one.", "[\"ext4\", \"xfs\"]"),
        new ValueSetting<ProofSettings, ImmutableArray<Located<string>>>(
            "features", List(TextRule.OneOf([.. ProofSettings.KnownFeatures])), [], p => p.Features, (p, v) => p with { Features = v },
            "What lies between a disk and the root, or is wanted besides.", "[\"luks\", \"tpm2\", \"dps\"]"),
    ];

    public static ImmutableArray<Setting<Recipe>> All { get; } =
    [
        new ValueSetting<Recipe, NuGetVersion?>(
            "minimum-version",
            new OptionalType<string, NuGetVersion?>(Text(TextRules.Version), NuGetVersion.Parse, v => v!.OriginalVersion ?? v.ToNormalizedString()), null,
            r => r.MinimumVersion, (r, v) => r with { MinimumVersion = v },
            "The oldest InitrdComposer that may read the file; each file of a recipe may say its own.", "\"0.1\"") { WhenUnset = "any" },
        .. LayerSettings.All,
        new ValueSetting<Recipe, string>(
            "name", Text(TextRules.Name), "", r => r.Name, (r, v) => r with { Name = v },
            "What the outputs are called.", "\"virt\"") { WhenUnset = "the recipe's file name without its extension" },
        new ValueSetting<Recipe, string>(
            "architecture", Text(TextRule.OneOf("x86_64", "aarch64")), DefaultArchitecture, r => r.Architecture, (r, v) => r with { Architecture = v },
            "The machine that boots it, as RPM writes it.", "\"x86_64\"") { InExtensions = ExtensionUse.OfBase },
        new ValueSetting<Recipe, string?>(
            "distribution", new OptionalType<string, string?>(Text(TextRules.Distribution), v => v, v => v!), null,
            r => r.Distribution, (r, v) => r with { Distribution = v },
            "What the repositories hold, as ID= of os-release has it; [Match] sections of drop-ins ask for it.", "\"fedora\"") { WhenUnset = "none" },
        new ValueSetting<Recipe, string?>(
            "release", new OptionalType<string, string?>(Text(TextRules.Release), v => v, v => v!), null,
            r => r.Release, (r, v) => r with { Release = v },
            "Version or code name of the distribution; [Match] sections of drop-ins ask for it.", "\"42\"") { WhenUnset = "none" },
        new ValueSetting<Recipe, long?>(
            "source-date-epoch", new OptionalType<long, long?>(new NumberType(0, uint.MaxValue, RecipeDiagnostics.SourceDateEpoch), v => v, v => v!.Value), null,
            r => r.SourceDateEpoch, (r, v) => r with { SourceDateEpoch = v },
            "Seconds since 1970 that no file is younger than.", "1767225600") { WhenUnset = "the newest package's build time" },
        new ValueSetting<Recipe, ImmutableArray<Located<string>>>(
            "lock-signers", List(TextRules.HostPath), [], r => r.LockSigners, (r, v) => r with { LockSigners = v },
            "Certificates, PEM or DER: a lock is refused whose signature (NAME.lock.p7s, by `lock --sign-key`) leads to none of them.", "[\"keys/release.crt\"]"),
        Repositories,
        new TableSetting<Recipe, PackageSelection>(
            "packages", new([], [], WeakDependencies: false), Packages, r => r.Packages, (r, v) => r with { Packages = v! },
            "The userspace of the initrd, or what an extension adds to it.") { InExtensions = ExtensionUse.Optional },
        new TableSetting<Recipe, RoleSelection>(
            "roles", new([], [], null, []), Roles, r => r.Roles, (r, v) => r with { Roles = v! },
            "Packages that are used for what they hold and never enter the tree themselves.") { InExtensions = ExtensionUse.OfBase },
        new TableSetting<Recipe, ModuleSelection>(
            "modules", new([], []), Modules, r => r.Modules, (r, v) => r with { Modules = v! },
            "What is taken from the kernel's packages. What a module depends on comes with it. udev's request for a module that modules.dep names and that is not there "
            + "is a line in the log and nothing else."),
        new TableSetting<Recipe, FinalizeSettings>(
            "finalize", new([], [], Documentation: false, [], []), Finalize, r => r.Finalize, (r, v) => r with { Finalize = v! },
            "What makes an initrd of installed packages."),
        new TableArraySetting<Recipe, ExtraTree>(
            "extra-trees", new(default, "/"), ExtraTree, r => r.ExtraTrees, (r, v) => r with { ExtraTrees = v },
            "Folders whose files are laid over those of the packages."),
        new TableArraySetting<Recipe, Variant>(
            "variants", new("", [], [], null), Variant, r => r.Variants, (r, v) => r with { Variants = v },
            "Further initrds that hold more than the first one. What they share is packed once, and stands in each of them byte for byte the same.") { InExtensions = ExtensionUse.OfBase },
        new TableSetting<Recipe, InitrdSettings>(
            "initrd", new(CompressionFormat.Zstd, null), Initrd, r => r.Initrd, (r, v) => r with { Initrd = v! },
            "How the initrd is encoded.") { InExtensions = ExtensionUse.OfBase },
        new TableSetting<Recipe, ProofSettings>(
            "proof", ProofSettings.None, Proof, r => r.Proof, (r, v) => r with { Proof = v ?? ProofSettings.None },
            "Where the initrds are claimed to boot. `build` proves it of each before it writes anything, and fails where a claim does not hold; `prove` asks the same of any "
            + "initrd. docs/reference/prove.md says what is looked at. Where nothing is claimed, nothing is proven.") { InExtensions = ExtensionUse.OfBase },
        new TableSetting<Recipe, BudgetSettings>(
            "budget", BudgetSettings.None, BudgetRows.All, r => r.Budget, (r, v) => r with { Budget = v },
            "How large the initrds may be. `budget` holds them to it, and fails where one is larger; `build` only notes it. docs/reference/budget.md.")
        { WhenUnset = "no limits", InExtensions = ExtensionUse.OfBase },
        new TableSetting<Recipe, AttestationSettings>(
            "attestation", AttestationSettings.Default, AttestationRows.All, r => r.Attestation, (r, v) => r with { Attestation = v ?? AttestationSettings.Default },
            "What is said of the outputs beside manifest.json: bills of materials, and the provenance, which may be signed. docs/reference/attestation.md."),
        new TableSetting<Recipe, UkiSettings>(
            "uki", new(default, null), UkiRows.All, r => r.Uki, (r, v) => r with { Uki = v },
            "The unified kernel image: stub, kernel, initrd and command line in one file.") { WhenUnset = "no UKI is made", InExtensions = ExtensionUse.OfBase },
        new TableSetting<Recipe, ExtensionSettings>(
            Extension, new(), ExtensionRows.All, r => r.Extension, (r, v) => r with { Extension = v },
            "Makes the recipe one of a system or configuration extension, which `sysext build` composes against a base. Of the base are, and may not be here: architecture, "
            + "[[repositories]], [roles], [[variants]], [initrd], [uki], modules.storage, modules.index; finalize.presets, finalize.remove-with-libraries, finalize.hwdb and finalize.library-cache are for initrds.")
        { WhenUnset = "the recipe is one of initrds" },
        new ProfilesSetting(),
    ];

    /// <summary>Those that a recipe may have.</summary>
    public static IEnumerable<Setting<Recipe>> Of(Recipe recipe) => All.Where(row => recipe.Extension is null || row.InExtensions != ExtensionUse.OfBase);

    /// <summary>Where a key that is in the wrong place belongs: "into [packages]", "above the first [table]"; null when no row has it.</summary>
    public static string? HomeOf(string key)
    {
        if (All.FirstOrDefault(row => row.InnerKeys.Contains(key)) is Setting<Recipe> table) return $"into {table.Header}";
        return All.Any(row => row.Key == key) ? "above the first [table]" : null;
    }

    private static Located<string>? ListOf(RepositorySource source, MirrorListKind kind) =>
        source.PlaceOf<RepositoryPlace.Listed>(place => place.Kind == kind)?.List;

    private static RepositorySource WithList(RepositorySource source, Located<string>? list, MirrorListKind kind) =>
        source.At<RepositoryPlace.Listed>(list is null ? null : new(list.Value, kind), place => place.Kind == kind);

    private static string LevelsOfAll => string.Join(", ", Compressor.Formats
        .Where(format => Compressor.LevelsOf(format) is not null).Select(format => $"{format.Name()} {Compressor.LevelsOf(format)}"));

    private static TextType Text(TextRule rule) => new(rule);

    private static LocatedType<string> Located(TextRule rule) => new(Text(rule));

    private static OptionalType<Located<string>, Located<string>?> OptionalLocated(TextRule rule) => new(Located(rule), v => v, v => v!.Value);

    private static ListType<Located<string>> List(TextRule rule) => new(Located(rule));
}
