using System.Collections.Immutable;
using InitrdComposer.Config.Layers;
using InitrdComposer.Config.Settings;
using InitrdComposer.Diagnostics;
using InitrdComposer.Files;
using InitrdComposer.Formats.Compression;

namespace InitrdComposer.Config;

/// <summary>What no single setting can tell: names that are taken, settings that need one another.</summary>
internal static class RecipeChecks
{
    /// <summary>Keys that say what a repository is.</summary>
    public static readonly string[] PlaceKeys = ["baseurl", "metalink", "mirrorlist", "packages", "installed"];

    /// <param name="disk">Where the recipe's folders are.</param>
    /// <param name="recipe">Complete.</param>
    /// <exception cref="ComposerException">The first thing that does not hold.</exception>
    public static void Require(Disk disk, Recipe recipe)
    {
        if (TextRules.Name.Refusal(recipe.Name) is string expected)
        {
            throw new ComposerException(
                RecipeDiagnostics.Name, $"the file's name cannot name outputs: expected {expected}", new SourceLocation(recipe.Path), "set name = \"...\"");
        }

        foreach (string key in (string[])["attestation.certificate", "attestation.passphrase"])
        {
            Refuse(recipe, key, recipe.Attestation.Signer is { Key: "" } && recipe.Origins.ContainsKey(key), "nobody signs the provenance", "set attestation.key");
        }

        RequireDistinct(recipe, "repositories", "id", [.. recipe.Repositories.Select(source => source.Id)]);
        for (int i = 0; i < recipe.Repositories.Length; i++) RequireOnePlace(recipe, recipe.Repositories[i], $"repositories.{i}.");
        RequireDistinct(recipe, "variants", "name", [.. recipe.Variants.Select(variant => variant.Name)]);
        RequireOwnFolders(disk, recipe);
        if (recipe.Extension is ExtensionSettings extension)
        {
            RequireExtension(recipe, extension);
            return;
        }

        RoleSelection roles = recipe.Roles;
        if (roles.Kernels.IsEmpty)
        {
            Refuse(recipe, "modules.include", recipe.Modules.Include.Length > 0, "modules need a kernel to come from", "set roles.kernel");
            Refuse(recipe, "roles.kernel-modules", roles.KernelModules.Length > 0, "modules need their kernel", "set roles.kernel");
            Refuse(recipe, "uki.cmdline", recipe.Uki is not null, "a UKI needs a kernel", "set roles.kernel");
        }

        Refuse(
            recipe, "roles.kernel-modules", roles.KernelModules.Length > 0 && !roles.Kernels.OfType<KernelSource.Package>().Any(),
            "packages of modules need a kernel package", "a kernel's folder has its own modules");
        RequireWholeUki(recipe);
        CompressionLevels? levels = Compressor.LevelsOf(recipe.Initrd.Compression);
        bool isBeyond = recipe.Initrd.Level is int level && levels?.Contains(level) != true;
        Refuse(
            recipe, "initrd.level", isBeyond,
            levels is null ? "without compression there is no level" : $"got {recipe.Initrd.Level}, expected {levels} for {recipe.Initrd.Compression.Name()}",
            levels is null ? "remove one of the two" : "leave it away for the default");
    }

