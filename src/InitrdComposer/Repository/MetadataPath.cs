namespace InitrdComposer.Repository;

/// <summary>Which locations metadata may name: paths below the repository, whatever is done with them later.</summary>
internal static class MetadataPath
{
    public const string Rule = "a path below the repository, without '..'";

    /// <summary>Looks at the location after one percent-decoding, which is what a server or <see cref="Transport.ResourceUrl.Append"/> makes of it.</summary>
    public static bool IsSafe(string location)
    {
        string path = Uri.UnescapeDataString(location);
        return path.Length > 0 && path[0] != '/'
            && !path.Contains('\\', StringComparison.Ordinal)
            && !path.Any(char.IsControl)
            && !HasScheme(path)
            && !path.Split('/').Contains("..");
    }

    /// <summary>"http://…", "file:…": letters before a colon before any slash. A package's epoch is digits.</summary>
    private static bool HasScheme(string path)
    {
        int colon = path.IndexOf(':', StringComparison.Ordinal);
        if (colon <= 0 || path.AsSpan(0, colon).Contains('/')) return false;
        return path.AsSpan(colon).StartsWith("://") || path[..colon].All(char.IsAsciiLetter);
    }
}
