using System.Collections.Immutable;
using InitrdComposer.Diagnostics;
using InitrdComposer.Formats;
using InitrdComposer.Formats.Gpt;
using InitrdComposer.Formats.IO;
using InitrdComposer.Formats.Kmod;
using InitrdComposer.Formats.Squashfs;
using InitrdComposer.Sysext.Check;
using InitrdComposer.Uki;

namespace InitrdComposer.Esp;

/// <summary>The kernels that an extension has modules for. Of the image only names are read.</summary>
internal static class ExtensionKernels
{
    private static readonly string[][] OfRoot = [["usr", "lib", "modules"], ["lib", "modules"]];
    private static readonly string[][] OfUsr = [["lib", "modules"]];

    /// <summary>Their releases; null: the image's file system is not one that is read here.</summary>
    /// <exception cref="ComposerException">The image is malformed.</exception>
    public static ImmutableArray<string>? Of(NamedSource image)
    {
        try
        {
            (PositionalSource Data, string[][] Folders)[] trees = [.. Trees(image.Bytes)];
            return trees.Length == 0 || trees.Any(tree => !SquashfsReader.IsSquashfs(tree.Data))
                ? null
                : [.. trees.SelectMany(tree => Of(SquashfsReader.Read(tree.Data), tree.Folders)).Distinct().Order(StringComparer.Ordinal)];
        }
        catch (MalformedDataException e)
        {
            throw ComposerException.Malformed(e.Format == GptTable.Format ? ExtensionRules.DiskImage : ExtensionRules.FileSystem, image.Name, e);
        }
    }

    private static IEnumerable<(PositionalSource Data, string[][] Folders)> Trees(PositionalSource image)
    {
        if (!OpenedExtension.IsDiskImage(image))
        {
            yield return (image, OfRoot);
            yield break;
        }

        foreach (GptPartition partition in GptTable.Read(image).Partitions)
        {
            if (!DiscoverablePartitions.TryIdentify(partition.Type, out DiscoverablePartition? known) || known.Content != PartitionContent.Data) continue;
            yield return (image.Slice(partition.Offset, partition.Length), known.Tree == PartitionTree.Root ? OfRoot : OfUsr);
        }
    }

    private static IEnumerable<string> Of(SquashfsInode root, string[][] folders) =>
        from path in folders
        let folder = path.Aggregate<string, SquashfsInode?>(root, Find)
        where folder is not null
        from kernel in Entries(folder)
        where HasModule(kernel.Inode)
        select Printable.Escape(kernel.Name.Span);

    private static SquashfsInode? Find(SquashfsInode? folder, string name) =>
        folder is null ? null : Entries(folder).FirstOrDefault(entry => entry.Name.Span.SequenceEqual(System.Text.Encoding.ASCII.GetBytes(name)))?.Inode;

    private static bool HasModule(SquashfsInode folder) => Entries(folder).Any(entry => ModuleName.IsModuleFile(entry.Name.Span) || HasModule(entry.Inode));

    private static ImmutableArray<SquashfsEntry> Entries(SquashfsInode inode) => inode.Body is SquashfsBody.Directory folder ? folder.Entries : [];
}
