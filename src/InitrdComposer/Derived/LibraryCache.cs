using System.Collections.Immutable;
using System.Text;
using InitrdComposer.Diagnostics;
using InitrdComposer.Files;
using InitrdComposer.Finalize;
using InitrdComposer.Formats;
using InitrdComposer.Formats.Elf;
using InitrdComposer.Formats.LdSoCache;
using InitrdComposer.Libraries;
using InitrdComposer.Tree;

namespace InitrdComposer.Derived;

/// <summary>
/// /etc/ld.so.cache of an image, as `ldconfig -X` makes it: which file the loader opens for a name that a program needs. Links that ldconfig would make
/// are the packages' to bring, and only told of.
/// </summary>
/// <param name="contents">Of all trees.</param>
/// <param name="store">Remembers what files need; null: nothing is remembered.</param>
internal sealed class LibraryCache(IContents contents, IKeyedStore? store)
{
    /// <summary>As <see cref="Origin.Generated"/> names it.</summary>
    public const string Stage = "library-cache";

    private const string Generator = "initrd-composer";

    private static readonly RootPath Cache = RootPath.Of("/etc/ld.so.cache");

    private readonly NeedsCatalog _catalog = new(contents, store);

    /// <param name="tree">The final one.</param>
    /// <param name="texts">Its configuration.</param>
    /// <param name="architecture">As RPM writes it.</param>
    /// <exception cref="ComposerException">A library is malformed.</exception>
    public DerivedTree Apply(RootTree tree, IContents texts, string architecture)
    {
        IReadOnlyDictionary<RootPath, FileNeeds> needs = _catalog.Of(tree);
        ImmutableArray<LibraryFolder> folders = LibraryFolder.AllOf(tree, texts, architecture);
        var entries = new List<LdSoCacheEntry>();
        var notices = new List<Notice>();
        // C's char is signed on x86 alone, and the order of names follows it.
        var order = new LdSoCacheOrder(charIsSigned: architecture == "x86_64");
        foreach (LibraryFolder folder in folders)
        {
            foreach (FoundLibrary library in FoundLibrary.In(folder, tree, needs, path => KindOf(tree, path, needs, architecture), order))
            {
                entries.Add(library.EntryOf(folder, folder.Hwcaps is null ? 0 : IsaLevelOf(tree, library.Physical)));
                if (library.LacksLink(folder, tree)) notices.Add(MissingLink(folder, library));
            }
        }

        byte[] file = LdSoCacheWriter.Write(entries, folders.Select(folder => folder.Hwcaps).OfType<string>(), order, Generator);
        if (!tree.TryResolve(Cache, followLast: false, out RootPath place)) place = Cache;
        return new(tree.With([new(place, Inode.File(file), new Origin.Generated(Stage))]).WithParents(), [.. notices]);
    }

    private LdSoCacheFlags? KindOf(RootTree tree, RootPath library, IReadOnlyDictionary<RootPath, FileNeeds> needs, string architecture) =>
        needs.TryGetValue(library, out FileNeeds? known) && known.Target is ElfTarget target
            ? LibraryKind.Of(target, architecture, () => contents.Open(ContentOf(tree, library)))
            : null;

    private int IsaLevelOf(RootTree tree, RootPath library)
    {
        try
        {
            var file = ElfFile.Open(contents.Open(ContentOf(tree, library)));
            return file.Header.Machine == ElfMachine.Amd64 ? X86IsaLevel.Read(file) : 0;
        }
        catch (MalformedDataException e)
        {
            throw ComposerException.Malformed(DerivedErrors.UnreadableLibrary, library.ToString(), e, "leave this one out with remove-files");
        }
    }

    private static FileContent ContentOf(RootTree tree, RootPath library) =>
        tree.TryGet(library, out RootNode? node) && node.Inode.Body is FileBody.Regular file ? file.Content : throw new ArgumentException($"{library} is no file", nameof(library));

    private static Notice MissingLink(LibraryFolder folder, FoundLibrary library) => new(
        DerivedErrors.MissingLibraryLink,
        $"{Printable.Escape(Encoding.Latin1.GetBytes($"{folder.Path}/{library.SoName}"))}, the name that programs need {library.Physical} by, does not lead to it: they will not start",
        Hint: "its package lacks the link, which ldconfig would make; add it by [[extra-trees]]");
}
