namespace InitrdComposer.Questions.Comparison;

/// <summary>The words of a comparison, in JSON and for people.</summary>
public static class ComparisonWords
{
    /// <summary>"added", "changed", ...</summary>
    public static string Of(FileChange change) => change switch
    {
        FileChange.Added => "added",
        FileChange.Removed => "removed",
        FileChange.Changed => "changed",
        _ => "same",
    };

    /// <summary>"content", "mode", ...</summary>
    public static string Of(FileAspect aspect) => aspect switch
    {
        FileAspect.Mode => "mode",
        FileAspect.Owner => "owner",
        FileAspect.Target => "target",
        FileAspect.Type => "type",
        FileAspect.Attributes => "attributes",
        _ => "content",
    };

    /// <summary>"file", "symlink", ...</summary>
    public static string Of(FileType type) => type switch
    {
        FileType.Directory => "directory",
        FileType.Symlink => "symlink",
        FileType.Block => "block",
        FileType.Character => "character",
        FileType.Fifo => "fifo",
        FileType.Socket => "socket",
        _ => "file",
    };
}
