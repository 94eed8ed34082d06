using InitrdComposer.Tree;

namespace InitrdComposer.Attribution;

/// <summary>
/// One path for all that lead to one file on a merged system: /bin, /sbin and /lib* are links into /usr there, /usr/sbin is one to /usr/bin (Fedora 42). A package may name any
/// of them, and so may whoever makes an image.
/// </summary>
internal static class MergedPath
{
    /// <summary>The path on a merged system.</summary>
    public static RootPath Of(RootPath path)
    {
        ReadOnlySpan<byte> bytes = path.Bytes;
        int slash = bytes.IndexOf((byte)'/');
        if (slash < 0) return path;
        ReadOnlySpan<byte> folder = bytes[..slash], rest = bytes[(slash + 1)..];
        if (IsPrograms(folder)) return RootPath.Of([.. "usr/bin/"u8, .. rest]);
        if (IsLibraries(folder)) return RootPath.Of([.. "usr/"u8, .. bytes]);
        return bytes.StartsWith("usr/sbin/"u8) ? RootPath.Of([.. "usr/bin/"u8, .. bytes["usr/sbin/".Length..]]) : path;
    }

    /// <summary>All paths by which packages may name what is at a merged one, itself first.</summary>
    public static IEnumerable<RootPath> Aliases(RootPath merged)
    {
        yield return merged;
        byte[] bytes = merged.Bytes.ToArray();
        if (!bytes.AsSpan().StartsWith("usr/"u8)) yield break;
        byte[] below = bytes["usr/".Length..];
        int slash = below.AsSpan().IndexOf((byte)'/');
        if (slash < 0) yield break;
        if (below.AsSpan(0, slash).SequenceEqual("bin"u8))
        {
            byte[] program = below[(slash + 1)..];
            yield return RootPath.Of([.. "usr/sbin/"u8, .. program]);
            yield return RootPath.Of([.. "bin/"u8, .. program]);
            yield return RootPath.Of([.. "sbin/"u8, .. program]);
        }
        else if (IsLibraries(below.AsSpan(0, slash)))
        {
            yield return RootPath.Of(below);
        }
    }

    private static bool IsPrograms(ReadOnlySpan<byte> folder) => folder.SequenceEqual("bin"u8) || folder.SequenceEqual("sbin"u8);

    private static bool IsLibraries(ReadOnlySpan<byte> folder) =>
        folder.SequenceEqual("lib"u8) || folder.SequenceEqual("lib64"u8) || folder.SequenceEqual("lib32"u8) || folder.SequenceEqual("libx32"u8);
}
