using InitrdComposer.Tree;

namespace InitrdComposer.Resolver.Rules;

/// <summary>Shell patterns in specs, as everywhere in a recipe: <see cref="Fnmatch"/>.</summary>
internal static class Glob
{
    public static bool IsPattern(string text) => text.AsSpan().ContainsAny("*?[");

    public static bool Matches(string pattern, string text) => Fnmatch.IsMatch(pattern, text);
}
