using System.Collections.Immutable;
using InitrdComposer.Diagnostics;
using InitrdComposer.Files;
using InitrdComposer.Formats;
using InitrdComposer.Formats.Cms;
using InitrdComposer.Formats.Erofs;
using InitrdComposer.Formats.Gpt;
using InitrdComposer.Formats.IO;
using InitrdComposer.Formats.Squashfs;
using InitrdComposer.Formats.Verity;
using InitrdComposer.Tree;

namespace InitrdComposer.Sysext.Check;

/// <summary>An extension that was opened and held against the base, as far as it alone decides.</summary>
/// <param name="Path">As it was given.</param>
/// <param name="Name">What systemd calls it.</param>
/// <param name="Form">"disk image", "squashfs", "folder".</param>
/// <param name="Findings">In the order in which systemd would come upon them.</param>
/// <param name="Tree">Its files; null: they could not be read.</param>
internal sealed record OpenedExtension(string Path, string Name, ExtensionKind Kind, string Form, ImmutableArray<ExtensionFinding> Findings, RootTree? Tree) : IDisposable
{
    private const string Folder = "folder";
    private const string ImageCheck = "image";
    private const string Unknown = "unknown data";

    /// <summary>Its files are the host's.</summary>
    public bool IsFolder => Form == Folder;

    private FileSource? File { get; init; }

    /// <exception cref="ComposerException">The file is missing or cannot be read.</exception>
    public static OpenedExtension Open(Disk disk, string path, ExtensionBase @base, ExtensionDemands demands)
    {
        var name = ExtensionName.Of(path);
        if (new DiskView(disk).HasFolder(path)) return OfFolder(disk, path, name, @base, demands);
        var file = FileSource.Open(disk, path);
        List<ExtensionFinding> findings = [], ofFiles = [];
        bool isDisk = IsDiskImage(file);
        string form = isDisk ? "disk image" : FormOf(file);
        ImmutableArray<ExtensionPartition> partitions = [];
        Guarded(findings, () => partitions = isDisk ? Partitions(file, @base, findings) : form is Unknown ? [] : [ExtensionPartition.Naked(file)]);
        if (form == Unknown) findings.Add(ExtensionFinding.Refused(ExtensionRules.DiskImage, ImageCheck, "data that is neither", "a disk image with a GPT, or a squashfs or erofs file system"));

        // What has no name that tells its kind has files that do, and the kind decides what is asked before them.
        RootTree? tree = null;
        Guarded(ofFiles, () => tree = Files(partitions, ofFiles));
        ExtensionKind kind = name.Kind ?? KindOf(tree);
        findings.AddRange(PolicyRules.Check(demands.PolicyFor(@base, kind), partitions, isDisk));
        findings.AddRange(BaseRules.Check(@base, kind, partitions));
        Guarded(findings, () => findings.AddRange(partitions.SelectMany(partition => VerityRules.Check(partition, @base, demands))));
        findings.AddRange(ofFiles);
        if (tree is not null) findings.AddRange(Contents(tree, kind, name, @base, demands));
        return new(path, name.Name, kind, form, [.. findings], tree) { File = file };
    }

    public void Dispose() => File?.Dispose();

    private static OpenedExtension OfFolder(Disk disk, string path, ExtensionName name, ExtensionBase @base, ExtensionDemands demands)
    {
        RootTree tree = ImageFiles.OfFolder(disk, path);
        ExtensionKind kind = name.Kind ?? KindOf(tree);
        return new(path, name.Name, kind, Folder, [.. Contents(tree, kind, name, @base, demands)], tree);
    }

    internal static bool IsDiskImage(PositionalSource file)
    {
        ReadOnlySpan<byte> magic = "EFI PART"u8;
        return file.ReadHead(GptTable.BlockSize + magic.Length).AsSpan() is { Length: > GptTable.BlockSize } head && head[GptTable.BlockSize..].SequenceEqual(magic);
    }

    private static string FormOf(PositionalSource file) => SquashfsReader.IsSquashfs(file) ? SquashfsReader.Format : ErofsReader.IsErofs(file) ? ErofsReader.Format : Unknown;

