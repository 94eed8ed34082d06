using System.Collections.Immutable;
using InitrdComposer.Formats;
using InitrdComposer.Tree;

namespace InitrdComposer.Questions.Comparison;

/// <summary>Two listings -> what became of each file.</summary>
internal static class FileDifferences
{
    /// <summary>An image alone: nothing became of its files.</summary>
    public static ImmutableArray<ComparedFile> OfOne(ImageListing a) => [.. a.Files.Select(file => Compared(file, FileChange.Same, [], file, null))];

    /// <summary>Sorted by place.</summary>
    public static ImmutableArray<ComparedFile> Of(ImageListing a, ImageListing b)
    {
        var files = new List<ComparedFile>(Math.Max(a.Files.Length, b.Files.Length));
        (int nextA, int nextB) = (0, 0);
        while (nextA < a.Files.Length || nextB < b.Files.Length)
        {
            int order = nextA == a.Files.Length ? 1 : nextB == b.Files.Length ? -1 : a.Files[nextA].Place.CompareTo(b.Files[nextB].Place);
            ListedFile? left = order <= 0 ? a.Files[nextA++] : null;
            ListedFile? right = order >= 0 ? b.Files[nextB++] : null;
            if (left is null) files.Add(Compared(right!, FileChange.Added, [], null, right));
            else if (right is null) files.Add(Compared(left, FileChange.Removed, [], left, null));
            else
            {
                ImmutableArray<FileAspect> what = Aspects(left, right);
                files.Add(Compared(right, what.IsEmpty ? FileChange.Same : FileChange.Changed, what, left, right));
            }
        }

        return WithMoves(files);
    }

    private static ComparedFile Compared(ListedFile named, FileChange change, ImmutableArray<FileAspect> what, ListedFile? a, ListedFile? b) =>
        new(named.Place, change, what, named.File.Class.Name, named.Package ?? a?.Package, a?.Side, b?.Side);

    private static ImmutableArray<FileAspect> Aspects(ListedFile left, ListedFile right)
    {
        (FileSide a, FileSide b) = (left.Side, right.Side);
        ImmutableArray<FileAspect>.Builder what = ImmutableArray.CreateBuilder<FileAspect>();
        if (a.Type != b.Type) what.Add(FileAspect.Type);
        else if (a.Content != b.Content) what.Add(FileAspect.Content);
        else if (a.Target != b.Target) what.Add(FileAspect.Target);

        // Nothing looks at a link's mode: archives have 0777, some packages 0755.
        if (a.Mode != b.Mode && (a.Type != FileType.Symlink || b.Type != FileType.Symlink)) what.Add(FileAspect.Mode);
        if (a.Owner != b.Owner) what.Add(FileAspect.Owner);
        if (!InodeDifference.HaveSameAttributes(left.Node.Inode.Metadata, right.Node.Inode.Metadata)) what.Add(FileAspect.Attributes);
        return what.ToImmutable();
    }

    /// <summary>A content that left one path and came at another was moved; of several that could be meant, to one of the same name, else in order.</summary>
    private static ImmutableArray<ComparedFile> WithMoves(List<ComparedFile> files)
    {
        Dictionary<Digest, List<int>> removed = [];
        for (int i = 0; i < files.Count; i++)
        {
            if (files[i] is not { Change: FileChange.Removed, A: { Content: Digest content, Size: > 0 } }) continue;
            if (!removed.TryGetValue(content, out List<int>? places)) removed.Add(content, places = []);
            places.Add(i);
        }

        for (int i = 0; i < files.Count; i++)
        {
            if (files[i] is not { Change: FileChange.Added, B: { Content: Digest content, Size: > 0 } } || !removed.TryGetValue(content, out List<int>? places) || places.Count == 0) continue;
            int chosen = Math.Max(places.FindIndex(place => files[place].Path.Name.SequenceEqual(files[i].Path.Name)), 0);
            int from = places[chosen];
            places.RemoveAt(chosen);
            files[i] = files[i] with { Moved = files[from].Path };
            files[from] = files[from] with { Moved = files[i].Path };
        }

        return [.. files];
    }
}
