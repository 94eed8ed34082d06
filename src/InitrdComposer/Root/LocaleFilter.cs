using System.Collections.Immutable;

namespace InitrdComposer.Root;

/// <summary>Which translations stay. C and POSIX always do; "*" keeps all; "de_DE.UTF-8" keeps "de_DE" and "de" too, where programs look next.</summary>
internal sealed class LocaleFilter(ImmutableArray<string> wanted)
{
    private readonly bool _isAll = wanted.Contains("*");
    private readonly HashSet<string> _kept = [.. wanted.SelectMany(Tried).Select(Normalized)];

    public bool Keeps(string locale) => _isAll || locale is "C" or "POSIX" || locale.StartsWith("C.", StringComparison.Ordinal) || _kept.Contains(Normalized(locale));

    /// <summary>A package's %lang(de:de_AT): one of them is enough, and a file without any belongs to everybody.</summary>
    public bool KeepsAnyOf(string languages) => languages.Length == 0 || languages.Split(':').Any(Keeps);

    /// <summary>The language with any of territory, codeset and modifier, as glibc looks (intl/l10nflist.c, _nl_make_l10nflist).</summary>
    private static IEnumerable<string> Tried(string locale)
    {
        (string rest, string modifier) = Cut(locale, '@');
        (rest, string codeset) = Cut(rest, '.');
        (string language, string territory) = Cut(rest, '_');
        return from one in Options(territory) from two in Options(codeset) from three in Options(modifier) select language + one + two + three;

        static string[] Options(string part) => part.Length == 0 ? [""] : [part, ""];
    }

    /// <summary>What stands before a mark, and the rest with the mark.</summary>
    private static (string Before, string Tail) Cut(string text, char mark)
    {
        int at = text.IndexOf(mark, StringComparison.Ordinal);
        return at < 0 ? (text, "") : (text[..at], text[at..]);
    }

    /// <summary>Folders of glibc write "de_DE.utf8" for "de_DE.UTF-8".</summary>
    private static string Normalized(string locale) => locale.Replace("-", "").ToLowerInvariant();
}
