using InitrdComposer.Repository;
using InitrdComposer.Resolver.Rules;
using InitrdComposer.Resolver.Solver;

namespace InitrdComposer.Resolver.Choose;

/// <summary>
/// Versions that a lock rules out for as long as there is a solution without them. They are decided against before anything else is decided, so that
/// the search takes such a decision back last: when nothing but that version is left.
/// </summary>
internal sealed class LockedVersions(Universe universe, Policy policy, ResolutionRequest request)
{
    private readonly Lazy<int[]> _ruledOut = new(() => RuledOut(universe, policy, request));

    /// <summary>The next version to decide against, or null.</summary>
    public Decision? Next(Assignment assignment)
    {
        foreach (int package in _ruledOut.Value)
        {
            if (assignment.IsOpen(package)) return new(Literal.NotInstalled(package), assignment.Level);
        }

        return null;
    }

    /// <summary>Names to update come first: what they need moves others. Of each name the oldest version comes first.</summary>
    private static int[] RuledOut(Universe universe, Policy policy, ResolutionRequest request)
    {
        HashSet<int> locked = [.. request.Locked.Select(package => package.Index)];
        return
        [
            .. request.Updated.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).SelectMany(name => OldVersions(universe, policy, name)),
            .. locked.Order(universe).SelectMany(package => OtherVersions(universe, package, locked)),
        ];
    }

    private static IEnumerable<int> OldVersions(Universe universe, Policy policy, string name)
    {
        if (universe.Pool.Strings.Find(name) is not StringId id) return [];
        int[] versions = Available(universe, id);
        if (versions.Length == 0) return [];
        int best = policy.Best(versions).Packages[0];
        return versions.Reverse().Where(version => universe.CompareVersions(version, best) != 0);
    }

    private static IEnumerable<int> OtherVersions(Universe universe, int package, HashSet<int> locked) =>
        Available(universe, universe.Pool.Packages[package].Name).Reverse().Where(other => !locked.Contains(other) && universe.ShareColour(package, other));

    private static int[] Available(Universe universe, StringId name) =>
    [
        .. universe.Index.Names[name].ToArray().Select(entry => entry.Package).Where(package => universe[package] == Availability.Available).Order(universe),
    ];
}
