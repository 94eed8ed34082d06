using InitrdComposer.Classes;
using InitrdComposer.Tree;

namespace InitrdComposer.Attribution;

/// <summary>A name in an image, and whose it is.</summary>
/// <param name="Node">Of the image's tree.</param>
/// <param name="Class">By rule, whether or not a package is known.</param>
/// <param name="Package">Null: no source knows one.</param>
/// <param name="MadeBy">What made it, if no package has it: "depmod", "the extra tree configs/tree"; null: nobody says.</param>
public sealed record AttributedFile(RootNode Node, FileClass Class, PackageMatch? Package, string? MadeBy)
{
    /// <summary>In bytes, unpacked; 0 of what is no regular file.</summary>
    public long Length => (Node.Inode.Body as FileBody.Regular)?.Content.Length ?? 0;

    /// <summary>Neither a package, a maker nor a rule explains it.</summary>
    public bool IsUnknown => Package is null && MadeBy is null && Class.IsUnknown;
}
