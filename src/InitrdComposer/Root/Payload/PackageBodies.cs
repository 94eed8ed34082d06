using InitrdComposer.Diagnostics;
using InitrdComposer.Fetch;
using InitrdComposer.Lock;
using InitrdComposer.Tree;

namespace InitrdComposer.Root.Payload;

/// <summary>Takes the wanted bodies out of one package's payload.</summary>
internal static class PackageBodies
{
    /// <summary>What of an installed package differs is left out: whoever opens it will be told.</summary>
    /// <exception cref="ComposerException">A body is missing or is not what the header promises.</exception>
    public static void Store(IPackageStore store, LockedPackage locked, IReadOnlyList<(FileContent.Packaged Content, RootPath Path)> wanted, Spool spool)
    {
        IPackage package = store.Open(locked);
        PackageHeader header = package.Header;

        // Any file of a hard link group may be the one that carries the bytes, and any of them may be the one that the tree refers to.
        ILookup<int, (FileContent.Packaged Content, RootPath Path)> byBody = wanted.ToLookup(file => BodyOf(header, file.Content.FileIndex));
        var missing = byBody.Select(group => group.Key).ToHashSet();
        package.ReadPayload((index, stream) =>
        {
            int body = BodyOf(header, index);
            if (!missing.Remove(body)) return;
            (FileContent.Packaged content, RootPath path) = byBody[body].First();
            if (spool.Find(content) is not null || spool.Store(content, stream) is not string found || package.MayDiffer) return;
            throw new ComposerException(
                RootErrors.BodyDigest, $"{path} of {header.Nevra}: got {found}, expected {content.Length} bytes of {content.Digest}",
                new SourceLocation(locked.Location));
        });

        if (package.MayDiffer) return;
        foreach ((_, RootPath path) in missing.Order().Select(body => byBody[body].First()))
        {
            throw new ComposerException(
                RootErrors.PayloadDisagrees, $"{path} of {header.Nevra}: got nothing in the payload, expected the file that the header names",
                new SourceLocation(locked.Location));
        }
    }

    /// <summary>One number for all files that share a body: the first index, or minus the hard link group.</summary>
    private static int BodyOf(PackageHeader header, int index) => header.Files[index].HardLinkGroup is not 0 and int group ? -group : index;
}
