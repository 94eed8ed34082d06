namespace InitrdComposer.Packages;

/// <summary>The comparison of a versioned dependency; the values are RPMSENSE_LESS, _GREATER and _EQUAL shifted right by one, which combine.</summary>
[Flags]
public enum VersionRelation : byte
{
    /// <summary>Unversioned: every version.</summary>
    Any = 0,
    Less = 1,
    Greater = 2,
    Equal = 4,
    LessOrEqual = Less | Equal,
    GreaterOrEqual = Greater | Equal,
}

/// <summary>How relations are written.</summary>
public static class VersionRelations
{
    /// <summary>The operator, "" for <see cref="VersionRelation.Any"/>.</summary>
    public static string Symbol(this VersionRelation relation) =>
        (relation.HasFlag(VersionRelation.Less) ? "<" : "") +
        (relation.HasFlag(VersionRelation.Greater) ? ">" : "") +
        (relation.HasFlag(VersionRelation.Equal) ? "=" : "");

    /// <summary>Reads what rpm reads: the five operators, "==", "=&lt;" and "=&gt;"; null for anything else.</summary>
    public static VersionRelation? FromSymbol(ReadOnlySpan<char> symbol) => symbol switch
    {
        "<" => VersionRelation.Less,
        ">" => VersionRelation.Greater,
        "=" or "==" => VersionRelation.Equal,
        "<=" or "=<" => VersionRelation.LessOrEqual,
        ">=" or "=>" => VersionRelation.GreaterOrEqual,
        _ => null,
    };
}
