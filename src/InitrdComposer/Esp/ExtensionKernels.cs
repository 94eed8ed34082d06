using System.Collections.Immutable;
using System.Text;
using InitrdComposer.Diagnostics;
using InitrdComposer.Formats;
using InitrdComposer.Formats.Erofs;
using InitrdComposer.Formats.Gpt;
using InitrdComposer.Formats.IO;
using InitrdComposer.Formats.Kmod;
using InitrdComposer.Formats.Squashfs;
using InitrdComposer.Sysext;
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
            IEnumerable<string>?[] trees = [.. Trees(image.Bytes).Select(tree => Of(tree.Data, tree.Folders))];
            return trees.Length == 0 || trees.Contains(null) ? null : [.. trees.SelectMany(kernels => kernels!).Distinct().Order(StringComparer.Ordinal)];
        }
        catch (MalformedDataException e) when (ErofsReader.IsUnread(e))
        {
            return null;
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

    private static IEnumerable<string>? Of(PositionalSource data, string[][] folders)
    {
        if (SquashfsReader.IsSquashfs(data)) return Of(SquashfsReader.Read(data), folders, inode => inode.Body is SquashfsBody.Directory folder ? folder.Entries.Select(entry => (entry.Name, entry.Inode)) : []);
        return ErofsReader.IsErofs(data) ? Of(ErofsReader.Read(data), folders, inode => inode.Entries.Select(entry => (entry.Name, entry.Inode))) : null;
    }

    /// <param name="entriesOf">Of a folder; of anything else none.</param>
    private static IEnumerable<string> Of<T>(T root, string[][] folders, Func<T, IEnumerable<(ReadOnlyMemory<byte> Name, T Inode)>> entriesOf)
        where T : class
    {
        return
            from path in folders
            let folder = path.Aggregate<string, T?>(root, (folder, name) => folder is null ? null : Find(folder, Encoding.ASCII.GetBytes(name)))
            where folder is not null
            from kernel in entriesOf(folder)
            where HasModule(kernel.Inode)
            select Printable.Escape(kernel.Name.Span);

        T? Find(T folder, byte[] name) => entriesOf(folder).FirstOrDefault(entry => entry.Name.Span.SequenceEqual(name)).Inode;

        bool HasModule(T folder) => entriesOf(folder).Any(entry => ModuleName.IsModuleFile(entry.Name.Span) || HasModule(entry.Inode));
    }
}
