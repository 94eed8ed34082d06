using System.Collections.Immutable;

namespace InitrdComposer.Root;

/// <summary>Which translations stay. C and POSIX always do; "*" keeps all; "de_DE.UTF-8" keeps "de_DE" and "de" too, where programs look next.</summary>
internal sealed class LocaleFilter(ImmutableArray<string> wanted)
{
    public bool Keeps(string locale) =>
        locale is "C" or "POSIX" || locale.StartsWith("C.", StringComparison.Ordinal) || wanted.Any(name => name == "*" || Covers(name, locale));

    /// <summary>A package's %lang(de:de_AT): one of them is enough, and a file without any belongs to everybody.</summary>
    public bool KeepsAnyOf(string languages) => languages.Length == 0 || languages.Split(':').Any(Keeps);

    /// <summary>glibc drops codeset, then territory and modifier (setlocale(3)).</summary>
    private static bool Covers(string wanted, string locale)
    {
        if (wanted == locale) return true;
        if (!wanted.StartsWith(locale, StringComparison.Ordinal)) return Normalized(wanted) == Normalized(locale);
        return wanted[locale.Length] is '_' or '.' or '@';
    }

    /// <summary>Folders of glibc write "de_DE.utf8" for "de_DE.UTF-8".</summary>
    private static string Normalized(string locale) => locale.Replace("-", "").ToLowerInvariant();
}
