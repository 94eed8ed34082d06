using System.Text;
using InitrdComposer.Formats.IO;
using InitrdComposer.Formats.Squashfs;
using InitrdComposer.Signing;
using InitrdComposer.Sysext;
using InitrdComposer.Tree;

namespace InitrdComposer.EndToEnd.Tests.Sysext;

/// <summary>The image of a system extension for the demo's initrd: some of its kernel's modules, and no index of them.</summary>
internal static class DriverExtension
{
    private const int Folder = 0b111_101_101;

    private const int OrdinaryFile = 0b110_100_100;

    /// <param name="name">Of the image, without suffix.</param>
    /// <param name="kernelVersion">Of the base.</param>
    /// <param name="modules">By their paths below the kernel's folder.</param>
    /// <param name="signer">Null: the image is protected by verity, and nobody has signed for it.</param>
    public static byte[] Make(string name, string kernelVersion, IEnumerable<(string Path, byte[] Content)> modules, Signer? signer)
    {
        var release = ExtensionRelease.Of(
            ExtensionKind.Sysext, new Dictionary<string, string>(StringComparer.Ordinal) { ["ID"] = "debian", ["VERSION_ID"] = "13" }, ["initrd"], "x86-64");
        (string[] Path, byte[] Content)[] files =
        [
            .. modules.Select(module => ($"usr/lib/modules/{kernelVersion}/{module.Path}".Split('/'), module.Content)),
            (Encoding.UTF8.GetString(ExtensionKind.Sysext.ReleaseFile(name).Bytes).Split('/'), Encoding.UTF8.GetBytes(release.ToText())),
        ];
        using var data = new MemoryStream();
        SquashfsWriter.Write(FolderOf(files, depth: 0), new SquashfsOptions(), data);

        using var image = new MemoryStream();
        var seed = new DdiSeed(Guid.Parse("5d0a4c57-9f0e-4d65-8d70-6c6573657874"));
        DdiWriter.Write(
            PositionalSource.OfBytes(data.ToArray()), "x86-64", seed, signer is null ? null : hash => VeritySignature.Sign(hash, signer), threads: 2, image);
        return image.ToArray();
    }

    private static SquashfsInode FolderOf(IEnumerable<(string[] Path, byte[] Content)> files, int depth)
    {
        SquashfsEntry[] entries =
        [
            .. from file in files
               group file by file.Path[depth] into named
               orderby named.Key
               select new SquashfsEntry(
                   Encoding.UTF8.GetBytes(named.Key),
                   named.First().Path.Length == depth + 1
                       ? new(new SquashfsBody.Regular(PositionalSource.OfBytes(named.Single().Content), null), OrdinaryFile, 0, 0, 0, [])
                       : FolderOf(named, depth + 1)),
        ];
        return new(new SquashfsBody.Directory([.. entries]), Folder, 0, 0, 0, []);
    }
}
