using InitrdComposer.Diagnostics;
using InitrdComposer.Tree;

namespace InitrdComposer.Root;

/// <summary>
/// Which of several owners of one path gets it, by rpm 4.18's rules for one transaction (lib/rpmfi.c rpmfilesCompare, lib/transaction.c
/// handleOverlappedFiles):
/// equal in type, mode, owner and content: they share it (mtimes may differ, the first owner's counts);
/// both coloured and differently: the 64-bit file wins (%_prefer_color 2);
/// anything else is a conflict. And three of our own:
/// a folder and a link share a path when the link leads to a folder or to nothing (what is below has moved along the link);
/// an extra tree's file or link replaces a package's, its folders leave a package's folder as it is;
/// of two extra trees the later wins.
/// </summary>
internal static class SharedPath
{
    private const int PreferredColor = 2;

    /// <exception cref="ComposerException">The two conflict.</exception>
    public static Claim Choose(Claim first, Claim second)
    {
        bool isFolder = first.Body is FileBody.Directory;
        if (isFolder != second.Body is FileBody.Directory)
        {
            Claim other = isFolder ? second : first;
            return other.Body is FileBody.SymbolicLink ? other : throw Conflict(first, second, "a folder and a file");
        }

        if (second.IsOfRecipe) return isFolder ? first : second;
        if (InodeDifference.Of(first.Node.Inode, second.Node.Inode) is not string difference) return first;
        if (first.Color != 0 && second.Color != 0 && first.Color != second.Color)
        {
            if ((first.Color & PreferredColor) != 0) return first;
            if ((second.Color & PreferredColor) != 0) return second;
        }

        throw Conflict(first, second, difference);
    }

    public static ComposerException Conflict(Claim first, Claim second, string difference) => new(
        RootErrors.Conflict, $"{first.Node.Path}: {difference}: {first.Owner} and {second.Owner} both own it",
        hint: first.IsOfRecipe || second.IsOfRecipe
            ? "an extra tree replaces files by files and links, never a folder by a file"
            : "exclude one of the packages");
}
