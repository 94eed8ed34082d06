using InitrdComposer.Formats;
using InitrdComposer.Tree;

namespace InitrdComposer.Root;

/// <summary>
/// What makes two contents one: the digest, if it is one that nobody can forge; else the place they come from (old packages promise MD5, or nothing).
/// </summary>
internal readonly record struct ContentKey(Digest Digest, Digest Package, int FileIndex)
{
    public static ContentKey Of(FileContent content) => content switch
    {
        { Digest.Algorithm: DigestAlgorithm.Sha256 or DigestAlgorithm.Sha384 or DigestAlgorithm.Sha512 } => new(content.Digest, default, 0),
        FileContent.Packaged packaged => new(default, packaged.Package, packaged.FileIndex),
        _ => throw new ArgumentException($"{content} has neither a strong digest nor a package", nameof(content)),
    };
}
