using System.Collections.Immutable;

namespace InitrdComposer.Import.Features;

/// <summary>Something that an initrd can do: what a recipe needs for it, by distribution.</summary>
/// <param name="Name">Also of the profile in mkosi.conf.d that does it, where there is one.</param>
internal sealed record Feature(string Name)
{
    /// <summary>Packages, by names with blanks between; where a distribution has none of its own, <see cref="Fedora"/>'s.</summary>
    public string Fedora { get; init; } = "";

    public string? Enterprise { get; init; }

    public string? Azure { get; init; }

    public string? OpenSuse { get; init; }

    public string? Debian { get; init; }

    /// <summary>Patterns of kernel modules, which may match nothing.</summary>
    public string Modules { get; init; } = "";

    /// <summary>Lines of systemd.preset(5).</summary>
    public ImmutableArray<string> Presets { get; init; } = [];

    public IEnumerable<string> PackagesOf(PackageNames names) => Words(names switch
    {
        PackageNames.Enterprise => Enterprise ?? Fedora,
        PackageNames.Azure => Azure ?? Enterprise ?? Fedora,
        PackageNames.OpenSuse => OpenSuse ?? Fedora,
        PackageNames.Debian => Debian ?? Fedora,
        _ => Fedora,
    });

    public IEnumerable<string> ModulePatterns => Words(Modules);

    private static string[] Words(string text) => text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
}

/// <summary>Which distribution's names packages have.</summary>
internal enum PackageNames
{
    Fedora,
    Enterprise,
    Azure,
    OpenSuse,
    Debian,
}
