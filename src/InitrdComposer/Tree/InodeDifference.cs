namespace InitrdComposer.Tree;

/// <summary>Whether two files are the same to whoever uses them: type, content, owner, mode and extended attributes; times aside.</summary>
internal static class InodeDifference
{
    /// <summary>In words; null: there is none.</summary>
    public static string? Of(Inode first, Inode second)
    {
        Metadata left = first.Metadata;
        Metadata right = second.Metadata;
        bool isSameContent = (first.Body, second.Body) switch
        {
            (FileBody.Regular a, FileBody.Regular b) => a.Content.Length == b.Content.Length && a.Content.Digest == b.Content.Digest,
            (var a, var b) => a == b,
        };
        if (!isSameContent) return "different content";
        if (left.User != right.User || left.Group != right.Group) return $"owner {left.User}:{left.Group} and {right.User}:{right.Group}";
        if (left.Mode != right.Mode && first.Body is not FileBody.SymbolicLink) return $"mode {Convert.ToString(left.Mode, 8)} and {Convert.ToString(right.Mode, 8)}";
        return HaveSameAttributes(left, right) ? null : "different extended attributes";
    }

    /// <summary>Whether their extended attributes are the same.</summary>
    public static bool HaveSameAttributes(Metadata left, Metadata right) =>
        left.ExtendedAttributes.Count == right.ExtendedAttributes.Count
        && left.ExtendedAttributes.All(attribute =>
            right.ExtendedAttributes.TryGetValue(attribute.Key, out ReadOnlyMemory<byte> value) && value.Span.SequenceEqual(attribute.Value.Span));
}
