using System.Collections.Immutable;
using System.Text;
using InitrdComposer.Config;
using InitrdComposer.Diagnostics;
using InitrdComposer.Files;
using InitrdComposer.Finalize;
using InitrdComposer.Formats;
using InitrdComposer.Formats.Squashfs;
using InitrdComposer.Signing;
using InitrdComposer.Tree;

namespace InitrdComposer.Sysext;

/// <summary>An extension's tree, written as an image.</summary>
/// <param name="settings">Of its recipe.</param>
/// <param name="architecture">As systemd writes it: "x86-64".</param>
/// <param name="epoch">SOURCE_DATE_EPOCH in seconds since 1970.</param>
/// <param name="signer">Of the root hash; null: nobody.</param>
internal sealed class ExtensionImage(ExtensionSettings settings, string architecture, long epoch, Signer? signer)
{
    /// <summary>Writes the image.</summary>
    /// <param name="name">Of the image, before its suffix: identifiers are derived from it unless the recipe has a seed.</param>
    /// <param name="tree">With its extension-release.</param>
    /// <param name="contents">Of the tree.</param>
    /// <param name="owners">Of the base.</param>
    /// <param name="disk">Where the file system is kept before it is hashed.</param>
    /// <param name="spool">In which folder.</param>
    /// <param name="output">Takes the image.</param>
    /// <returns>The root hash; null: the image has none.</returns>
    /// <exception cref="ComposerException">The disk is full, or the signer does not sign.</exception>
    public Digest? Write(string name, RootTree tree, IContents contents, OwnerNumbers owners, Disk disk, string spool, Stream output)
    {
        SquashfsInode root = SquashfsTree.Of(tree, contents, owners, epoch);
        int threads = Environment.ProcessorCount;
        var options = new SquashfsOptions(settings.Compression, settings.Level, settings.BlockSize << 10, threads, (uint)Math.Clamp(epoch, 0, uint.MaxValue));
        using var data = FileSource.Temporary(disk, spool, stream => SquashfsWriter.Write(root, options, stream));
        if (settings.Format == ExtensionFormat.Ddi)
        {
            Func<Digest, VeritySignature>? sign = signer is null ? null : hash => VeritySignature.Sign(hash, signer);
            return DdiWriter.Write(data, architecture, SeedOf(name), sign, threads, output);
        }

        using Stream bytes = data.OpenStream();
        bytes.CopyTo(output);
        return null;
    }

    /// <summary>The tree with the file that says what the image goes with.</summary>
    /// <param name="name">Of the image, before its suffix: the file has it too.</param>
    /// <param name="osRelease">The base's.</param>
    /// <exception cref="ComposerException">The base does not say what it is.</exception>
    public RootTree WithRelease(RootTree tree, string name, IReadOnlyDictionary<string, string> osRelease)
    {
        var release = ExtensionRelease.Of(settings.Kind, osRelease, settings.Scope, architecture, name, settings.Version);
        if (settings.ReloadsManager) release = release with { Fields = release.Fields.Add("EXTENSION_RELOAD_MANAGER", "1") };
        RootPath path = settings.Kind.ReleaseFile(name);
        return tree.With([new(path, Inode.File(Encoding.UTF8.GetBytes(release.ToText())), new Origin.Generated("extension-release"))]).WithParents();
    }

    private DdiSeed SeedOf(string name) => settings.Seed is Guid seed ? new(seed) : DdiSeed.Of(settings.Kind, name);
}
