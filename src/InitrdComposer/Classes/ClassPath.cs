namespace InitrdComposer.Classes;

/// <summary>
/// A path as the rules see it, whoever laid out the image: /usr merged, programs in usr/bin, libraries in usr/lib. What is in lib, lib64, usr/lib64 and Debian's
/// usr/lib/x86_64-linux-gnu is in usr/lib then, what is in sbin and usr/sbin is in usr/bin.
/// </summary>
internal static class ClassPath
{
    /// <summary>The components of a path in the rules' layout.</summary>
    /// <param name="path">Without a leading slash, as <see cref="Tree.RootPath"/> has it.</param>
    public static List<ReadOnlyMemory<byte>> Of(ReadOnlyMemory<byte> path)
    {
        List<ReadOnlyMemory<byte>> components = [.. Split(path)];
        if (components.Count > 1 && (IsLibraryFolder(components[0].Span) || IsProgramFolder(components[0].Span))) components.Insert(0, "usr"u8.ToArray());
        if (components.Count > 2 && components[0].Span.SequenceEqual("usr"u8))
        {
            if (components[1].Span.SequenceEqual("local"u8)) components.RemoveAt(1);
            if (IsProgramFolder(components[1].Span)) components[1] = "bin"u8.ToArray();
            if (IsLibraryFolder(components[1].Span)) components[1] = "lib"u8.ToArray();
            if (components.Count > 3 && components[1].Span.SequenceEqual("lib"u8) && IsMultiarch(components[2].Span)) components.RemoveAt(2);
        }

        return components;
    }

    private static IEnumerable<ReadOnlyMemory<byte>> Split(ReadOnlyMemory<byte> path)
    {
        while (path.Span.IndexOf((byte)'/') is int slash and >= 0)
        {
            yield return path[..slash];
            path = path[(slash + 1)..];
        }

        yield return path;
    }

    private static bool IsProgramFolder(ReadOnlySpan<byte> name) => name.SequenceEqual("bin"u8) || name.SequenceEqual("sbin"u8);

    private static bool IsLibraryFolder(ReadOnlySpan<byte> name) =>
        name.SequenceEqual("lib"u8) || name.SequenceEqual("lib64"u8) || name.SequenceEqual("lib32"u8) || name.SequenceEqual("libx32"u8);

    /// <summary>Debian's multiarch tuples: "x86_64-linux-gnu", "arm-linux-gnueabihf", "aarch64-linux-musl".</summary>
    private static bool IsMultiarch(ReadOnlySpan<byte> name) => name.IndexOf("-linux-gnu"u8) > 0 || name.IndexOf("-linux-musl"u8) > 0;
}
