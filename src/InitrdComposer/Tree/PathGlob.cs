using System.Text;

namespace InitrdComposer.Tree;

/// <summary>
/// A pattern over absolute paths, as Python's Path.glob (3.13) and so mkosi's RemoveFiles= have it: wildcards inside a component never cross a slash and do
/// match a leading dot; the component "**" stands for any number of components, none among them; a trailing slash wants a folder.
/// </summary>
public sealed class PathGlob
{
    private readonly RootPath _literal;
    private readonly byte[][] _components;
    private readonly bool _wantsFolder;

    private PathGlob(RootPath literal, byte[][] components, bool wantsFolder) =>
        (_literal, _components, _wantsFolder) = (literal, components, wantsFolder);

    /// <exception cref="ArgumentException">The pattern is not absolute, names the root itself, or has a ".." component.</exception>
    public static PathGlob Parse(string pattern)
    {
        if (pattern is not ['/', ..]) throw new ArgumentException("is not an absolute path", nameof(pattern));
        RootPath whole = RootPath.Of(pattern);
        if (whole.IsRoot) throw new ArgumentException("names the root itself", nameof(pattern));
        byte[][] components = [.. Split(whole)];
        int literal = Array.FindIndex(components, component => Fnmatch.HasWildcard(component));
        if (literal < 0) literal = components.Length;
        RootPath prefix = components.Take(literal).Aggregate(RootPath.Root, (path, component) => path.Append(component));
        return new(prefix, components[literal..], pattern.EndsWith('/'));
    }

    /// <summary>What the pattern names, in the tree's order. Links in the part before the first wildcard are followed.</summary>
    public IEnumerable<RootNode> In(RootTree tree)
    {
        if (!tree.TryResolve(_literal, followLast: _components.Length > 0, out RootPath start)) return [];
        return tree.Below(start).Where(node => (!_wantsFolder || node.Inode.Body is FileBody.Directory) && IsMatch(RelativeTo(node.Path, start)));
    }

    private bool IsMatch(ReadOnlySpan<byte> path)
    {
        // As Fnmatch does it: on a mismatch go back to the last "**" and let it take one component more. Patterns come from modules, too.
        ReadOnlySpan<byte[]> components = _components;
        ReadOnlySpan<byte[]> afterStars = default;
        ReadOnlySpan<byte> takenByStars = default;
        bool sawStars = false;
        while (true)
        {
            if (!components.IsEmpty && components[0].AsSpan().SequenceEqual("**"u8))
            {
                components = components[1..];
                afterStars = components;
                takenByStars = path;
                sawStars = true;
            }
            else if (components.IsEmpty && path.IsEmpty)
            {
                return true;
            }
            else if (!components.IsEmpty && !path.IsEmpty && Fnmatch.IsMatch(components[0], First(path)))
            {
                components = components[1..];
                path = AfterFirst(path);
            }
            else
            {
                if (!sawStars || takenByStars.IsEmpty) return false;
                takenByStars = AfterFirst(takenByStars);
                path = takenByStars;
                components = afterStars;
            }
        }
    }

    private static ReadOnlySpan<byte> First(ReadOnlySpan<byte> path) => path.IndexOf((byte)'/') is int slash and >= 0 ? path[..slash] : path;

    private static ReadOnlySpan<byte> AfterFirst(ReadOnlySpan<byte> path) => path.IndexOf((byte)'/') is int slash and >= 0 ? path[(slash + 1)..] : [];

    private static ReadOnlySpan<byte> RelativeTo(RootPath path, RootPath folder) =>
        folder.IsRoot ? path.Bytes : path.Bytes[Math.Min(path.Bytes.Length, folder.Bytes.Length + 1)..];

    private static IEnumerable<byte[]> Split(RootPath path) => Encoding.Latin1.GetString(path.Bytes).Split('/').Select(Encoding.Latin1.GetBytes);
}
