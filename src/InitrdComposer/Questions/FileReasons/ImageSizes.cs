using System.Collections.Immutable;
using InitrdComposer.Images;
using InitrdComposer.Tree;

namespace InitrdComposer.Questions.FileReasons;

/// <summary>What the files of an image take, hard links once.</summary>
public sealed class ImageSizes
{
    public ImageSizes(OpenedImage image)
    {
        Image = image;
        Files = [.. image.Tree.Where(node => node.Inode.Body is FileBody.Regular).DistinctBy(node => node.Inode)];
        Total = Of(Files);
        IsEstimated = Files.Any(node => image.StoredSize((ImageContent)((FileBody.Regular)node.Inode.Body).Content).IsEstimated);
    }

    public OpenedImage Image { get; }

    /// <summary>Regular files, by path.</summary>
    public ImmutableArray<RootNode> Files { get; }

    public ImageSize Total { get; }

    /// <summary>Stored bytes of files are by the ratio of what they are compressed with.</summary>
    public bool IsEstimated { get; }

    public ImageSize Of(RootNode node) =>
        node.Inode.Body is FileBody.Regular { Content: ImageContent content } ? new(1, content.Length, Image.StoredSize(content).Length) : default;

    public ImageSize Of(IEnumerable<RootNode> nodes) => nodes.DistinctBy(node => node.Inode).Aggregate(default(ImageSize), (sum, node) => sum + Of(node));
}
