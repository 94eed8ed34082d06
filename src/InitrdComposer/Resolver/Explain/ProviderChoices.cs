using System.Collections.Immutable;
using InitrdComposer.Diagnostics;
using InitrdComposer.Repository;

namespace InitrdComposer.Resolver.Explain;

/// <summary>Which choices a solution rests on, and what each alternative would have cost: every one is resolved with the alternative preferred.</summary>
public static class ProviderChoices
{
    /// <summary>Alternatives of a choice that are named.</summary>
    private const int MaximumAlternatives = 3;

    /// <summary>Alternatives of a solution that are resolved; a distribution's initrd has some ten.</summary>
    private const int MaximumTrials = 40;

    /// <summary>The choices of a solution that were real: without those that a preference or the lock made, and those where all were installed in the end.</summary>
    public static ImmutableArray<ProviderChoice> Of(Pool pool, ResolutionRequest request, Resolution.Solved solved)
    {
        HashSet<string> installed = [.. solved.Packages.Select(package => NameOf(pool, package.Package))];
        (Choice Choice, string[] Others)[] open =
        [
            .. from choice in solved.Choices
               where choice.Rule is not (ChoiceRule.Necessity or ChoiceRule.Preference or ChoiceRule.Locked)
               let others = choice.Others.Select(other => NameOf(pool, other)).Distinct().Where(name => !installed.Contains(name)).Take(MaximumAlternatives).ToArray()
               where others.Length > 0
               select (choice, others),
        ];
        if (open.Length == 0) return [];

        var resolver = new PackageResolver(pool);
        long size = SizeOf(pool, solved);
        int trials = 0;
        return
        [
            .. open.Select(entry => new ProviderChoice(
                entry.Choice.For.Dependency, entry.Choice.For.Package is PackageId package ? NameOf(pool, package) : null, NameOf(pool, entry.Choice.Chosen), entry.Choice.Rule,
                [.. entry.Others.Select(name => new ProviderAlternative(name, trials++ < MaximumTrials ? SizeWith(pool, resolver, request, name) - size : null))])),
        ];
    }

    /// <summary>Installed bytes of the solution that has a package of this name; null when there is none.</summary>
    private static long? SizeWith(Pool pool, PackageResolver resolver, ResolutionRequest request, string name)
    {
        try
        {
            return resolver.Resolve(request with { Preferences = [.. request.Preferences, new(name, PreferenceKind.Favor)] }) is Resolution.Solved other
                && other.Packages.Any(package => NameOf(pool, package.Package) == name)
                ? SizeOf(pool, other)
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
