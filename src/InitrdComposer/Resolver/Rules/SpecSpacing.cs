namespace InitrdComposer.Resolver.Rules;

/// <summary>Lets people write "systemd>=255", which rpm would take for a name.</summary>
internal static class SpecSpacing
{
    public static string Apply(string spec)
    {
        int start = spec.AsSpan().IndexOfAny("<>=");
        if (start <= 0) return spec;
        int end = start;
        while (end < spec.Length && spec[end] is ('<' or '>' or '=')) end++;
        return $"{spec[..start].TrimEnd()} {spec[start..end]} {spec[end..].TrimStart()}";
    }
}
