using System.Collections.Immutable;
using System.Runtime.InteropServices;
using InitrdComposer.Attribution;
using InitrdComposer.Images;
using InitrdComposer.Tree;

namespace InitrdComposer.Questions.Comparison;

/// <summary>The files of an image by their places, with whose they are and what they take.</summary>
internal sealed class ImageListing
{
    private readonly Dictionary<RootPath, ListedFile> _byPlace;

    private ImageListing(AttributedImage attributed, ImmutableArray<ListedFile> files, bool isStoredEstimated)
    {
        IsStoredEstimated = isStoredEstimated;
        Attributed = attributed;
        Files = files;
        _byPlace = files.ToDictionary(file => file.Place);
        Tree = RootTree.Of(files.Select(file => file.Node with { Path = file.Place }));
    }

    public AttributedImage Attributed { get; }

    public OpenedImage Image => Attributed.Image;

    /// <summary>Some of the stored sizes are shares by ratio.</summary>
    public bool IsStoredEstimated { get; }

    /// <summary>Sorted by place.</summary>
    public ImmutableArray<ListedFile> Files { get; }

    /// <summary>Every file at its place.</summary>
    public RootTree Tree { get; }

    /// <param name="attributed">The image, and whose its files are.</param>
    /// <param name="places">Where they are compared.</param>
    public static ImageListing Of(AttributedImage attributed, FilePlaces places)
    {
        OpenedImage image = attributed.Image;
        var firstNames = new Dictionary<Inode, RootPath>(ReferenceEqualityComparer.Instance);
        var counted = new HashSet<(int Part, long Offset)>();
        bool isEstimated = false;
        ListedFile[] files = [.. places.Of(image.Tree).Select(file => new ListedFile(file.Place, attributed[file.Node.Path], SideOf(file.Node)))];
        Array.Sort(files, (left, right) => left.Place.CompareTo(right.Place));
        return new(attributed, ImmutableCollectionsMarshal.AsImmutableArray(files), isEstimated);

        FileSide SideOf(RootNode node)
        {
            (Metadata metadata, FileBody body) = (node.Inode.Metadata, node.Inode.Body);
            ImageContent? content = (body as FileBody.Regular)?.Content as ImageContent;
            RootPath? first = content is null || firstNames.TryAdd(node.Inode, node.Path) ? null : firstNames[node.Inode];
            bool isCounted = content is not null && first is null;
            return new(
                node.Path, TypeOf(body), isCounted ? content!.Length : 0, isCounted ? StoredOf(content!) : 0, metadata.Mode, $"{NumberOf(metadata.User)}:{NumberOf(metadata.Group)}", content?.Digest,
                body switch
                {
                    FileBody.SymbolicLink link => link.Target.ToString(),
                    FileBody.Device device => $"{device.Major}:{device.Minor}",
                    _ => null,
                },
                first);
        }

        // What a file system stores once for several files is counted at the first of them.
        long StoredOf(ImageContent content)
        {
            if (content.Length == 0 || !counted.Add((content.Part, content.Offset))) return 0;
            StoredSize size = image.StoredSize(content);
            isEstimated |= size.IsEstimated;
            return size.Length;
        }
    }

    /// <summary>The file at a place where there is one.</summary>
    /// <exception cref="KeyNotFoundException">There is none.</exception>
    public ListedFile At(RootPath place) => _byPlace[place];

    /// <summary>Folders that the image does not name are root's.</summary>
    private static string NumberOf(string owner) => owner == "root" ? "0" : owner;

    private static FileType TypeOf(FileBody body) => body switch
    {
        FileBody.Directory => FileType.Directory,
        FileBody.SymbolicLink => FileType.Symlink,
        FileBody.Device { IsBlock: true } => FileType.Block,
        FileBody.Device => FileType.Character,
        FileBody.Fifo => FileType.Fifo,
        FileBody.Socket => FileType.Socket,
        _ => FileType.File,
    };
}

/// <summary>A file of an image.</summary>
/// <param name="Place">Where it is compared.</param>
/// <param name="File">What it is, and whose.</param>
/// <param name="Side">What a comparison says of it.</param>
internal sealed record ListedFile(RootPath Place, AttributedFile File, FileSide Side)
{
    public RootNode Node => File.Node;

    public string? Package => File.Package?.Nevra.Name;

    public SizeTotal Total => new(Side.Type == FileType.File && Side.HardLink is null ? 1 : 0, Side.Size, Side.Stored);
}
