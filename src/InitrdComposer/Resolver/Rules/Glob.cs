using System.Text;
using System.Text.RegularExpressions;

namespace InitrdComposer.Resolver.Rules;

/// <summary>Shell patterns as dnf takes them in specs: '*', '?', '[abc]', '[!a-z]'.</summary>
internal static class Glob
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    public static bool IsPattern(string text) => text.AsSpan().ContainsAny("*?[");

    public static bool Matches(string pattern, string text) =>
        IsPattern(pattern) ? Regex.IsMatch(text, ToRegex(pattern), RegexOptions.CultureInvariant | RegexOptions.NonBacktracking, Patience) : pattern == text;

    private static string ToRegex(string pattern)
    {
        var regex = new StringBuilder("^");
        for (int i = 0; i < pattern.Length; i++)
        {
            int close = pattern[i] == '[' ? pattern.IndexOf(']', Math.Min(i + 2, pattern.Length)) : -1;
            if (close > 0)
            {
                string set = pattern[(i + 1)..close];
                regex.Append('[').Append(set[0] == '!' ? "^" : "").Append((set[0] == '!' ? set[1..] : set).Replace(@"\", @"\\")).Append(']');
                i = close;
            }
            else
            {
                regex.Append(pattern[i] switch { '*' => ".*", '?' => ".", char c => Regex.Escape(c.ToString()) });
            }
        }

        return regex.Append('$').ToString();
    }
}
