namespace InitrdComposer.Tree;

/// <summary>One name in the tree.</summary>
public sealed record RootNode(RootPath Path, Inode Inode, Origin Origin);
