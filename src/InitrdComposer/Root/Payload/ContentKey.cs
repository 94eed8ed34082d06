using InitrdComposer.Formats;
using InitrdComposer.Tree;

namespace InitrdComposer.Root.Payload;

/// <summary>
/// What makes two contents one: the digest, if it is one that nobody can forge, and the package; else the place in the package (old packages promise
/// MD5, or nothing). Packages do not share: whoever unpacks one waits for no other.
/// </summary>
internal readonly record struct ContentKey(Digest Digest, Digest Package, int FileIndex)
{
    public static ContentKey Of(FileContent content) => content switch
    {
        FileContent.Packaged packaged => IsStrong(content.Digest) ? new(content.Digest, packaged.Package, 0) : new(default, packaged.Package, packaged.FileIndex),
        _ when IsStrong(content.Digest) => new(content.Digest, default, 0),
        _ => throw new ArgumentException($"{content} has neither a strong digest nor a package", nameof(content)),
    };

    private static bool IsStrong(Digest digest) => digest.Algorithm is DigestAlgorithm.Sha256 or DigestAlgorithm.Sha384 or DigestAlgorithm.Sha512;
}
