using System.Collections.Immutable;
using InitrdComposer.Formats.IO;

namespace InitrdComposer.Uki.Forecast;

/// <summary>KEY=VALUE lines of .osrel and .profile as systemd-boot reads them: comments begin with #, one pair of quotes around a value is not part of it.</summary>
internal static class EnvironmentText
{
    public static ImmutableDictionary<string, string> Read(PositionalSource? section)
    {
        ImmutableDictionary<string, string>.Builder values = ImmutableDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        foreach (string line in (StubText.Of(section) ?? "").Split('\n').Select(line => line.Trim(' ', '\t', '\r')))
        {
            int equals = line.IndexOf('=', StringComparison.Ordinal);
            if (equals <= 0 || line[0] == '#') continue;
            values[line[..equals].TrimEnd()] = Unquoted(line[(equals + 1)..].TrimStart());
        }

        return values.ToImmutable();
    }

    private static string Unquoted(string value) => value is ['"', .., '"'] or ['\'', .., '\''] ? value[1..^1] : value;
}
