using System.Buffers;
using System.Collections.Immutable;
using InitrdComposer.Diagnostics;
using InitrdComposer.Files;
using InitrdComposer.Formats;
using InitrdComposer.Formats.Compression;
using InitrdComposer.Formats.IO;
using InitrdComposer.Formats.Kmod;
using InitrdComposer.Images;
using InitrdComposer.Libraries;
using InitrdComposer.Tree;

namespace InitrdComposer.Questions.References;

/// <summary>
/// An image with what its files say of others, read in one pass: of programs their needs and what their constants name, of modules what they ask for, of configuration and module indexes
/// the bytes. Nothing else is kept.
/// </summary>
internal sealed class ImageSurvey : IContents
{
    /// <summary>Of a file that is looked into, in bytes: programs of hundreds of megabytes there are, but not in an initrd.</summary>
    private const int MaxLength = 256 << 20;

    /// <summary>Of a module decompressed, in bytes.</summary>
    private const int MaxModule = 64 << 20;

    /// <summary>Of a script or of configuration, in bytes: as <see cref="Finalize.ImageText"/> has it.</summary>
    private const int MaxText = 1 << 20;

    private readonly Dictionary<ImageContent, FileFacts> _facts;

    private ImageSurvey(OpenedImage image, ImageNames names, Dictionary<ImageContent, FileFacts> facts)
    {
        (Image, Names, _facts) = (image, names, facts);
        Needs = (from node in image.Tree let needs = FactsOf(node).Needs where !needs.IsNothing select (node.Path, needs)).ToDictionary(pair => pair.Path, pair => pair.needs);
    }

    public OpenedImage Image { get; }

    public RootTree Tree => Image.Tree;

    public ImageNames Names { get; }

    /// <summary>What programs, libraries and scripts need, by physical path.</summary>
    public IReadOnlyDictionary<RootPath, FileNeeds> Needs { get; }

    /// <param name="path">An image of any maker.</param>
    /// <exception cref="ComposerException">It is none, or cannot be read.</exception>
    public static ImageSurvey Read(Disk disk, string path)
    {
        OpenedImage image = ImageReader.Open(disk, path);
        var names = new ImageNames(image.Tree);
        var facts = new Dictionary<ImageContent, FileFacts>();
        Dictionary<ImageContent, RootPath> paths = [];
        foreach (RootNode node in image.Tree)
        {
            if (node.Inode.Body is FileBody.Regular { Content: ImageContent content }) paths.TryAdd(content, node.Path);
        }

        ImageReader.Read(disk, image, content => content.Length is > 0 and <= MaxLength, (content, stream) =>
        {
            byte[] bytes = ArrayPool<byte>.Shared.Rent((int)content.Length);
            try
            {
                stream.ReadExactly(bytes, 0, (int)content.Length);
                facts[content] = Of(paths[content], bytes.AsMemory(0, (int)content.Length), names);
            }
            finally
            {
                ArrayPool<byte>.Shared.Return(bytes);
            }
        });
        return new(image, names, facts);
    }

    public FileFacts FactsOf(RootNode node) =>
        node.Inode.Body is FileBody.Regular { Content: ImageContent content } && _facts.TryGetValue(content, out FileFacts? facts) ? facts : FileFacts.None;

    /// <summary>The share of what the image takes that a regular file has, in bytes.</summary>
    public long StoredSize(RootNode node) => node.Inode.Body is FileBody.Regular { Content: ImageContent content } ? Image.StoredSize(content).Length : 0;

    /// <exception cref="InvalidOperationException">It is a program's: those are not kept.</exception>
    public PositionalSource Open(FileContent content) =>
        content is ImageContent read && (content.Length == 0 || (_facts.TryGetValue(read, out FileFacts? facts) && facts.Text is not null))
            ? PositionalSource.OfBytes(content.Length == 0 ? default : _facts[read].Text!.Value)
            : throw new InvalidOperationException("the content of programs is not kept");

    private static FileFacts Of(RootPath path, ReadOnlyMemory<byte> bytes, ImageNames names)
    {
        if (ModuleName.IsModuleFile(path.Name)) return FileFacts.None with { Module = ModuleOf(bytes) };
        if (path.Name.StartsWith("modules."u8)) return FileFacts.None with { Text = bytes.ToArray() };
        try
        {
            PositionalSource source = PositionalSource.OfBytes(bytes);
            FileNeeds needs = NeedsReader.Read(source);
            if (needs.Target is not null) return FileFacts.None with { Needs = needs, Constants = ConstantScan.Of(source, names) };
            return FileFacts.None with { Needs = needs, Text = IsText(bytes.Span) ? bytes.ToArray() : null };
        }
        catch (MalformedDataException)
        {
            return FileFacts.None; // a program that is damaged starts nothing
        }
    }

    private static bool IsText(ReadOnlySpan<byte> bytes) => bytes.Length <= MaxText && !bytes[..Math.Min(bytes.Length, 4096)].Contains((byte)0);

    private static ModuleFacts? ModuleOf(ReadOnlyMemory<byte> bytes)
    {
        try
        {
            CompressionFormat compression = CompressionFormats.Detect(bytes.Span);
            if (compression != CompressionFormat.None)
            {
                using Stream unpacked = new LimitedStream(Decompressor.Open(PositionalSource.OfBytes(bytes).OpenStream(), compression), MaxModule, compression.Name(), "decompressed module");
                using var plain = new MemoryStream();
                unpacked.CopyTo(plain);
                bytes = plain.GetBuffer().AsMemory(0, (int)plain.Length);
            }

            KernelModule module = KernelModule.Read(PositionalSource.OfBytes(bytes));
            return new(module.Depends, [.. module.SoftDependencies.SelectMany(Names).Concat(module.WeakDependencies.SelectMany(Names))], module.Firmware);
        }
        catch (MalformedDataException)
        {
            return null; // the kernel does not load it
        }

        // "pre: a b post: c"
        static IEnumerable<string> Names(string line) => line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Where(word => !word.EndsWith(':'));
    }
}
