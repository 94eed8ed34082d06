using System.Collections.Immutable;
using System.Text;
using InitrdComposer.Finalize;
using InitrdComposer.Libraries;
using InitrdComposer.Tree;

namespace InitrdComposer.Derived;

/// <summary>A folder that ldconfig looks into.</summary>
/// <param name="Path">As ld.so.conf or the loader writes it, a byte a character.</param>
/// <param name="Physical">Where that leads to.</param>
/// <param name="Hwcaps">Its name below glibc-hwcaps; null: it is for every processor.</param>
internal sealed record LibraryFolder(string Path, RootPath Physical, string? Hwcaps)
{
    private static readonly RootPath Hwcap = RootPath.Of("glibc-hwcaps");

    /// <summary>In ldconfig's order, each once, however many names lead to it (glibc 2.41, elf/ldconfig.c, add_dir_1()).</summary>
    /// <param name="tree">The final one.</param>
    /// <param name="texts">Its configuration.</param>
    /// <param name="architecture">As RPM writes it.</param>
    public static ImmutableArray<LibraryFolder> AllOf(RootTree tree, IContents texts, string architecture)
    {
        ImmutableArray<LibraryFolder>.Builder folders = ImmutableArray.CreateBuilder<LibraryFolder>();
        var seen = new HashSet<RootPath>();
        foreach (RootPath path in LoaderConfiguration.Folders(tree, texts).Concat(BuiltIn(tree, architecture)))
        {
            string text = "/" + Encoding.Latin1.GetString(path.Bytes);
            if (!IsFolder(tree, path, out RootPath physical) || !seen.Add(physical)) continue;
            folders.Add(new(text, physical, null));
            foreach (RootNode entry in ImageText.Entries(tree, physical.Append(Hwcap.Bytes)))
            {
                string name = Encoding.Latin1.GetString(entry.Path.Name);
                if (name.StartsWith('.') || name.Contains(':') || !IsFolder(tree, entry.Path, out RootPath variant) || !seen.Add(variant)) continue;
                folders.Add(new($"{text}/glibc-hwcaps/{name}", variant, name));
            }
        }

        return folders.DrainToImmutable();
    }

    /// <summary>
    /// What ldconfig looks into whatever its configuration says: of a distribution whose libc is in a folder of its architecture's that and no others
    /// (Debian), of others lib and its variants (sysdeps/unix/sysv/linux/{x86_64,aarch64}/dl-cache.h, add_system_dir).
    /// </summary>
    private static IEnumerable<RootPath> BuiltIn(RootTree tree, string architecture)
    {
        string triplet = architecture + "-linux-gnu";
        string[] names = tree.TryFind(RootPath.Of($"/lib/{triplet}/libc.so.6"), out _) ? [$"/lib/{triplet}", $"/usr/lib/{triplet}", "/lib", "/usr/lib"]
            : architecture == "x86_64" ? ["/lib", "/lib64", "/libx32", "/usr/lib", "/usr/lib64", "/usr/libx32"]
            : ["/lib", "/lib64", "/usr/lib", "/usr/lib64"];
        return names.Select(RootPath.Of);
    }

    private static bool IsFolder(RootTree tree, RootPath path, out RootPath physical) =>
        tree.TryResolve(path, followLast: true, out physical) && tree.TryGet(physical, out RootNode? node) && node.Inode.Body is FileBody.Directory;
}