    /// <summary>A repository is one thing: metadata, a folder of packages, or what is installed.</summary>
    private static void RequireOnePlace(Recipe recipe, RepositorySource source, string prefix)
    {
        string[] given = [.. PlaceKeys.Where(key => recipe.Origins.ContainsKey(prefix + key))];
        if (given.Length == 0)
        {
            throw new ComposerException(
                RecipeDiagnostics.Missing, "[[repositories]] has no baseurl", recipe.Origins[prefix + "id"], $"or give one of: {string.Join(", ", PlaceKeys.Skip(1))}");
        }

        if (given.Length > 1)
        {
            throw new ComposerException(
                RecipeDiagnostics.Contradiction, $"[[repositories]] has {string.Join(" and ", given)}", recipe.Origins[prefix + given[1]], "make it two repositories");
        }

        Refuse(recipe, prefix + "baseurl", source.Place == RepositoryPlace.Unsaid, "no URL is in it", "write one at least");
        Refuse(recipe, prefix + "root", recipe.Origins.ContainsKey(prefix + "root") && given[0] != "installed", "only installed packages have a root", "remove it");
        RepositorySignatures signatures = source.Signatures;
        Refuse(recipe, prefix + "keys", source.Place is RepositoryPlace.Installed && !signatures.Keys.IsEmpty, "nobody signs installed packages, which are trusted as their machine is", "remove it");
        Refuse(recipe, prefix + "keys", signatures is { Checked: SignedParts.None, Keys.IsEmpty: false }, "signatures = \"none\" checks nothing by them", "remove one of the two");
        Refuse(
            recipe, prefix + "signatures", source.Place is RepositoryPlace.Folder && signatures.Checked == SignedParts.Metadata, "a folder has no metadata that could vouch for its packages",
            "write \"packages\", or \"none\"");
    }

    private static void RequireExtension(Recipe recipe, ExtensionSettings extension)
    {
        // `show` writes every setting that a table has, those of its initrds by default.
        (string Key, bool IsSaid)[] ofBase =
        [
            .. RecipeSettings.All.Where(row => row.InExtensions == ExtensionUse.OfBase).Select(row => (row.Key, recipe.Origins.ContainsKey(row.Key))),
            ("modules.storage", recipe.Modules.Storage != default), ("modules.index", recipe.Modules.Index != default),
        ];
        foreach ((string key, bool isSaid) in ofBase) Refuse(recipe, key, isSaid, "an extension has its base's", "set it in the recipe of the base");
        (string Key, bool IsSaid)[] ofInitrds =
        [
            ("finalize.presets", !recipe.Finalize.Presets.IsEmpty), ("finalize.remove-with-libraries", !recipe.Finalize.RemoveWithLibraries.IsEmpty),
            ("finalize.hwdb", recipe.Finalize.Hwdb != default), ("finalize.library-cache", recipe.Finalize.LibraryCache),
        ];
        foreach ((string key, bool isSaid) in ofInitrds) Refuse(recipe, key, isSaid, "only an initrd as a whole can have it", "remove it");

        Refuse(recipe, "extension.scope", extension.Scope.IsEmpty, "an extension that goes nowhere", "write one at least: initrd, system or portable");
        Refuse(recipe, "extension.block-size", !int.IsPow2(extension.BlockSize), $"got {extension.BlockSize}, expected a power of two", "for example: 128");
        Refuse(
            recipe, "extension.level", extension.Level is int level && Compressor.LevelsOf(extension.Compression)?.Contains(level) != true,
            $"got {extension.Level}, expected {Compressor.LevelsOf(extension.Compression)} for {extension.Compression.Name()}", "leave it away for the default");
        foreach (string key in (string[])["extension.verity-certificate", "extension.verity-passphrase"])
        {
            Refuse(recipe, key, extension.VerityKey is null && recipe.Origins.ContainsKey(key), "nobody signs the root hash", "set extension.verity-key");
        }

        Refuse(recipe, "extension.verity-key", extension.VerityKey is not null && extension.Format != ExtensionFormat.Ddi, "only a disk image has a place for the signature", "set extension.format = \"ddi\"");
    }

