using System.Collections.Immutable;
using InitrdComposer.Config;
using InitrdComposer.Diagnostics;
using InitrdComposer.Files;
using InitrdComposer.Tree;

namespace InitrdComposer.Derived;

/// <summary>
/// Files that a running system compiles out of others, made of a tree that nothing is added to any more and nothing taken from: what would be compiled
/// in the image, and nothing that was removed from it.
/// </summary>
/// <param name="contents">Of all trees.</param>
/// <param name="store">Remembers what was compiled; null: nothing is remembered.</param>
internal sealed class DerivedFiles(IContents contents, IKeyedStore? store)
{
    private readonly HardwareDatabase _hwdb = new(contents, store);
    private readonly LibraryCache _libraries = new(contents, store);

    /// <param name="tree">The final one.</param>
    /// <param name="texts">Its configuration.</param>
    /// <param name="settings">The recipe's.</param>
    /// <param name="architecture">As RPM writes it.</param>
    /// <exception cref="ComposerException">A source is malformed.</exception>
    public DerivedTree Apply(RootTree tree, IContents texts, FinalizeSettings settings, string architecture)
    {
        DerivedTree hwdb = _hwdb.Apply(tree, settings.Hwdb);
        if (!settings.LibraryCache) return hwdb;
        DerivedTree libraries = _libraries.Apply(hwdb.Tree, texts, architecture);
        return libraries with { Notices = [.. hwdb.Notices, .. libraries.Notices] };
    }
}

/// <summary>A tree with derived files, and what there is to say of them.</summary>
internal sealed record DerivedTree(RootTree Tree, ImmutableArray<Notice> Notices);
