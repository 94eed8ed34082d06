using System.Collections.Concurrent;
using InitrdComposer.Diagnostics;
using InitrdComposer.Files;
using InitrdComposer.Finalize;
using InitrdComposer.Formats;
using InitrdComposer.Formats.IO;
using InitrdComposer.Tree;

namespace InitrdComposer.Libraries;

/// <summary>What the files of trees need, remembered from build to build by package: only packages that no build has read are unpacked for it.</summary>
/// <param name="contents">Of all trees.</param>
/// <param name="store">Null: nothing is remembered.</param>
internal sealed class NeedsCatalog(IContents contents, IKeyedStore? store)
{
    private static readonly RootPath[] OfOtherMachines = [RootPath.Of("/usr/lib/modules"), RootPath.Of("/usr/lib/firmware")];

    private readonly ConcurrentDictionary<Digest, Dictionary<Digest, FileNeeds>> _known = new();

    /// <summary>The files that need something or may be needed. Kernel modules and firmware are neither: no loader of the image takes them.</summary>
    /// <exception cref="ComposerException">A file is malformed.</exception>
    public IReadOnlyDictionary<RootPath, FileNeeds> Of(RootTree tree)
    {
        var found = new ConcurrentDictionary<RootPath, FileNeeds>();
        ParallelWork.Run(
            Environment.ProcessorCount,
            [.. tree.Where(IsLoadable).GroupBy(node => (((FileBody.Regular)node.Inode.Body).Content as FileContent.Packaged)?.Package)],
            group =>
            {
                foreach ((RootPath path, FileNeeds needs) in group.Key is Digest package ? OfPackage(package, group) : group.Select(node => (node.Path, Read(node))))
                {
                    if (!needs.IsNothing) found[path] = needs;
                }
            });
        return found;
    }

    private static bool IsLoadable(RootNode node) =>
        node.Inode.Body is FileBody.Regular { Content.Length: > 0 } && !OfOtherMachines.Any(node.Path.IsWithin);

    private List<(RootPath Path, FileNeeds Needs)> OfPackage(Digest package, IEnumerable<RootNode> nodes)
    {
        Dictionary<Digest, FileNeeds> known = _known.GetOrAdd(
            package, _ => store?.Find(NeedsCodec.KeyOf(package)) is byte[] stored ? NeedsCodec.Decode(stored) : []);
        int before = known.Count;
        var found = new List<(RootPath, FileNeeds)>();
        foreach (RootNode node in nodes)
        {
            Digest digest = ((FileBody.Regular)node.Inode.Body).Content.Digest;
            if (!known.TryGetValue(digest, out FileNeeds? needs))
            {
                needs = Read(node);
                if (digest.Algorithm == DigestAlgorithm.Sha256) known[digest] = needs;
            }

            found.Add((node.Path, needs));
        }

        if (known.Count > before) store?.Store(NeedsCodec.KeyOf(package), NeedsCodec.Encode(known));
        return found;
    }

    private FileNeeds Read(RootNode node)
    {
        try
        {
            return NeedsReader.Read(contents.Open(((FileBody.Regular)node.Inode.Body).Content));
        }
        catch (MalformedDataException e)
        {
            throw ComposerException.Malformed(
                FinalizeErrors.UnreadableProgram, node.Path.ToString(), e, "what every program and library needs is read; leave this one out with remove-files");
        }
    }
}