    private static void RequireOwnFolders(Disk disk, Recipe recipe)
    {
        var project = new ProjectFolder(disk, recipe.Path, recipe.ProjectRoot);
        foreach (ExtraTree tree in recipe.ExtraTrees)
        {
            if (tree.AllowHostPaths || project.Holds(tree.Source.Value)) continue;
            throw new ComposerException(
                RecipeDiagnostics.HostPath,
                $"extra-trees.source: got \"{tree.Source.Value}\", expected a path inside the {(recipe.ProjectRoot == "." ? "recipe's folder" : "project")}",
                tree.Source.Location,
                "set allow-host-paths = true in this [[extra-trees]] if the image may depend on this machine");
        }

        foreach ((string key, Located<string> path) in recipe.Uki?.HostFiles ?? [])
        {
            if (recipe.Uki!.AllowHostPaths || project.Holds(path.Value)) continue;
            throw new ComposerException(
                RecipeDiagnostics.HostPath,
                $"uki.{key}: got \"{path.Value}\", expected a path inside the {(recipe.ProjectRoot == "." ? "recipe's folder" : "project")}",
                path.Location,
                "set allow-host-paths = true in [uki] if the image may depend on this machine");
        }
    }

    private static void RequireWholeUki(Recipe recipe)
    {
        if (recipe.Uki is not UkiSettings uki) return;
        Refuse(recipe, "uki.cmdline", recipe.Roles.Stub is null && uki.Stub is null, "a UKI needs a stub", "set roles.stub, or uki.stub to a file");
        Refuse(recipe, "uki.cmdline", uki.NeedsAddonStub && recipe.Roles.Stub is null && uki.AddonStub is null, "addons, and profiles that ukify joins, need a stub of their own", "set roles.stub, or uki.addon-stub to a file");
        Refuse(recipe, "uki.tries", uki.Tries is not null && uki.Layout != UkiLayoutKind.Esp, "only names on an EFI system partition count", "set uki.layout = \"esp\"");
        RequireSignerOfPcrs(recipe, uki);
        RequireDistinct(recipe, "uki.profiles", "id", [.. uki.Profiles.Select(profile => profile.Id)], uki.Profiles.IsEmpty ? null : uki.OwnProfile.Id);
        RequireDistinct(recipe, "uki.addons", "name", [.. uki.Addons.Select(addon => addon.Name)]);
    }

    /// <summary>By what is said of policies, not by who says it: `show` writes every setting, most as they are by default.</summary>
    private static void RequireSignerOfPcrs(Recipe recipe, UkiSettings uki)
    {
        if (uki.PcrSigner?.Key is { Length: > 0 }) return;
        (string Key, bool IsSaid)[] settings =
        [
            ("uki.pcr-public-key", uki.PcrSigner?.PublicKey is not null),
            ("uki.pcr-passphrase", uki.PcrSigner?.Passphrase is not null),
            ("uki.pcr-phases", !uki.PcrPhases.IsEmpty),
            ("uki.pcr-banks", !uki.PcrBanks.IsEmpty && !uki.PcrBanks.SequenceEqual(UkiSettings.DefaultPcrBanks)),
            ("uki.pcr-sign-initrd", uki.SignsInitrdPcrs),
        ];
        foreach ((string key, bool isSaid) in settings) Refuse(recipe, key, isSaid, "nobody signs policies of PCRs", "set uki.pcr-key");
    }

    /// <summary>Case aside: they become names of files, on file systems that may not tell cases apart.</summary>
    /// <param name="reserved">What none of them may be called either.</param>
    private static void RequireDistinct(Recipe recipe, string path, string key, ImmutableArray<string> names, string? reserved = null)
    {
        var first = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        if (reserved is not null) first.Add(reserved, "is the image's own");
        for (int i = 0; i < names.Length; i++)
        {
            SourceLocation location = recipe.Origins[$"{path}.{i}.{key}"];
            if (first.TryAdd(names[i], $"is taken: the first is at {location}")) continue;
            throw new ComposerException(RecipeDiagnostics.Name, $"{path}: {key} \"{names[i]}\" {first[names[i]]}", location);
        }
    }

    private static void Refuse(Recipe recipe, string path, bool isContradiction, string message, string hint)
    {
        if (isContradiction) throw new ComposerException(RecipeDiagnostics.Contradiction, $"{path}: {message}", recipe.Origins[path], hint);
    }
}
