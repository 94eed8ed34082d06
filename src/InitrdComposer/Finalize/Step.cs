using System.Collections.Immutable;
using InitrdComposer.Diagnostics;
using InitrdComposer.Tree;

namespace InitrdComposer.Finalize;

/// <summary>What a step leaves.</summary>
internal readonly record struct Step(RootTree Tree, ImmutableArray<Notice> Notices)
{
    public static implicit operator Step(RootTree tree) => new(tree, []);
}
