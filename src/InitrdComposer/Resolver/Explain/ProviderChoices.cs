using System.Collections.Immutable;
using InitrdComposer.Diagnostics;
using InitrdComposer.Repository;

namespace InitrdComposer.Resolver.Explain;

/// <summary>Which choices a solution rests on, and what each alternative would have cost: every one is resolved with the alternative preferred.</summary>
public static class ProviderChoices
{
    /// <summary>Alternatives of a choice that are named.</summary>
    private const int MaximumAlternatives = 3;

    /// <summary>Alternatives that are resolved, of all solutions together; a distribution's initrd has some ten.</summary>
    private const int MaximumTrials = 40;

    /// <summary>
    /// The choices of solutions that were real: without those that a preference or the lock made, and those where all were installed in the end. What
    /// several solutions rest on in the same way is told once.
    /// </summary>
    /// <param name="resolver">Of the pool that was resolved in.</param>
    public static ImmutableArray<ProviderChoice> Of(PackageResolver resolver, params IEnumerable<(ResolutionRequest Request, Resolution.Solved Solved)> answers)
    {
        int trials = 0;
        return
        [
            .. from answer in answers
               from open in Open(resolver.Pool, answer.Solved)
               group (answer, open) by (open.Choice.For.Dependency, By: By(open.Choice), Chosen: NameOf(resolver.Pool, open.Choice.Chosen)) into same
               let first = same.First()
               select new ProviderChoice(same.Key.Dependency, same.Key.By, same.Key.Chosen, first.open.Choice.Rule, [.. first.open.Others.Select(name => Alternative(first.answer, name))]),
        ];

        string? By(Choice choice) => choice.For.Package is PackageId package ? NameOf(resolver.Pool, package) : null;

        ProviderAlternative Alternative((ResolutionRequest Request, Resolution.Solved Solved) answer, string name) =>
            new(name, trials++ < MaximumTrials ? SizeWith(resolver, answer.Request, name) - SizeOf(resolver.Pool, answer.Solved) : null);
    }

    private static IEnumerable<(Choice Choice, string[] Others)> Open(Pool pool, Resolution.Solved solved)
    {
        HashSet<string> installed = [.. solved.Packages.Select(package => NameOf(pool, package.Package))];
        return from choice in solved.Choices
               where choice.Rule is not (ChoiceRule.Necessity or ChoiceRule.Preference or ChoiceRule.Locked)
               let others = choice.Others.Select(other => NameOf(pool, other)).Distinct().Where(name => !installed.Contains(name)).Take(MaximumAlternatives).ToArray()
               where others.Length > 0
               select (choice, others);
    }

    /// <summary>Installed bytes of the solution that has a package of this name; null when there is none.</summary>
    private static long? SizeWith(PackageResolver resolver, ResolutionRequest request, string name)
    {
        try
        {
            return resolver.Resolve(request with { Preferences = [.. request.Preferences, new(name, PreferenceKind.Favor)] }) is Resolution.Solved other
                && other.Packages.Any(package => NameOf(resolver.Pool, package.Package) == name)
                ? SizeOf(resolver.Pool, other)
                : null;
        }
        catch (ComposerException gaveUp) when (gaveUp.Id == ResolverDiagnostics.GaveUp)
        {
            return null;
        }
    }

    private static long SizeOf(Pool pool, Resolution.Solved solved) => solved.Packages.Sum(package => pool[package.Package].InstalledSize);

    private static string NameOf(Pool pool, PackageId package) => pool.Strings.Text(pool[package].Name);
}
