using InitrdComposer.Repository;
using InitrdComposer.Resolver.Rules;
using InitrdComposer.Resolver.Solver;

namespace InitrdComposer.Resolver.Choose;

/// <summary>What Supplements and Recommends ask for once everything required is there. They are tried, never enforced.</summary>
internal sealed class WeakDependencies(Universe universe, PackageRules rules, WeakTargets targets, Preferences preferences)
{
    private readonly Lazy<int[]> _supplementing = new(() => Supplementing(universe));

    /// <summary>The open packages of the next weak dependency; null when all are met or cannot be.</summary>
    public int[]? Next(Assignment assignment) => Supplement(assignment) ?? Recommended(assignment);

    private static int[] Supplementing(Universe universe)
    {
        int[] packages =
        [
            .. universe.Index.Supplementing.Where(package => universe[package] == Availability.Available),
        ];
        Array.Sort(packages, universe);
        return packages;
    }

    private int[]? Supplement(Assignment assignment)
    {
        int[] open =
        [
            .. _supplementing.Value.Where(package =>
                assignment.IsOpen(package) && preferences.AllowsWeakly(package) && !IsSecondChoice(package) && targets.Answers(package, DependencyKind.Supplements, assignment)),
        ];
        if (open.Length == 0) return null;

        // One at a time, with the other versions and architectures of its name.
        int first = open.OrderByDescending(preferences.Weight).First();
        return [.. open.Where(package => universe.Pool.Packages[package].Name == universe.Pool.Packages[first].Name)];
    }

    /// <summary>Nobody gets a package of the secondary architecture only because it supplements something.</summary>
    private bool IsSecondChoice(int package)
    {
        if (!universe.IsSecondaryArch(package)) return false;
        foreach ((int other, _) in universe.Index.Names[universe.Pool.Packages[package].Name])
        {
            if (universe[other] == Availability.Available && !universe.IsSecondaryArch(other)) return true;
        }

        return false;
    }

    private int[]? Recommended(Assignment assignment)
    {
        foreach (int package in assignment.Installed)
        {
            foreach (ExpressionId id in rules.Sorted(package, DependencyKind.Recommends))
            {
                foreach (int[] providers in targets.Unsatisfied(id, assignment))
                {
                    int[] open = [.. providers.Where(provider => assignment.IsOpen(provider) && preferences.AllowsWeakly(provider)).Order(universe)];
                    if (open.Length > 0) return open;
                }
            }
        }

        return null;
    }
}
