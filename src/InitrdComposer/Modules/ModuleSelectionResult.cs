using System.Collections.Immutable;
using InitrdComposer.Diagnostics;
using InitrdComposer.Tree;

namespace InitrdComposer.Modules;

/// <summary>The tree with the chosen modules and without the firmware that nobody asks for.</summary>
/// <param name="Modules">Each with its reason, in the order of paths.</param>
public sealed record ModuleSelectionResult(RootTree Tree, ImmutableArray<SelectedModule> Modules, ImmutableArray<Notice> Notices);

/// <summary>The tree with depmod's files.</summary>
/// <param name="Modules">How many modules they name, in the tree or not.</param>
public sealed record IndexedTree(RootTree Tree, int Modules);

/// <summary>A module that entered the tree.</summary>
/// <param name="Path">In the image.</param>
/// <param name="Name">As lsmod shows it.</param>
public sealed record SelectedModule(RootPath Path, string Name, ModuleReason Reason);
