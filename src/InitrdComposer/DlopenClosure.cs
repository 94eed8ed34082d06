using System.Collections.Immutable;
using InitrdComposer.Config;
using InitrdComposer.Diagnostics;
using InitrdComposer.Fetch;
using InitrdComposer.Libraries;
using InitrdComposer.Lock;
using InitrdComposer.Removal;
using InitrdComposer.Repository;
using InitrdComposer.Resolver;
using InitrdComposer.Root;
using InitrdComposer.Root.Payload;
using InitrdComposer.Tree;

namespace InitrdComposer;

/// <summary>
/// The packages of libraries that installed programs load by dlopen(), as the recipe's packages.dlopen wants them: what the programs of a resolution say
/// is asked of the resolver as well, until its answer says nothing new (docs/decisions/0016-dlopen-closure.md).
/// </summary>
/// <param name="recipe">Complete.</param>
/// <param name="folder">Where relative paths of its repositories start.</param>
internal sealed class DlopenClosure(Recipe recipe, string folder, RepositoryLoader loader, ComposerTools tools)
{
    /// <summary>Each round but the last brings a package; libraries that load libraries are three or four deep.</summary>
    private const int MaxRounds = 32;

    /// <param name="repositories">What was resolved against.</param>
    /// <param name="roles">Without libraries that are loaded by dlopen().</param>
    /// <exception cref="ComposerException">
    /// A required library has no provider (SLV12), a feature is none of any file (SLV13), packages take turns (SLV14), or a package cannot be had or read.
    /// </exception>
    public async Task<DlopenClosureResult> CloseAsync(
        RepositorySet repositories, ImmutableArray<RoleResolution> roles, IProgress<ComposerProgress>? progress, CancellationToken cancellation)
    {
        if (recipe.Packages.Dlopen.IsEmpty) return new(repositories, roles, []);
        using var spool = new Spool(tools.Disk, tools.SpoolFolder);
        for (int round = 0; round < MaxRounds; round++)
        {
            LockFile found = OfTrees(Locker.Lock(recipe, repositories, roles, []));
            using PackageStore store = await FetchAsync(found, progress, cancellation);
            progress?.Report(new("reading what programs load"));
            var headers = PackageHeaders.Read(store, found.Packages);
            var policy = new DlopenPolicy(recipe.Packages.Dlopen);
            var resolver = new PackageResolver(repositories.Pool);
            var notices = new List<Notice>();
            bool isClosed = true;
            var next = ImmutableArray.CreateBuilder<RoleResolution>(roles.Length);
            foreach (RoleResolution role in roles)
            {
                if (role.Asked.Role != PackageRole.Install)
                {
                    next.Add(role);
                    continue;
                }

                var providers = new DlopenProviders(role, resolver);
                RoleRequest asked = role.Asked.Loading(providers.RequestsOf(Survey(headers, role.Asked.Variant, found, store, spool), policy, notices));
                bool isSame = asked.Request.Wanted.SequenceEqual(role.Asked.Request.Wanted);
                isClosed &= isSame;
                (repositories, RoleResolution answer) = isSame ? (repositories, new(asked, role.Solved)) : await RecipeResolution.ResolveAsync(asked, repositories, loader, cancellation);
                next.Add(answer);
            }

            roles = next.MoveToImmutable();
            if (!isClosed) continue;
            policy.RequireMatches();
            return new(repositories, roles, [.. notices.Distinct()]);
        }

        throw new ComposerException(
            ResolverDiagnostics.UnsettledDlopen, $"packages.dlopen: after {MaxRounds} rounds each answer still loads other libraries than the one before", recipe.Packages.Dlopen[0].Location,
            "packages take turns: name one of them in packages.install or packages.exclude");
    }

    private static LockFile OfTrees(LockFile locked) => locked with { Packages = [.. locked.Packages.Where(package => package.Role == PackageRole.Install)] };

    /// <summary>Only packages that no run has read before are fetched ahead, several at a time.</summary>
    private Task<PackageStore> FetchAsync(LockFile found, IProgress<ComposerProgress>? progress, CancellationToken cancellation) =>
        tools.Fetcher.FetchHeadersAsync(found, folder, Composer.Counted(progress), cancellation);

    /// <summary>Of the tree as it will be but for the recipe's own files, the kernel's and generated ones: a lock does not depend on the first, the others load nothing.</summary>
    private DlopenSurvey Survey(PackageHeaders headers, string? variant, LockFile found, PackageStore store, Spool spool)
    {
        RootTree tree = Userspace.Of(recipe, headers, variant, []).Tree;
        var contents = new Contents(tools.Disk, [tree], store, found.Packages, spool);
        HashSet<Origin> configuring = [.. tree.Where(node => node.Path == LoaderConfiguration.File || node.Path.IsWithin(LoaderConfiguration.Folder)).Select(node => node.Origin)];
        var texts = new SmallFiles(contents, [.. found.Packages.Where(package => configuring.Contains(new Origin.Package(package.Nevra)))], tools.Remembered);
        var catalog = new NeedsCatalog(contents, tools.Remembered);
        tree = new LibraryRemoval(catalog, found.Packages).Apply(RemoveFiles.Apply(tree, recipe.Finalize.RemoveFiles), recipe.Finalize.RemoveWithLibraries, texts).Tree;
        var survey = DlopenSurvey.Of(tree, catalog.Of(tree), texts);
        texts.Remember();
        return survey;
    }
}

/// <summary>Resolutions with the libraries that their programs load.</summary>
/// <param name="Notices">Libraries that no package has, and that nothing needs.</param>
internal sealed record DlopenClosureResult(RepositorySet Repositories, ImmutableArray<RoleResolution> Roles, ImmutableArray<Notice> Notices);
