using InitrdComposer.Tree;

namespace InitrdComposer.Root;

/// <summary>One owner's wish for one path.</summary>
/// <param name="Node">At its physical path.</param>
/// <param name="Color">rpm's: 0 none, 1 32-bit ELF, 2 64-bit ELF.</param>
internal sealed record Claim(RootNode Node, int Color)
{
    public bool IsOfRecipe => Node.Origin is Origin.Recipe;

    public FileBody Body => Node.Inode.Body;

    /// <inheritdoc cref="Origin.Owner"/>
    public string Owner => Node.Origin.Owner;
}
