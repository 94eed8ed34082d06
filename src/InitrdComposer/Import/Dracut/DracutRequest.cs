using System.Collections.Immutable;

namespace InitrdComposer.Import.Dracut;

/// <summary>What the recipe is for, which dracut.conf does not say.</summary>
/// <param name="Distribution">ID= of os-release: whose names packages have.</param>
public sealed record DracutRequest(string Distribution)
{
    /// <summary>Version or code name of the distribution; null: not said.</summary>
    public string? Release { get; init; }

    /// <summary>The kernel whose modules names must be of; null: only names known to be wrong are told.</summary>
    public KernelNames? Kernel { get; init; }

    /// <summary>mkosi.conf.d as the recipe will name it; null: the recipe lists packages itself.</summary>
    public string? DropIns { get; init; }

    /// <summary>Profiles that those drop-ins have.</summary>
    public ImmutableArray<string> Profiles { get; init; } = [];

    /// <summary>The recipe's project-root, where drop-ins are not below its own folder.</summary>
    public string? ProjectRoot { get; init; }

    /// <summary>Base URLs or folders of packages.</summary>
    public ImmutableArray<string> Repositories { get; init; } = [];

    /// <summary>Modules of dracut's besides those of the files, as its --add.</summary>
    public ImmutableArray<string> Modules { get; init; } = [];

    /// <summary>As dracut's --uefi, which is often on its command line and not in the file.</summary>
    public bool Uefi { get; init; }

    /// <summary>As dracut's --kernel-cmdline.</summary>
    public string? CommandLine { get; init; }
}
