using System.Collections.Immutable;
using System.Text;
using InitrdComposer.Formats.IO;

namespace InitrdComposer.Uki;

/// <summary>KEY=VALUE lines of .osrel and .profile: comments begin with #, of two lines with one key the last counts.</summary>
internal static class EnvironmentText
{
    /// <summary>As systemd-boot reads them: one pair of quotes around a value is not part of it, whatever is between them is.</summary>
    public static ImmutableDictionary<string, string> ReadAsBootLoader(PositionalSource? section) => Read(section, Unquoted);

    /// <summary>As os-release(5) has them: in double quotes a backslash stands before what would end or change the text.</summary>
    public static ImmutableDictionary<string, string> Read(PositionalSource? section) => Read(section, Unescaped);

    private static ImmutableDictionary<string, string> Read(PositionalSource? section, Func<string, string> valueOf)
    {
        ImmutableDictionary<string, string>.Builder values = ImmutableDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        foreach (string line in (StubText.Of(section) ?? "").Split('\n').Select(line => line.Trim(' ', '\t', '\r')))
        {
            int equals = line.IndexOf('=', StringComparison.Ordinal);
            if (equals <= 0 || line[0] == '#') continue;
            values[line[..equals].TrimEnd()] = valueOf(line[(equals + 1)..].TrimStart());
        }

        return values.ToImmutable();
    }

    private static string Unquoted(string value) => value is ['"', .., '"'] or ['\'', .., '\''] ? value[1..^1] : value;

    private static string Unescaped(string value)
    {
        string inner = Unquoted(value);
        if (inner.Length == value.Length || value[0] == '\'') return inner;
        var plain = new StringBuilder();
        for (int i = 0; i < inner.Length; i++) plain.Append(inner[i] == '\\' && i + 1 < inner.Length ? inner[++i] : inner[i]);
        return plain.ToString();
    }
}
