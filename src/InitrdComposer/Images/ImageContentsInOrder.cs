using InitrdComposer.Files;
using InitrdComposer.Formats;
using InitrdComposer.Formats.Compression;
using InitrdComposer.Formats.IO;

namespace InitrdComposer.Images;

/// <summary>Contents in an order that is the caller's, each streamed: passes over the image, as few as the order allows.</summary>
public static class ImageContentsInOrder
{
    /// <param name="isDecompressed">What is compressed by itself, as kernel modules and firmware are, is handed out unpacked.</param>
    /// <param name="take">Gets each in turn, valid until it returns.</param>
    /// <exception cref="Diagnostics.ComposerException">The file cannot be read any more, or what is to be unpacked is damaged.</exception>
    public static void Read(Disk disk, OpenedImage image, IReadOnlyList<ImageContent> contents, bool isDecompressed, Action<Stream> take)
    {
        for (int next = 0; next < contents.Count;)
        {
            HashSet<ImageContent> run = [contents[next]];
            while (++next < contents.Count && IsBefore(contents[next - 1], contents[next])) run.Add(contents[next]);
            ImageReader.Read(disk, image, run.Contains, (_, bytes) =>
            {
                if (isDecompressed) TakePlain(image.Path, bytes, take);
                else take(bytes);
            });
        }
    }

    private static bool IsBefore(ImageContent one, ImageContent other) => (one.Part, one.Offset).CompareTo((other.Part, other.Offset)) < 0;

    private static void TakePlain(string name, Stream bytes, Action<Stream> take)
    {
        byte[] head = new byte[CompressionFormats.MagicLength];
        int length = bytes.ReadAtLeast(head, head.Length, throwOnEndOfStream: false);
        try
        {
            using Stream plain = Decompressor.Open(new PrefixedStream(head.AsMemory(0, length), bytes), CompressionFormats.Detect(head.AsSpan(0, length)));
            take(plain);
        }
        catch (MalformedDataException cause)
        {
            throw ImageErrors.Compressed(name, cause);
        }
    }
}
