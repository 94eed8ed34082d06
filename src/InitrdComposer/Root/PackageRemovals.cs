using System.Collections.Immutable;
using InitrdComposer.Config;
using InitrdComposer.Diagnostics;
using InitrdComposer.Fetch;
using InitrdComposer.Tree;

namespace InitrdComposer.Root;

/// <summary>Packages that are resolved, because others require them, and not wanted all the same: nothing of them enters the tree.</summary>
internal static class PackageRemovals
{
    /// <param name="headers">Of all packages of a tree.</param>
    /// <param name="patterns">The recipe's globs of names.</param>
    /// <returns>Those that stay, in the same order.</returns>
    public static IReadOnlyList<PackageHeader> Apply(IReadOnlyList<PackageHeader> headers, ImmutableArray<Located<string>> patterns) =>
        patterns.IsEmpty ? headers : [.. headers.Where(header => !Includes(patterns, header.Nevra.Name))];

    /// <summary>Whether a package of this name is left out.</summary>
    public static bool Includes(ImmutableArray<Located<string>> patterns, string name) => patterns.Any(pattern => Matches(pattern, name));

    /// <param name="names">Of the packages of all trees.</param>
    /// <exception cref="ComposerException">A pattern that must match something matches none of them.</exception>
    public static void RequireMatches(ImmutableArray<Located<string>> patterns, IReadOnlyCollection<string> names)
    {
        foreach (Located<string> pattern in patterns.Where(pattern => !OptionalPattern.Parse(pattern.Value).MayMatchNothing && !names.Any(name => Matches(pattern, name))))
        {
            throw new ComposerException(
                RootErrors.NoSuchPackage, $"\"{pattern.Value}\" is the name of no package that is installed", pattern.Location, $"write \"?{pattern.Value}\" where it may be missing");
        }
    }

    private static bool Matches(Located<string> pattern, string name) => Fnmatch.IsMatch(OptionalPattern.Parse(pattern.Value).Text, name);
}
