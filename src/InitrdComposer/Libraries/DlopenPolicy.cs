using System.Collections.Immutable;
using InitrdComposer.Config;
using InitrdComposer.Diagnostics;
using InitrdComposer.Formats;
using InitrdComposer.Formats.Elf;
using InitrdComposer.Resolver;
using InitrdComposer.Tree;

namespace InitrdComposer.Libraries;

/// <summary>
/// The recipe's packages.dlopen: which libraries that files load by dlopen() are to be there. Elements in the recipe's order; the last that matches
/// decides. Remembers which features there are, and which elements ever matched.
/// </summary>
/// <param name="elements">A priority, which means that one and those above it, or a glob of features.</param>
internal sealed class DlopenPolicy(ImmutableArray<Located<string>> elements)
{
    private readonly ImmutableArray<Element> _elements = [.. elements.Select(Element.Parse)];
    private readonly HashSet<Element> _matched = [];
    private readonly SortedSet<string> _features = new(StringComparer.Ordinal);

    /// <summary>The element that wants what a file loads; null: none does, or one that leaves it out comes later.</summary>
    public Located<string>? Wants(DlopenNote note)
    {
        if (note.Feature is not null) _features.Add(Printable.Escape(note.Feature));
        Element? decision = null;
        foreach (Element element in _elements.Where(element => element.Matches(note)))
        {
            _matched.Add(element);
            decision = element;
        }

        return decision is { IsNegative: false } ? decision.Source : null;
    }

    /// <exception cref="ComposerException">A feature that must be there is none of any file that was asked about (SLV13).</exception>
    public void RequireMatches()
    {
        if (_elements.FirstOrDefault(element => element is { Priority: null, IsOptional: false } && !_matched.Contains(element)) is not Element unmatched) return;
        string known = _features.Count == 0 ? "no file says for what it loads a library" : $"features that files have: {string.Join(", ", _features)}";
        throw new ComposerException(
            ResolverDiagnostics.UnmatchedFeature, $"packages.dlopen: \"{unmatched.Source.Value}\" is a feature of no file of the image", unmatched.Source.Location,
            $"{known}; with '?' in front it may match nothing");
    }

    /// <param name="Priority">Null: it names features.</param>
    /// <param name="Feature">A glob.</param>
    private sealed record Element(Located<string> Source, DlopenPriority? Priority, string Feature, bool IsOptional, bool IsNegative)
    {
        public static Element Parse(Located<string> source)
        {
            (string text, bool isOptional) = OptionalPattern.Parse(source.Value);
            bool isNegative = text.StartsWith('-');
            return new(source, DlopenPriorities.FromName(text), isNegative ? text[1..] : text, isOptional, isNegative);
        }

        public bool Matches(DlopenNote note) => Priority is DlopenPriority least ? note.Priority <= least : note.Feature is not null && Fnmatch.IsMatch(Feature, note.Feature);
    }
}
