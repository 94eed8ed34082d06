namespace InitrdComposer.Formats.Ini;

/// <summary>What the programs that read such files do not agree upon.</summary>
/// <param name="Format">For messages.</param>
/// <param name="CommentMarks">Characters that begin a comment.</param>
/// <param name="HasCommentsBehindValues">Anywhere in a line, not only as the first character of it.</param>
public sealed record IniDialect(string Format, string CommentMarks, bool HasCommentsBehindValues)
{
    /// <summary>mkosi's configuration files: parse_ini of mkosi 26.</summary>
    public static IniDialect Mkosi { get; } = new("mkosi.conf", "#", HasCommentsBehindValues: true);

    /// <summary>dnf's .repo files: IniParser of libdnf 0.74.</summary>
    public static IniDialect Repo { get; } = new("repo file", "#;", HasCommentsBehindValues: false);

    internal string WithoutComment(string line)
    {
        int mark = line.AsSpan().IndexOfAny(CommentMarks);
        return mark < 0 || (mark > 0 && !HasCommentsBehindValues) ? line : line[..mark];
    }
}
