using System.Collections.Immutable;
using InitrdComposer.Config;
using InitrdComposer.Diagnostics;
using InitrdComposer.Formats;

namespace InitrdComposer.Lock;

/// <summary>
/// The part of a recipe that decides which packages are chosen: architecture, repositories, packages and roles. All else may change without a new lock.
/// </summary>
public static class ResolutionInputs
{
    private const string BaseKey = "base: ", SignaturesKey = "signatures of ";

    /// <summary>
    /// "key: value", one an input. Repositories, preferences and policies keep their order, which decides; the order of packages means nothing, so they are sorted. A
    /// lock keeps them, so that a stale one can say what changed.
    /// </summary>
    public static ImmutableArray<string> Of(Recipe recipe)
    {
        RoleSelection roles = recipe.Roles;
        return
        [
            $"architecture: {recipe.Architecture}",
            .. recipe.Repositories.Select(repository => $"repository: {repository.Id} {TextOf(repository.Place)} priority {repository.Priority}{CostOf(repository)}"),
            .. recipe.Repositories.Where(repository => repository.Place is not RepositoryPlace.Installed).SelectMany(repository => SignaturesOf(repository.Id, repository.Signatures)),
            .. recipe.Repositories.SelectMany(repository => Each($"includepkgs of {repository.Id}", repository.Includes)),
            .. recipe.Repositories.SelectMany(repository => Each($"excludepkgs of {repository.Id}", repository.Excludes)),
            .. recipe.Repositories.Where(repository => repository.IsHotfix).Select(repository => $"module_hotfixes of {repository.Id}: true"),
            .. Each("stream", recipe.Packages.Streams),
            .. Each("install", recipe.Packages.Install),
            .. Each("exclude", recipe.Packages.Exclude),
            .. InOrder("prefer", recipe.Packages.Prefer),
            .. InOrder("avoid", recipe.Packages.Avoid),
            $"weak-dependencies: {(recipe.Packages.WeakDependencies ? "true" : "false")}",
            .. DlopenOf(recipe),
            .. roles.Kernels.Select(kernel => kernel switch
            {
                KernelSource.Package package => $"kernel: {package.Spec.Value}",
                KernelSource.Directory directory => $"kernel-directory: {directory.Path.Value}",
                _ => throw new ArgumentOutOfRangeException(nameof(recipe)),
            }),
            .. Each("kernel-modules", roles.KernelModules),
            .. Each("stub", roles.Stub is Located<string> stub ? [stub] : []),
            .. Each("microcode", roles.Microcode),
            .. BaseOf(recipe) is string onBase ? [onBase] : ImmutableArray<string>.Empty,
            .. recipe.Variants.SelectMany(variant => Each($"variant {variant.Name}", variant.Install)),
        ];
    }

    /// <summary>What an extension says of its base; null of any other recipe.</summary>
    public static string? BaseOf(Recipe recipe) => recipe.Base is Digest lockOfBase ? $"{BaseKey}{lockOfBase}" : null;

    /// <summary>Of the base's lock, by the lock of an extension; null: it is no extension's.</summary>
    public static Digest? BaseOf(LockFile locked) => locked.Inputs.FirstOrDefault(IsBase) is string input && Digest.TryParse(input[BaseKey.Length..], out Digest lockOfBase) ? lockOfBase : null;

    /// <summary>Whether an input is what an extension says of its base.</summary>
    public static bool IsBase(string input) => input.StartsWith(BaseKey, StringComparison.Ordinal);

    /// <summary>Whether an input is what must be signed of a repository.</summary>
    public static bool IsOfSignatures(string input) => input.StartsWith(SignaturesKey, StringComparison.Ordinal);

    /// <summary>The first thing in which what a lock says of a repository's signatures is not what it was made for, in words; null: it is.</summary>
    public static string? FirstDifferenceOfSignatures(ImmutableArray<string> locked, string id, RepositorySignatures signatures)
    {
        string[] keys = [$"{SignaturesKey}{id}", $"trust of {id}", $"key of {id}", $"key-file of {id}"];
        return FirstDifference([.. locked.Where(input => keys.Contains(KeyOf(input)))], [.. SignaturesOf(id, signatures)]);
    }

    /// <summary>The first thing that makes two recipes different, in words; null when a lock of the one is good for the other.</summary>
    public static string? FirstDifference(ImmutableArray<string> locked, ImmutableArray<string> asked)
    {
        if (locked.SequenceEqual(asked, StringComparer.Ordinal)) return null;
        string? isNew = asked.Except(locked, StringComparer.Ordinal).FirstOrDefault();
        string? isGone = locked.Except(asked, StringComparer.Ordinal).FirstOrDefault();
        if (isNew is not null && isGone is not null && KeyOf(isNew) == KeyOf(isGone)) return $"was \"{isGone}\", is \"{isNew}\"";
        return isNew is not null ? $"\"{isNew}\" is new" : isGone is not null ? $"\"{isGone}\" is gone" : "the order of repositories, preferences, policies, kernels or variants";
    }

    private static IEnumerable<string> SignaturesOf(string id, RepositorySignatures signatures) =>
    [
        $"{SignaturesKey}{id}: {signatures.Checked.Name()}",
        .. signatures.Trust == RepositoryTrust.Strict ? (string[])[] : [$"trust of {id}: {signatures.Trust.Name()}"],
        .. signatures.Fingerprints.Select(key => $"key of {id}: {key}"),
        .. InOrder($"key-file of {id}", signatures.KeyFiles),
    ];

    /// <summary>The policy, and where there is one what it depends on: files that are left out load nothing.</summary>
    private static IEnumerable<string> DlopenOf(Recipe recipe) => recipe.Packages.Dlopen.IsEmpty ? [] :
    [
        .. InOrder("dlopen", recipe.Packages.Dlopen),
        .. Each("remove", recipe.Packages.Remove),
        .. Each("remove-files", recipe.Finalize.RemoveFiles),
        .. Each("remove-with-libraries", recipe.Finalize.RemoveWithLibraries),
        $"documentation: {(recipe.Finalize.Documentation ? "true" : "false")}",
    ];

    private static string KeyOf(string input) => input[..input.IndexOf(':', StringComparison.Ordinal)];

    private static IEnumerable<string> Each(string key, IEnumerable<Located<string>> values) =>
        values.Select(located => located.Value).Distinct().Order(StringComparer.Ordinal).Select(value => $"{key}: {value}");

    // The later outweighs the earlier.
    private static IEnumerable<string> InOrder(string key, IEnumerable<Located<string>> values) => values.Select(located => $"{key}: {located.Value}");

    private static string CostOf(RepositorySource repository) => repository.Cost == RepositorySource.DefaultCost ? "" : $" cost {repository.Cost}";

    private static string TextOf(RepositoryPlace place) => place switch
    {
        RepositoryPlace.Metadata metadata => string.Join(' ', metadata.BaseUrls.Select(url => url.Value)),
        RepositoryPlace.Listed { Kind: MirrorListKind.Metalink } list => $"metalink {list.List.Value}",
        RepositoryPlace.Listed list => $"mirrorlist {list.List.Value}",
        RepositoryPlace.Folder folder => $"packages {folder.Path.Value}",
        RepositoryPlace.Installed installed => $"installed {installed.Database.Value} root {installed.Root}",
        _ => throw new ArgumentOutOfRangeException(nameof(place)),
    };
}
