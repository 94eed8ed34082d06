using System.Text;
using InitrdComposer.Finalize;
using InitrdComposer.Formats.LdSoCache;
using InitrdComposer.Libraries;
using InitrdComposer.Tree;

namespace InitrdComposer.Derived;

/// <summary>What ldconfig takes of one folder for one name (glibc 2.41, elf/ldconfig.c, search_dir()).</summary>
/// <param name="SoName">The name that programs need it by, a byte a character.</param>
/// <param name="Name">Of the file or link in the folder.</param>
/// <param name="IsLink">Whether it is a link that only says again what is found anyway.</param>
/// <param name="Physical">The file.</param>
internal sealed record FoundLibrary(string SoName, string Name, bool IsLink, RootPath Physical, LdSoCacheFlags Kind)
{
    private const string PrelinkSuffix = ".#prelink#";

    /// <summary>A dot and the six characters that mkstemp(3) chooses.</summary>
    private const int MkstempLength = 7;

    private static readonly string[] Unfinished = [".dpkg-new", ".dpkg-tmp", PrelinkSuffix];

    /// <summary>Each name once: files before links, of several the newest by its name.</summary>
    /// <param name="kindOf">Of a file; null: no library of this machine.</param>
    /// <param name="order">Of names.</param>
    public static IEnumerable<FoundLibrary> In(
        LibraryFolder folder, RootTree tree, IReadOnlyDictionary<RootPath, FileNeeds> needs, Func<RootPath, LdSoCacheFlags?> kindOf, LdSoCacheOrder order)
    {
        var found = new Dictionary<string, FoundLibrary>(StringComparer.Ordinal);
        foreach (RootNode entry in ImageText.Entries(tree, folder.Physical))
        {
            string name = Encoding.Latin1.GetString(entry.Path.Name);
            bool isLink = entry.Inode.Body is FileBody.SymbolicLink;
            // Below glibc-hwcaps ldconfig asks no link for its name.
            if ((!IsLibraryName(name) && !(isLink && folder.Hwcaps is not null)) || IsUnfinished(name) || !tree.TryResolve(entry.Path, followLast: true, out RootPath physical) || kindOf(physical) is not LdSoCacheFlags kind) continue;
            FoundLibrary library = Of(name, needs[physical].Dynamic.SoName ?? name, isLink, physical, kind);
            if (!found.TryGetValue(library.SoName, out FoundLibrary? other) || library.IsPreferredTo(other, order)) found[library.SoName] = library;
        }

        return found.Values.OrderBy(library => library.SoName, StringComparer.Ordinal);
    }

    /// <summary>Outside of glibc-hwcaps the loader opens a library by its name, so that a package may exchange the file.</summary>
    public LdSoCacheEntry EntryOf(LibraryFolder folder, int isaLevel) =>
        new(SoName, $"{folder.Path}/{(folder.Hwcaps is null ? SoName : Name)}", Kind, folder.Hwcaps, isaLevel);

    /// <summary>Whether ldconfig would make a link: where nothing is, or a link that leads elsewhere.</summary>
    public bool LacksLink(LibraryFolder folder, RootTree tree)
    {
        if (folder.Hwcaps is not null || IsLink || SoName == Name) return false;
        if (!RootPath.TryParse([.. folder.Physical.Bytes, (byte)'/', .. Encoding.Latin1.GetBytes(SoName)], out RootPath link)) return false;
        return !tree.TryGet(link, out RootNode? there)
            || (there.Inode.Body is FileBody.SymbolicLink && !(tree.TryResolve(link, followLast: true, out RootPath physical) && physical == Physical));
    }

    private static FoundLibrary Of(string name, string soName, bool isLink, RootPath physical, LdSoCacheFlags kind)
    {
        // A link of another name is as good as a file, but for libx.so, which is there for ld(1).
        bool repeats = isLink && (name == soName || (name.EndsWith(".so", StringComparison.Ordinal) && soName.StartsWith(name, StringComparison.Ordinal)));
        return new(repeats ? name : soName, name, repeats, physical, kind);
    }

    private bool IsPreferredTo(FoundLibrary other, LdSoCacheOrder order) =>
        IsLink == other.IsLink ? order.CompareNames(other.Name, Name) < 0 : other.IsLink;

    /// <summary>By glibc's elf/dl-is_dso.h.</summary>
    private static bool IsLibraryName(string name) =>
        ((name.StartsWith("lib", StringComparison.Ordinal) || name.StartsWith("ld-", StringComparison.Ordinal)) && name.Contains(".so", StringComparison.Ordinal))
        || name.StartsWith("ld.so.", StringComparison.Ordinal) || name.StartsWith("ld64.so.", StringComparison.Ordinal);

    /// <summary>What package managers and prelink are still writing.</summary>
    private static bool IsUnfinished(string name) =>
        name.Contains(';') || Array.Exists(Unfinished, suffix => name.EndsWith(suffix, StringComparison.Ordinal))
        || (name.LastIndexOf(PrelinkSuffix + ".", StringComparison.Ordinal) is int at and >= 0 && name.Length - at == PrelinkSuffix.Length + MkstempLength);
}
