using System.Collections.Immutable;
using System.Text;
using InitrdComposer.Formats;
using InitrdComposer.Formats.Compression;
using InitrdComposer.Formats.Kmod;
using InitrdComposer.Images;
using InitrdComposer.Tree;

namespace InitrdComposer.Questions.Comparison;

/// <summary>A file that its user takes compressed as well as not.</summary>
/// <param name="Content">As it is in the image.</param>
/// <param name="Packing">What its name says of how it is compressed.</param>
internal readonly record struct PackedContent(ImageContent Content, CompressionFormat Packing);

/// <summary>Files that are asked for by a name which does not say how they are compressed: kernel modules, firmware. Of a name there may be several, for several kernels.</summary>
internal sealed class NamedContents
{
    private static readonly RootPath ModuleFolder = RootPath.Of("usr/lib/modules");
    private static readonly RootPath FirmwareFolder = RootPath.Of("usr/lib/firmware");

    private static readonly Dictionary<Digest, Digest> AsStored = [];

    private readonly SortedDictionary<string, List<PackedContent>> _contents = new(StringComparer.Ordinal);

    private NamedContents()
    {
    }

    /// <summary>Kernel modules by the names that kmod gives them.</summary>
    public static NamedContents ModulesOf(ImageListing listing) => Of(listing, ModuleFolder, (path, _) => ModuleName.IsModuleFile(path.Name) ? ModuleName.OfPath(Encoding.UTF8.GetString(path.Name)) : null);

    /// <summary>Firmware by the names that drivers ask for: below updates/ or a kernel release's own folder too (drivers/base/firmware_loader/main.c, fw_path).</summary>
    public static NamedContents FirmwareOf(ImageListing listing, IReadOnlySet<string> releases) => Of(listing, FirmwareFolder, (path, packing) =>
    {
        string name = Printable.Escape(path.Bytes[(FirmwareFolder.Bytes.Length + 1)..]);
        if (name.StartsWith("updates/", StringComparison.Ordinal)) name = name["updates/".Length..];
        if (name.IndexOf('/') is int slash and > 0 && releases.Contains(name[..slash])) name = name[(slash + 1)..];
        return packing == CompressionFormat.None ? name : name[..name.LastIndexOf('.')];
    });

    /// <summary>Compressed contents whose bytes do not say whether the files differ: the other image has them in another compression.</summary>
    /// <param name="first">Of the first image, with how they are compressed; they are added here.</param>
    /// <param name="second">Of the second.</param>
    public static void Undecided(NamedContents a, NamedContents b, Dictionary<Digest, CompressionFormat> first, Dictionary<Digest, CompressionFormat> second)
    {
        foreach ((string name, List<PackedContent> left) in a._contents)
        {
            if (!b._contents.TryGetValue(name, out List<PackedContent>? right) || DigestsOf(left, AsStored).SetEquals(DigestsOf(right, AsStored))) continue;
            if (left.Concat(right).Select(content => content.Packing).Distinct().Count() == 1) continue;
            foreach (PackedContent content in left.Where(IsPacked)) first[content.Content.Digest] = content.Packing;
            foreach (PackedContent content in right.Where(IsPacked)) second[content.Content.Digest] = content.Packing;
        }
    }

    /// <param name="unpacked">What compressed contents are when they are decompressed, of those that were <see cref="Undecided"/>.</param>
    public static NameChanges Compare(NamedContents a, NamedContents b, IReadOnlyDictionary<Digest, Digest> unpacked) => new(
        [.. a._contents.Keys.Where(name => !b._contents.ContainsKey(name))],
        [.. b._contents.Keys.Where(name => !a._contents.ContainsKey(name))],
        [.. a._contents.Where(file => b._contents.TryGetValue(file.Key, out List<PackedContent>? other) && !DigestsOf(file.Value, unpacked).SetEquals(DigestsOf(other, unpacked))).Select(file => file.Key)]);

    /// <param name="nameOf">Null: it is something else.</param>
    private static NamedContents Of(ImageListing listing, RootPath folder, Func<RootPath, CompressionFormat, string?> nameOf)
    {
        var named = new NamedContents();
        foreach (RootNode node in listing.Tree.Below(folder))
        {
            if (node.Path == folder || !listing.Tree.TryFind(node.Path, out RootNode? file) || file.Inode.Body is not FileBody.Regular { Content: ImageContent content }) continue;

            // The place of a module says nothing of its compression; what is there does.
            CompressionFormat packing = CompressionFormats.FromSuffix(Encoding.Latin1.GetString(listing.At(node.Path).Node.Path.Name));
            if (nameOf(node.Path, packing) is not string name) continue;
            if (!named._contents.TryGetValue(name, out List<PackedContent>? contents)) named._contents.Add(name, contents = []);
            contents.Add(new(content, packing));
        }

        return named;
    }

    private static bool IsPacked(PackedContent content) => content.Packing != CompressionFormat.None;

    private static HashSet<Digest> DigestsOf(List<PackedContent> contents, IReadOnlyDictionary<Digest, Digest> unpacked) =>
        [.. contents.Select(content => unpacked.GetValueOrDefault(content.Content.Digest, content.Content.Digest))];
}
