using InitrdComposer.Tree;

namespace InitrdComposer.Removal;

/// <summary>A file that remove-with-libraries left out.</summary>
/// <param name="Path">Where it was; folders are not listed.</param>
/// <param name="Size">Bytes that went with it: none for a link, and for a hard link whose body is still there or counted already.</param>
public sealed record RemovedFile(RootPath Path, long Size, RemovalReason Reason);

/// <summary>Why a file was left out.</summary>
public abstract record RemovalReason
{
    private RemovalReason()
    {
    }

    /// <summary>A pattern of the recipe names it, or a folder above it. Without its line: the same recipe in a bundle has another.</summary>
    public sealed record Named(string Pattern) : RemovalReason;

    /// <summary>Of the removed files that needed it, the first: it leads back to a named one. Nothing that stays needs it.</summary>
    public sealed record NeededBy(RootPath File) : RemovalReason;

    /// <summary>Of the removed libraries of its own package the first that it needs. Nothing needs this one.</summary>
    public sealed record Needs(RootPath Library) : RemovalReason;

    /// <summary>A link that led to a removed library.</summary>
    public sealed record LinkTo(RootPath Library) : RemovalReason;
}
