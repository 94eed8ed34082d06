using System.Diagnostics.CodeAnalysis;

namespace InitrdComposer.Tree;

/// <summary>Following symbolic links inside the tree, never outside: ".." of the root is the root, an absolute target starts at the tree's own root.</summary>
public sealed partial class RootTree
{
    /// <summary>As many links as Linux follows in one look-up (path_resolution(7), MAXSYMLINKS).</summary>
    public const int MaxLinks = 40;

    /// <summary>
    /// Where a path leads once the links among its components are followed. What does not exist in the tree is no link, so the answer may name
    /// something that is not there.
    /// </summary>
    /// <param name="path">As a program in the image would write it.</param>
    /// <param name="followLast">Whether a link at the very end is followed too, as open(2) does and lstat(2) does not.</param>
    /// <param name="physical">A path none of whose parents is a link.</param>
    /// <returns>False for a loop (more than <see cref="MaxLinks"/>) and for a result longer than <see cref="RootPath.MaxLength"/>.</returns>
    public bool TryResolve(RootPath path, bool followLast, out RootPath physical) =>
        TryResolve(path, followLast, next => TryGet(next, out RootNode? node) ? node.Inode.Body as FileBody.SymbolicLink : null, out physical);

    /// <inheritdoc cref="TryResolve(RootPath, bool, out RootPath)"/>
    /// <param name="linkAt">The link that a path is; null: it is none. For trees that are still made.</param>
    internal static bool TryResolve(RootPath path, bool followLast, Func<RootPath, FileBody.SymbolicLink?> linkAt, out RootPath physical)
    {
        physical = RootPath.Root;
        byte[] rest = path.Bytes.ToArray();
        int position = 0;
        int links = 0;
        while (position < rest.Length)
        {
            int slash = rest.AsSpan(position).IndexOf((byte)'/');
            int end = slash < 0 ? rest.Length : position + slash;
            ReadOnlySpan<byte> component = rest.AsSpan(position..end);
            position = Math.Min(end + 1, rest.Length);
            if (component is [] or [(byte)'.']) continue;
            if (component is [(byte)'.', (byte)'.'])
            {
                physical = physical.Parent;
                continue;
            }

            if (!RootPath.TryParse([.. physical.Bytes, (byte)'/', .. component], out RootPath next)) return false;
            bool isLast = rest.AsSpan(position).IndexOfAnyExcept((byte)'/') < 0;
            if ((followLast || !isLast) && linkAt(next) is FileBody.SymbolicLink link)
            {
                if (++links > MaxLinks) return false;
                ReadOnlySpan<byte> target = link.Target.Bytes;
                if (target is [(byte)'/', ..]) physical = RootPath.Root;
                rest = [.. target, (byte)'/', .. rest.AsSpan(position)];
                position = 0;
                continue;
            }

            physical = next;
        }

        return true;
    }

    /// <summary>The node that a path leads to, all links followed.</summary>
    public bool TryFind(RootPath path, [NotNullWhen(true)] out RootNode? node)
    {
        node = null;
        return TryResolve(path, followLast: true, out RootPath physical) && TryGet(physical, out node);
    }
}
