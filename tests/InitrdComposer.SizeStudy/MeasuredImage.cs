using System.Collections.Immutable;
using InitrdComposer.Attribution;
using InitrdComposer.Files;
using InitrdComposer.Formats.Compression;
using InitrdComposer.Images;
using InitrdComposer.Questions.Comparison;
using InitrdComposer.Tree;

namespace InitrdComposer.SizeStudy;

/// <summary>An image -> its sizes.</summary>
internal static class MeasuredImage
{
    /// <summary>Rows that are kept of lists that are longer.</summary>
    public const int Longest = 40;

    private const string Modules = "kernel modules";

    /// <exception cref="Diagnostics.ComposerException">The image is damaged.</exception>
    public static ImageSizes Of(AttributedImage attributed, long repacked)
    {
        if (attributed.Image.Damage is { } damage) throw damage;
        ImageComparison alone = ImageComparer.OfOne(attributed);
        ImmutableArray<ComparedFile> packed = [.. alone.Files.Where(IsPackedModule)];
        ClassSize[] classes = [.. alone.Classes.GroupBy(row => row.Name.Split('/')[0]).Select(group => Row(group.Key, group.Select(row => row.A)))];
        long modules = classes.Where(row => row.Name == Modules).Sum(row => row.Unpacked);
        return new(
            alone.A.Length, alone.A.Total.Unpacked, repacked, alone.A.Total.Files, new(packed.Length, packed.Sum(file => file.A!.Size)),
            modules - packed.Sum(file => file.A!.Size) + PlainLength(attributed.Image, [.. packed.Select(file => file.A!.Path)]),
            alone.Duplicates.Sum(duplicate => duplicate.WastedInA),
            Sorted(classes),
            Sorted(ModuleFolders(alone)),
            Sorted(alone.Packages.Select(row => Row(row.Name, [row.A])).OrderByDescending(row => row.Stored).Take(Longest)),
            [.. Largest(alone.Files.Select(file => file.A!))],
            [.. alone.Features.Where(feature => feature.IsInA && IsTold(feature)).Select(NameOf)]);
    }

    /// <summary>Of units and generators an image has too many for a table, and their names are the distribution's.</summary>
    public static bool IsTold(ComparedFeature feature) => feature.Group is "init" or "storage" or "unlocking" or "network" or "fsck";

    public static string NameOf(ComparedFeature feature) => $"{feature.Group}: {feature.Name}";

    /// <summary>The folder of the kernel's sources: "drivers/net" of its class.</summary>
    public static string FolderOf(string moduleClass) => moduleClass.Length > Modules.Length ? moduleClass[(Modules.Length + 1)..] : "other";

    public static bool IsModule(ComparedFile file) => file.Class == Modules || file.Class.StartsWith(Modules + "/", StringComparison.Ordinal);

    /// <summary>The largest files as they are stored.</summary>
    public static IEnumerable<FileSize> Largest(IEnumerable<FileSide> files) =>
        files.OrderByDescending(side => side.Stored).ThenBy(side => side.Path).Take(Longest).Select(side => new FileSize(side.Path.ToString(), side.Size, side.Stored));

    public static ImmutableArray<ClassSize> Sorted(IEnumerable<ClassSize> rows) => [.. rows.OrderByDescending(row => row.Unpacked).ThenBy(row => row.Name, StringComparer.Ordinal)];

    private static IEnumerable<ClassSize> ModuleFolders(ImageComparison alone) =>
        alone.Classes.Where(row => row.Name == Modules || row.Name.StartsWith(Modules + "/", StringComparison.Ordinal)).Select(row => Row(FolderOf(row.Name), [row.A]));

    private static ClassSize Row(string name, IEnumerable<SizeTotal> totals)
    {
        SizeTotal total = totals.Aggregate(default(SizeTotal), SizeTotal.Add);
        return new(name, total.Files, total.Unpacked, total.Stored);
    }

    private static bool IsPackedModule(ComparedFile file) => IsModule(file) && file.A is { Type: FileType.File, HardLink: null } side && PackingOf(side.Path) != CompressionFormat.None;

    private static CompressionFormat PackingOf(RootPath path) => path.ToString() switch
    {
        string name when name.EndsWith(".xz", StringComparison.Ordinal) => CompressionFormat.Xz,
        string name when name.EndsWith(".zst", StringComparison.Ordinal) => CompressionFormat.Zstd,
        string name when name.EndsWith(".gz", StringComparison.Ordinal) => CompressionFormat.Gzip,
        _ => CompressionFormat.None,
    };

    /// <summary>What these files are when they are decompressed.</summary>
    private static long PlainLength(OpenedImage image, ImmutableArray<RootPath> paths)
    {
        Dictionary<(int Part, long Offset), CompressionFormat> packings = [];
        foreach (RootPath path in paths)
        {
            if (image.Tree.TryGet(path, out RootNode? node) && node.Inode.Body is FileBody.Regular { Content: ImageContent content }) packings[(content.Part, content.Offset)] = PackingOf(path);
        }

        long length = 0;
        ImageReader.Read(Disk.Host, image, content => packings.ContainsKey((content.Part, content.Offset)), (content, bytes) =>
        {
            using Stream plain = Decompressor.Open(bytes, packings[(content.Part, content.Offset)]);
            var buffer = new byte[1 << 16];
            for (int read; (read = plain.Read(buffer)) > 0;) length += read;
        });
        return length;
    }
}