    private static ImmutableArray<ExtensionPartition> Partitions(FileSource file, ExtensionBase @base, List<ExtensionFinding> findings)
    {
        var table = GptTable.Read(file);
        DiscoverablePartition[] known = [.. table.Partitions.Select(partition => DiscoverablePartitions.TryIdentify(partition.Type, out DiscoverablePartition? found) ? found : null).OfType<DiscoverablePartition>()];
        string[] architectures = [.. known.Where(partition => partition.Content == PartitionContent.Data).Select(partition => partition.Architecture).Distinct()];
        string? chosen = @base.Architecture is null ? architectures.FirstOrDefault() : architectures.FirstOrDefault(architecture => architecture == @base.Architecture);
        if (chosen is null)
        {
            string types = known.Length == 0 ? "no partition of the Discoverable Partitions Specification" : string.Join(", ", known.Select(partition => partition.ToString()));
            findings.Add(ExtensionFinding.Refused(ExtensionRules.DiskImage, ImageCheck, types, $"a file system for {@base.Architecture ?? "any architecture"}"));
            return [];
        }

        findings.Add(ExtensionFinding.Good(ImageCheck, string.Join(", ", known.Where(partition => partition.Architecture == chosen).Select(partition => partition.ToString()))));
        return ExtensionPartition.AllOf(file, table, chosen);
    }

    /// <summary>Data that does not follow its format ends a step, and is what is said of it.</summary>
    private static void Guarded(List<ExtensionFinding> findings, Action step)
    {
        try
        {
            step();
        }
        catch (MalformedDataException exception)
        {
            bool isImages = exception.Format is GptTable.Format or VeritySuperblock.Format or SignedRootHash.Format or SignedDataReader.Format;
            findings.Add(ExtensionFinding.Malformed(isImages ? ExtensionRules.DiskImage : ExtensionRules.FileSystem, exception));
        }
    }

    private static RootTree? Files(ImmutableArray<ExtensionPartition> partitions, List<ExtensionFinding> findings)
    {
        if (partitions.IsEmpty) return null;
        try
        {
            RootTree tree = RootTree.Empty;
            foreach (ExtensionPartition partition in partitions) tree = tree.With(FilesOf(partition, partition.Tree == PartitionTree.Root ? RootPath.Root : RootPath.Of("/usr")));
            return tree;
        }
        catch (MalformedDataException exception) when (ErofsReader.IsUnread(exception))
        {
            findings.Add(ExtensionFinding.Warning(
                ExtensionRules.Unread, "files", $"not looked at: erofs with {exception.Got} is not read here; neither extension-release nor modules were checked", "make it of squashfs to have them checked"));
            return null;
        }
    }

    private static RootTree FilesOf(ExtensionPartition partition, RootPath at) => FormOf(partition.Data) switch
    {
        Unknown => throw new MalformedDataException(partition.Tree == PartitionTree.Root ? "root partition" : "usr partition", default, "file system", "data that is none", "squashfs or erofs"),
        _ => ImageFiles.OfFileSystem(partition.Data, at),
    };

    private static ExtensionKind KindOf(RootTree? tree) => tree is not null && tree.Contains(ExtensionKind.Confext.ReleaseFolder) && !tree.Contains(ExtensionKind.Sysext.ReleaseFolder) ? ExtensionKind.Confext : ExtensionKind.Sysext;

    private static IEnumerable<ExtensionFinding> Contents(RootTree tree, ExtensionKind kind, ExtensionName name, ExtensionBase @base, ExtensionDemands demands)
    {
        (ExtensionRelease? release, ExtensionFinding found) = ReleaseLookup.Find(tree, ImageContents.Instance, kind, name);
        yield return found;
        foreach (ExtensionFinding finding in ContentRules.Forbidden(tree, kind)) yield return finding;
        if (release is not null)
        {
            foreach (ExtensionFinding finding in MatchRules.Check(release, @base, demands.ScopeFor(@base))) yield return finding;
        }

        foreach (ExtensionFinding finding in ContentRules.Outside(tree, kind)) yield return finding;
    }
}
