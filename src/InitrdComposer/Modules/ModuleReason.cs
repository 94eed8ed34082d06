using InitrdComposer.Diagnostics;

namespace InitrdComposer.Modules;

/// <summary>Why a module is in the tree.</summary>
public abstract record ModuleReason
{
    private ModuleReason()
    {
    }

    /// <summary>A pattern of the recipe decided so.</summary>
    public sealed record Pattern(Located<string> Source) : ModuleReason;

    /// <summary>A module that is in the tree wants it.</summary>
    /// <param name="Module">That module's name.</param>
    public sealed record DependencyOf(string Module, ModuleDependencyKind Kind) : ModuleReason;
}

/// <summary>How strongly one module wants another.</summary>
public enum ModuleDependencyKind
{
    /// <summary>Uses its symbols; modprobe loads it first, or fails.</summary>
    Symbols,

    /// <summary>"softdep": modprobe loads it too, if it is there.</summary>
    Soft,

    /// <summary>"weakdep": it may ask for it at run time.</summary>
    Weak,
}
