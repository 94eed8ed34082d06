using InitrdComposer.Files;
using InitrdComposer.Formats;
using InitrdComposer.Formats.Compression;
using InitrdComposer.Images;

namespace InitrdComposer.Questions.Comparison;

/// <summary>What compressed files of an image are when they are decompressed.</summary>
internal static class UnpackedDigests
{
    /// <summary>By the digest of the compressed file; nothing of one that is not what its name says.</summary>
    /// <param name="packed">Which, and how they are compressed.</param>
    public static Dictionary<Digest, Digest> Of(Disk disk, OpenedImage image, IReadOnlyDictionary<Digest, CompressionFormat> packed)
    {
        Dictionary<Digest, Digest> found = [];
        HashSet<Digest> left = [.. packed.Keys];
        ImageReader.Read(disk, image, content => left.Remove(content.Digest), (content, bytes) =>
        {
            try
            {
                using Stream unpacked = Decompressor.Open(bytes, packed[content.Digest]);
                found[content.Digest] = Digest.Sha256Of(unpacked);
            }
            catch (MalformedDataException)
            {
                // It stays what it is as it is stored.
            }
        });
        return found;
    }
}
