using System.Collections.Immutable;
using InitrdComposer.Config.Settings;

namespace InitrdComposer.Config.Layers.DropIns;

/// <summary>All options that mkosi 26 has, a row each: what a drop-in may say, and what is done with it. The reference is written from here.</summary>
internal static class MkosiOptions
{
    private const string NoScripts = "No scripts are run: put files into an extra tree, units under presets.";
    private const string NoDisk = "No disk image is made.";
    private const string ByRecipe = "Repositories are the recipe's [[repositories]].";
    private const string ByRole = "Kernel, stub and microcode are the recipe's [roles].";
    private const string NoBoot = "About running images: boot one with `initrd-composer boot`.";
    private const string NoTools = "No tools of the host or of a tree are run.";
    private const string NoSigning = "Signing is not a drop-in's to say.";
    private const string FirstBoot = "Put the file that it writes into an extra tree.";

    public static ImmutableArray<MkosiOption> All { get; } =
    [
        new IncludeOption("Include", "Include", "Files and folders of the project, once each; of mkosi's own (mkosi-initrd, mkosi-vm) a copy must be in it."),
        List("Config", "Profiles", LayerSettings.UseProfiles, OptionValues.Append, "Profiles that apply from here on.", "Profile"),
        new ForeignOption("Config", "MinimumVersion", "mkosi's version, which says nothing of this program's: that is the recipe's minimum-version."),
        new UnsupportedOption("Config", "Dependencies", "A recipe makes one userspace; [[variants]] build upon it."),
        .. Unsupported("Config", NoScripts, "ConfigureScripts", "PassEnvironment"),

        One("Distribution", "Distribution", "distribution", OptionValues.Replace, "What [Match] compares with; packages come from the recipe's [[repositories]]."),
        One("Distribution", "Release", "release", OptionValues.Replace, "As Distribution=."),
        One("Distribution", "Architecture", "architecture", OptionValues.Architecture, "x86-64 and arm64."),
        .. Unsupported("Distribution", ByRecipe, "Mirror", "Snapshot", "LocalMirror", "RepositoryKeyCheck", "RepositoryKeyFetch", "Repositories"),

        new SettledOption("Output", "Format", ["cpio", "uki"], "An initrd is made always, a UKI where the recipe has [uki]."),
        new SettledOption("Output", "ManifestFormat", ["", "json"], "manifest.json is written always."),
        new SettledOption("Output", "SplitArtifacts", ["", "no", "kernel", "initrd", "uki"], "Initrd, kernel and UKI are files of their own always."),
        One("Output", "Output", "name", OptionValues.Replace, "What the outputs are called."),
        One("Output", "CompressOutput", "initrd.compression", OptionValues.Compression, "yes is zstd, no is none."),
        One("Output", "CompressLevel", "initrd.level", OptionValues.Replace, "The encoder's level."),
        .. Unsupported("Output", "The folder is `build --output DIR`.", "OutputDirectory", "OutputMode", "OutputExtension"),
        .. Unsupported("Output", "os-release is the packages'; a file in an extra tree replaces it.", "ImageVersion", "ImageId"),
        .. Unsupported("Output", NoDisk, "RepartDirectories", "SectorSize", "Seed"),
        new UnsupportedOption("Output", "Overlay", "System extensions are not made from drop-ins."),
        .. Unsupported("Output", NoScripts, "CleanScripts"),

        List("Content", "Packages", "packages.install", OptionValues.Append, "Added to the packages of the initrd."),
        List("Content", "VolatilePackages", "packages.install", OptionValues.Append, "As Packages=: nothing is cached that could be stale."),
        List("Content", "InitrdPackages", "packages.install", OptionValues.Append, "As Packages=: what is made is the initrd."),
        List("Content", "InitrdVolatilePackages", "packages.install", OptionValues.Append, "As Packages=."),
        List("Content", "InitrdProfiles", LayerSettings.UseProfiles, OptionValues.Append, "As Profiles=."),
        .. Unsupported("Content", "Nothing is built from sources here.", "BuildPackages"),
        .. Unsupported("Content", ByRecipe, "PackageDirectories", "VolatilePackageDirectories"),
        One("Content", "WithRecommends", "packages.weak-dependencies", OptionValues.Boolean, "Follow Recommends and Supplements."),
        One("Content", "WithDocs", "finalize.documentation", OptionValues.Boolean, "Here the default is no."),
        .. Unsupported("Content", "Use ExtraTrees=: files of packages never replace those of an extra tree.", "BaseTrees", "SkeletonTrees"),
        List("Content", "ExtraTrees", "extra-trees", OptionValues.Tree, "SOURCE or SOURCE:TARGET; folders of the project, no archives.") with { IsPath = true },
        List("Content", "RemovePackages", "packages.remove", OptionValues.AppendOptional, "Files of these packages are left out; packages that need them stay. May match nothing."),
        List("Content", "RemoveFiles", "finalize.remove-files", OptionValues.RemovedFile, "Globs from the root. May match nothing."),
        new SettledOption("Content", "CleanPackageMetadata", ["yes", "true", "1", "auto"], "Package databases are left out always."),
        One("Content", "SourceDateEpoch", "source-date-epoch", OptionValues.Replace, "Given empty: the newest package's build time."),
        .. Unsupported("Content", NoScripts, "SyncScripts", "PrepareScripts", "BuildScripts", "PostInstallationScripts", "FinalizeScripts", "PostOutputScripts"),
        .. Unsupported("Content", NoScripts, "PrepareScript", "BuildScript", "PostInstallationScript", "FinalizeScript"),
        new SettledOption("Content", "Bootable", ["no", "false", "0", "auto"], NoDisk),
        .. Unsupported("Content", NoDisk, "Bootloader", "BiosBootloader", "ShimBootloader"),
        .. Unsupported("Content", "A UKI is made where the recipe has [uki].", "UnifiedKernelImages", "UnifiedKernelImageFormat", "UnifiedKernelImageProfiles", "Splash", "Devicetrees", "Devicetree"),
        .. Unsupported("Content", ByRole, "Initrds"),
        new SettledOption("Content", "MicrocodeHost", ["no", "false", "0"], "Microcode for all CPUs of the packages: an image does not depend on the machine it is made on."),
        One("Content", "KernelCommandLine", "uki.cmdline", OptionValues.Append,
            "Added to the UKI's; an error where the recipe has no [uki]. Quotes mean nothing, as in mkosi.", ' ') with { NeedsTable = "uki" },
        List("Content", "KernelModules", "modules.include", OptionValues.Append,
            "\"default\" stands for mkosi-initrd's list; \"host\" is refused. A pattern that matches nothing is an error, unless \"?\" is in front of it.") with { IsPattern = true },
        List("Content", "KernelInitrdModules", "modules.include", OptionValues.Append, "As KernelModules=: what is made is the initrd.") with { IsPattern = true },
        List("Content", "KernelModulesInclude", "modules.include", OptionValues.Regex, "Regular expressions, found anywhere in the path below kernel/.") with { IsPattern = true },
        List("Content", "KernelModulesInitrdInclude", "modules.include", OptionValues.Regex, "As KernelModulesInclude=.") with { IsPattern = true },
        List("Content", "KernelModulesExclude", "modules.include", OptionValues.AllModulesBut, "All modules but those that match, and those that another option includes."),
        List("Content", "KernelModulesInitrdExclude", "modules.include", OptionValues.AllModulesBut, "As KernelModulesExclude=."),
        new SettledOption("Content", "KernelModulesIncludeHost", ["no", "false", "0"], "An image does not depend on the machine it is made on."),
        new SettledOption("Content", "KernelModulesInitrdIncludeHost", ["no", "false", "0"], "As KernelModulesIncludeHost=."),
        new SettledOption("Content", "KernelModulesInitrd", ["yes", "true", "1"], "Modules are part of the initrd always."),
        List("Content", "FirmwareFiles", "modules.firmware", OptionValues.Append, "Globs below /usr/lib/firmware. A pattern that matches nothing is an error, unless \"?\" is in front of it.") with { IsPattern = true },
        List("Content", "FirmwareInclude", "modules.firmware", OptionValues.Regex, "Regular expressions, found anywhere in the path below /usr/lib/firmware.") with { IsPattern = true },
        List("Content", "FirmwareExclude", "modules.firmware", OptionValues.NoFirmware, "As FirmwareInclude=; what that includes stays."),
        One("Content", "Locale", "finalize.locales", OptionValues.Replace, "Files of this locale stay, and of no other but C; no locale.conf is written."),
        .. Unsupported("Content", "Name it in the recipe's finalize.locales.", "LocaleMessages"),
        .. Unsupported("Content", FirstBoot, "Keymap", "Timezone", "Hostname", "RootPassword", "RootShell", "MachineId", "Autologin"),
        new SettledOption("Content", "MakeInitrd", ["yes", "true", "1"], "/init and initrd-release are written always."),
        new SettledOption("Content", "Ssh", ["never", "no", "false", "0", "auto"], "No sshd is set up."),
        new SettledOption("Content", "SELinuxRelabel", ["no", "false", "0", "auto"], "A cpio archive has no labels."),

        .. Unsupported(
            "Validation", NoSigning, "SecureBoot", "SecureBootAutoEnroll", "SecureBootKey", "SecureBootKeySource", "SecureBootCertificate", "SecureBootCertificateSource",
            "SecureBootSignTool", "Verity", "VerityKey", "VerityKeySource", "VerityCertificate", "VerityCertificateSource", "SignExpectedPcr", "SignExpectedPcrKey",
            "SignExpectedPcrKeySource", "SignExpectedPcrCertificate", "SignExpectedPcrCertificateSource", "Sign", "Key", "OpenPGPTool"),
        .. Unsupported("Validation", NoDisk, "Passphrase"),
        .. Unsupported("Validation", "manifest.json has the digest of every output.", "Checksum"),

        .. Unsupported(
            "Build", NoTools, "ToolsTree", "ToolsTreeDistribution", "ToolsTreeRelease", "ToolsTreeProfiles", "ToolsTreeMirror", "ToolsTreeRepositories", "ToolsTreeSandboxTrees",
            "ToolsTreePackageManagerTrees", "ToolsTreePackages", "ToolsTreePackageDirectories", "ToolsTreeCertificates", "ExtraSearchPaths", "SandboxTrees", "PackageManagerTrees",
            "UseSubvolumes", "RepartOffline"),
        .. Unsupported("Build", "Caches are the command line's: --cache.", "Incremental", "WorkspaceDirectory", "CacheDirectory", "CacheKey", "PackageCacheDirectory", "BuildDirectory", "BuildKey", "History"),
        .. Unsupported("Build", "Use `build --offline`.", "CacheOnly"),
        .. Unsupported("Build", NoScripts, "BuildSources", "BuildSourcesEphemeral", "Environment", "EnvironmentFiles", "WithTests", "WithNetwork"),
        .. Unsupported("Build", "Proxies are the environment's: http_proxy, https_proxy, no_proxy.", "ProxyUrl", "ProxyExclude", "ProxyPeerCertificate", "ProxyClientCertificate", "ProxyClientKey"),

        .. Unsupported(
            "Runtime", NoBoot, "NSpawnSettings", "Ephemeral", "Credentials", "KernelCommandLineExtra", "RuntimeTrees", "RuntimeSize", "RuntimeNetwork", "RuntimeBuildSources",
            "BindUser", "UnitProperties", "SshKey", "SshCertificate", "VirtualMachineMonitor", "Machine", "ForwardJournal", "SysupdateDirectory", "Console", "CPUs", "RAM", "MaxMem",
            "KVM", "CXL", "VSock", "VSockCID", "TPM", "Removable", "Firmware", "FirmwareVariables", "Linux", "Drives", "QemuArgs", "Register", "StorageTargetMode"),
    ];

    public static ImmutableArray<string> Sections { get; } = [.. All.Select(option => option.Section).Distinct()];

    public static MkosiOption? Find(string name) => All.FirstOrDefault(option => option.IsCalled(name));

    private static MappedOption List(string section, string name, string setting, Func<string, IEnumerable<SettingChange>> changes, string remark, params string[] formerNames) =>
        new(section, name, setting, ',', changes, remark) { FormerNames = [.. formerNames] };

    private static MappedOption One(string section, string name, string setting, Func<string, IEnumerable<SettingChange>> changes, string remark, char? separator = null) =>
        new(section, name, setting, separator, changes, remark);

    private static IEnumerable<MkosiOption> Unsupported(string section, string instead, params string[] names) => names.Select(name => new UnsupportedOption(section, name, instead));
}
