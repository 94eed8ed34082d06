using System.Collections.Immutable;
using InitrdComposer.Config;
using InitrdComposer.Diagnostics;
using InitrdComposer.Formats;
using InitrdComposer.Formats.Toml;
using InitrdComposer.Packages;

namespace InitrdComposer.Lock;

/// <summary>
/// A resolution, pinned: everything a build needs to know of repositories, so that it can be done again next year, offline, with the same bytes.
/// </summary>
/// <param name="Inputs">The recipe's <see cref="ResolutionInputs"/> and nothing else of it: a changed command line does not make a lock stale.</param>
/// <param name="SourceDateEpoch">Seconds since 1970 that no mtime exceeds.</param>
/// <param name="Repositories">In the recipe's order.</param>
/// <param name="Packages">Sorted by name, then architecture, then EVR as text.</param>
public sealed record LockFile(
    ImmutableArray<string> Inputs, string Architecture, long SourceDateEpoch, ImmutableArray<LockedRepository> Repositories, ImmutableArray<LockedPackage> Packages)
{
    /// <summary>What the bytes of a build depend on besides packages: this program, the encoder's library. Sorted by name.</summary>
    public ImmutableArray<LockedTool> Tools { get; init; } = [];

    /// <summary>Kernels that come from a folder, in the recipe's order.</summary>
    public ImmutableArray<LockedKernel> Kernels { get; init; } = [];

    /// <summary>When the youngest metadata was made that this was locked from: nobody can have made or signed the lock before. Null: no repository says so.</summary>
    public DateTimeOffset? MadeAfter => Repositories.OfType<LockedRepository.Metadata>().Max(repository => repository.Timestamp) is long seconds
        ? DateTimeOffset.FromUnixTimeSeconds(Math.Clamp(seconds, 0, DateTimeOffset.MaxValue.ToUnixTimeSeconds()))
        : null;

    /// <param name="recipe">The recipe that is to be built.</param>
    /// <param name="path">The lock's own file, for the message.</param>
    /// <param name="command">What makes it anew, for the hint.</param>
    /// <exception cref="ComposerException">The lock is stale (LCK04), or was edited to fetch from elsewhere than the recipe says (LCK06).</exception>
    public void RequireCurrent(Recipe recipe, string path, string command)
    {
        if (recipe.Base is not null && Inputs.FirstOrDefault(ResolutionInputs.IsBase) is string before && before != ResolutionInputs.BaseOf(recipe))
        {
            throw new ComposerException(
                LockDiagnostics.Stale, $"stale: the base has another lock than the one this was made for: was \"{before}\", is \"{ResolutionInputs.BaseOf(recipe)}\"", new SourceLocation(path),
                $"run: {command}\n  (--locks DIR keeps a lock for each base)");
        }

        if (!Inputs.Any(ResolutionInputs.IsOfSignatures) && ResolutionInputs.Of(recipe).Any(ResolutionInputs.IsOfSignatures))
        {
            throw new ComposerException(LockDiagnostics.Stale, "stale: this lock was made before signatures were checked", new SourceLocation(path), $"run: {command}");
        }

        if (ResolutionInputs.FirstDifference(Inputs, ResolutionInputs.Of(recipe)) is string difference)
        {
            // `lock` writes both of one recipe: where they contradict each other, it is not the recipe that has changed.
            foreach (LockedRepository repository in Repositories)
            {
                if (repository.Signatures is not RepositorySignatures signatures || ResolutionInputs.FirstDifferenceOfSignatures(Inputs, repository.Id, signatures) is not string edited) continue;
                throw Edited($"repository {TomlText.Quote(repository.Id)} and the lock's own inputs contradict each other: in inputs it {edited} in [[repository]]", path, command);
            }

            throw new ComposerException(
                LockDiagnostics.Stale, $"stale: {recipe.Path} has changed since this lock was made: {difference}", new SourceLocation(path), $"run: {command}");
        }

        foreach (LockedRepository repository in Repositories)
        {
            RepositorySource source = recipe.Repositories.FirstOrDefault(source => source.Id == repository.Id)
                ?? throw Edited($"repository: got {TomlText.Quote(repository.Id)}, expected one of {recipe.Path}: {string.Join(", ", recipe.Repositories.Select(known => known.Id))}", path, command);
            if (repository.DifferenceFrom(source) is not (string key, string got, string expected)) continue;
            throw Edited($"repository {TomlText.Quote(repository.Id)}: {key}: got {got}, expected {expected}, as {recipe.Path} has it", path, command);
        }
    }

    private static ComposerException Edited(string message, string path, string command) =>
        new(LockDiagnostics.ForeignRepository, message, new SourceLocation(path), $"the lock was edited: restore it, or run: {command}");
}

/// <summary>A program or library and its version, as it names itself.</summary>
public sealed record LockedTool(string Name, string Version);

/// <summary>A kernel's build or installation folder as it was.</summary>
/// <param name="Directory">As the recipe wrote it.</param>
/// <param name="Version">The kernel release, `uname -r`.</param>
/// <param name="Digest">Of everything that an image can take from it.</param>
public sealed record LockedKernel(string Directory, string Version, Digest Digest);

/// <summary>One package.</summary>
/// <param name="Repository">Id of the repository it comes from.</param>
/// <param name="Location">Path below the repository's base URL or folder; of an installed package its name.</param>
/// <param name="Size">Of the package file, of an installed package its header, in bytes.</param>
/// <param name="Digest">Of the same: what rpm calls SHA256HEADER, if it is a header's.</param>
/// <param name="RequestedBy">Why it is here; at least one: of each package that needs it the one dependency that says it best.</param>
public sealed record LockedPackage(
    Nevra Nevra, PackageRole Role, string Repository, string Location, long Size, Digest Digest, ImmutableArray<RequestedBy> RequestedBy)
{
    /// <summary>The variants that alone have it, sorted; empty: the recipe's own initrd has it, and so have all.</summary>
    public ImmutableArray<string> Variants { get; init; } = [];
}

/// <summary>One edge of the closure.</summary>
/// <param name="Package">The requiring package, or null when the recipe itself wants it.</param>
/// <param name="Dependency">The dependency's text: the requirement, or the recipe's spec.</param>
/// <param name="Line">The line that wants it, from 1, when <paramref name="Package"/> is null; null: the command line does.</param>
/// <param name="IsWeak">It was recommended, suggested or supplemented, not required.</param>
public sealed record RequestedBy(Nevra? Package, string Dependency, int? Line, bool IsWeak)
{
    /// <summary>The file that the line is of, from the recipe's folder: what the recipe includes, a drop-in; null: the recipe itself.</summary>
    public string? File { get; init; }

    /// <summary>What it is loaded for where <see cref="Package"/> does so by dlopen(), which no dependency says; null: a dependency says so.</summary>
    public DlopenReason? Dlopen { get; init; }
}

/// <summary>What a package is used for; only <see cref="Install"/> enters the tree.</summary>
public enum PackageRole
{
    Install,
    Kernel,
    Stub,
    Microcode,
}
