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
