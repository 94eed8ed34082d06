namespace InitrdComposer.Config;

/// <summary>Paths of the host as recipes write them: with slashes, relative to a folder that is known by the context. Lexical: no disk is asked.</summary>
internal static class HostPath
{
    /// <summary>A path that starts from a folder, seen from where the folder's own path starts; "." for the folder that is there itself.</summary>
    public static string Join(string folder, string path)
    {
        if (folder.Length == 0 || path.StartsWith('/')) return path;
        var parts = new List<string>();
        foreach (string part in $"{folder}/{path}".Split('/'))
        {
            if (part is "." || (part.Length == 0 && parts.Count > 0)) continue;
            if (part == ".." && parts is [.., not ("" or "..")]) parts.RemoveAt(parts.Count - 1);
            else parts.Add(part);
        }

        return parts.Count == 0 ? "." : string.Join('/', parts);
    }

    /// <summary>How many folders above its start a path comes at its highest: 0 for "a/b" and "a/../b", 2 for "../../x".</summary>
    public static int Ascent(string path)
    {
        int depth = 0, highest = 0;
        foreach (string part in path.Split('/'))
        {
            depth += part switch { "" or "." => 0, ".." => -1, _ => 1 };
            highest = Math.Min(highest, depth);
        }

        return -highest;
    }
}
