using System.Collections.Immutable;
using InitrdComposer.Config;
using InitrdComposer.Diagnostics;
using InitrdComposer.Repository;
using InitrdComposer.Resolver;
using InitrdComposer.Testing;
using InitrdComposer.Transport;

namespace InitrdComposer.Tests.Resolver.Oracle;

/// <summary>Packages of a repository drawn at random, a few at a time, and what the resolver makes of each set.</summary>
/// <param name="Wanted">Names.</param>
/// <param name="Answer">"name-evr.arch", sorted; null: no solution.</param>
internal sealed record SeedSet(ImmutableArray<string> Wanted, ImmutableArray<string>? Answer)
{
    private const int Count = 500;

    private const int MaximumSeeds = 3;

    /// <summary>The same sets in every run.</summary>
    private const int Seed = 4;

    /// <summary>Answers from the repository in a folder, with filelists where it has some.</summary>
    public static async Task<ImmutableArray<SeedSet>> AnswerAsync(string repository, string architecture, CancellationToken cancellation)
    {
        using var cache = new TempFolder();
        using var downloader = new Downloader(new Cache(cache.Path));
        var loader = new RepositoryLoader(downloader);
        RepositorySet set = await loader.LoadAsync(
            [new("oracle", new RepositoryPlace.Metadata(new(repository, new SourceLocation("test"))), 99) { Signatures = RepositorySignatures.None }], "/", cancellation: cancellation);
        Pool pool = set.Pool;
        pool = (await loader.WithFilesAsync(set, Paths(pool), cancellation: cancellation)).Pool;

        string[] names = [.. pool.Packages.Select(package => pool.Strings.Text(package.Name)).Distinct().Order(StringComparer.Ordinal)];
        var random = new Random(Seed);
        var resolver = new PackageResolver(pool);
        return
        [
            .. Enumerable.Range(0, Count)
                .Select(_ => Enumerable.Range(0, random.Next(1, MaximumSeeds + 1)).Select(_ => names[random.Next(names.Length)]).Distinct().ToImmutableArray())
                .Select(wanted => new SeedSet(wanted, Names(pool, resolver.Resolve(new(architecture, wanted) { Multilib = true })))),
        ];
    }

    private static ImmutableArray<string>? Names(Pool pool, Resolution resolution) => resolution is Resolution.Solved solved
        ? [.. solved.Packages.Select(package => pool.Nevra(package.Package).ToString()).Order(StringComparer.Ordinal)]
        : null;

    private static IEnumerable<string> Paths(Pool pool) => pool.Expressions
        .Where(expression => expression.Operator == ExpressionOperator.Name)
        .Select(expression => pool.Strings.Text(expression.Name))
        .Where(name => name.StartsWith('/'));
}
