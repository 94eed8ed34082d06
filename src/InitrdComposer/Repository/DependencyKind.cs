namespace InitrdComposer.Repository;

/// <summary>The eight dependency lists of an RPM package.</summary>
public enum DependencyKind
{
    Provides,
    Requires,
    Conflicts,
    Obsoletes,
    Recommends,
    Suggests,
    Supplements,
    Enhances,
}
