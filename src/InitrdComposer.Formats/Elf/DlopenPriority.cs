namespace InitrdComposer.Formats.Elf;

/// <summary>How much a library that is loaded by dlopen() is missed, in the words of package managers; what is missed most comes first.</summary>
public enum DlopenPriority
{
    Required,
    Recommended,
    Suggested,
}

/// <summary>Priorities as the specification writes them.</summary>
public static class DlopenPriorities
{
    public static IReadOnlyList<string> Names { get; } = ["required", "recommended", "suggested"];

    public static string Name(DlopenPriority priority) => Names[(int)priority];

    /// <summary>Null: the specification knows no such priority.</summary>
    public static DlopenPriority? FromName(string? name) => Names.Index().Where(entry => entry.Item == name).Select(entry => (DlopenPriority?)entry.Index).SingleOrDefault();
}
