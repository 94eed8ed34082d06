using System.Collections.Immutable;

namespace InitrdComposer.Classes;

/// <summary>The names that classes may have, for whoever names one.</summary>
public static class ClassNames
{
    private const string Placeholder = "{}";

    /// <summary>All that do not depend on a path, wider levels among them; sorted.</summary>
    public static ImmutableArray<string> All { get; } =
    [
        .. ClassRules.Table.Select(rule => rule.Class.Split('/').TakeWhile(level => level != Placeholder)).SelectMany(levels => Prefixes([.. levels]))
            .Append(FileClass.Unknown.Name).Distinct().Order(StringComparer.Ordinal),
    ];

    /// <summary>Whether files may be of a class of that name, or of one that is part of it.</summary>
    public static bool IsKnown(string name) =>
        All.Contains(name) || ClassRules.Table.Any(rule => rule.Class.Split('/') is var levels && name.Split('/') is var parts && parts.Length <= levels.Length
            && parts.Zip(levels).All(pair => pair.Second == Placeholder ? pair.First.Length > 0 : pair.First == pair.Second));

    /// <summary>Whether a class is another, or one of its narrower levels.</summary>
    public static bool IsPartOf(string name, string wider) => name == wider || (name.Length > wider.Length && name[wider.Length] == '/' && name.StartsWith(wider, StringComparison.Ordinal));

    private static IEnumerable<string> Prefixes(string[] levels) => Enumerable.Range(1, levels.Length).Select(count => string.Join('/', levels.Take(count)));
}
