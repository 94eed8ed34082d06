using System.Collections.Immutable;
using InitrdComposer.Diagnostics;
using InitrdComposer.Finalize.Scriptlets;
using InitrdComposer.Tree;

namespace InitrdComposer.Finalize;

/// <summary>A tree that can boot as an initrd, and what there is to say of how it became one.</summary>
/// <param name="Scriptlets">One for each scriptlet and trigger of the packages; none was run.</param>
public sealed record Finalized(RootTree Tree, ImmutableArray<Notice> Notices, ImmutableArray<ScriptletReport> Scriptlets);
