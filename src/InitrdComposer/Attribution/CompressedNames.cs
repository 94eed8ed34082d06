using System.Text;
using InitrdComposer.Tree;

namespace InitrdComposer.Attribution;

/// <summary>Suffixes by which packages name compressed modules and firmware, which makers of images may decompress (kmod and the kernel's firmware loader read them).</summary>
internal static class CompressedNames
{
    private static readonly byte[][] Suffixes = [.. new[] { ".xz", ".zst", ".gz" }.Select(Encoding.ASCII.GetBytes)];

    /// <summary>What the compressed file of this one may be called; too long paths are left out.</summary>
    public static IEnumerable<RootPath> Of(RootPath path) => Suffixes
        .Select(suffix => RootPath.TryParse([.. path.Bytes, .. suffix], out RootPath name) ? name : RootPath.Root).Where(name => !name.IsRoot);

    /// <summary>What the file would be called if it were not compressed; null: its name is not that of a compressed one.</summary>
    public static RootPath? Plain(RootPath path)
    {
        byte[]? suffix = Array.Find(Suffixes, suffix => path.Name.Length > suffix.Length && path.Name.EndsWith(suffix));
        return suffix is null ? null : RootPath.Of(path.Bytes[..^suffix.Length]);
    }
}
