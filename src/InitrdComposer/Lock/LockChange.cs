using InitrdComposer.Formats.Toml;

namespace InitrdComposer.Lock;

/// <summary>One thing in which a new lock differs from the one before, and why.</summary>
/// <param name="Name">Of the package, tool or repository; a kernel's folder.</param>
/// <param name="From">The version, or the repository's revision, before; null: it was not there.</param>
/// <param name="To">After; null: it is gone.</param>
/// <param name="Reason">In words.</param>
public sealed record LockChange(LockChangeKind Kind, string Name, string? From, string? To, string Reason)
{
    public override string ToString() => Kind switch
    {
        LockChangeKind.Added => $"{Name} {To} added: {Reason}",
        LockChangeKind.Removed => $"{Name} {From} removed: {Reason}",
        LockChangeKind.Downgraded => $"{Name} {From} -> {To} (downgrade): {Reason}",
        LockChangeKind.Replaced or LockChangeKind.Placed => $"{Name} {To}: {Reason}",
        LockChangeKind.Kernel => $"kernel in {Name}: {Reason}",
        LockChangeKind.Repository => $"repository {TomlText.Quote(Name)}: {Reason}",
        _ => $"{Name} {From} -> {To}: {Reason}",
    };
}

/// <summary>Kinds of change.</summary>
public enum LockChangeKind
{
    Added,
    Removed,
    Upgraded,
    Downgraded,

    /// <summary>The same version in another file, or from another place.</summary>
    Replaced,

    /// <summary>The same package for other variants.</summary>
    Placed,

    /// <summary>A library or program of another version.</summary>
    Tool,

    /// <summary>A kernel that comes from a folder: new or gone or of other content.</summary>
    Kernel,

    /// <summary>A repository, new or gone or of another state.</summary>
    Repository,
}
