using InitrdComposer.Diagnostics;

namespace InitrdComposer.Modules;

/// <summary>Says which patterns match nothing, and what may have been meant.</summary>
internal static class UnmatchedPatterns
{
    private const int MaxNearNames = 3;

    /// <param name="unmatched">At least one.</param>
    /// <param name="what">"no module of kernel 6.12, loadable or built in".</param>
    /// <param name="names">What names there are.</param>
    public static ComposerException Error(IReadOnlyList<PathPattern> unmatched, string what, IEnumerable<string> names)
    {
        Located<string> first = unmatched[0].Source;
        string others = unmatched.Count == 1
            ? ""
            : $"; nor {(unmatched.Count == 2 ? "does" : "do")} {string.Join(", ", unmatched.Skip(1).Select(pattern => $"\"{pattern.Source.Value}\""))}";
        return new(ModuleErrors.PatternMatchesNothing, $"\"{first.Value}\" matches {what}{others}", first.Location, HintFor(first.Value, names));
    }

    private static string HintFor(string pattern, IEnumerable<string> names)
    {
        string optional = $"write \"?{pattern}\" where it may be missing";
        string name = pattern.TrimStart('-').TrimEnd('/');
        name = name[(name.LastIndexOf('/') + 1)..].Replace('_', '-');
        if (MistakenName.Find(name) is MistakenName mistaken) return $"{name} is {mistaken.What}; the kernel's driver for it is {mistaken.Module}";

        string[] near = [.. MistakenName.Near(name, names).Take(MaxNearNames)];
        return near.Length == 0 ? optional : $"did you mean {string.Join(" or ", near)}? Else {optional}";
    }
}
