using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;

namespace InitrdComposer.Tree;

/// <summary>System extensions and configuration extensions (UAPI.6, Extension Images): what tells the one from the other.</summary>
public sealed class ExtensionKind
{
    private ExtensionKind(string name, string field, string releaseFolder, params string[] hierarchies) =>
        (Name, Field, ReleaseFolder, Hierarchies) = (name, field, RootPath.Of(releaseFolder), [.. hierarchies.Select(RootPath.Of)]);

    /// <summary>Adds programs, libraries, drivers and firmware.</summary>
    public static ExtensionKind Sysext { get; } = new("sysext", "SYSEXT", "/usr/lib/extension-release.d", "/usr", "/opt");

    /// <summary>Adds configuration.</summary>
    public static ExtensionKind Confext { get; } = new("confext", "CONFEXT", "/etc/extension-release.d", "/etc");

    public static ImmutableArray<ExtensionKind> All { get; } = [Sysext, Confext];

    /// <summary>"sysext" or "confext".</summary>
    public string Name { get; }

    /// <summary>What is merged; all else in an image is not seen.</summary>
    public ImmutableArray<RootPath> Hierarchies { get; }

    /// <summary>Where the file is that says what an image goes with.</summary>
    public RootPath ReleaseFolder { get; }

    /// <summary>What images are called that boot loaders pass on: ".sysext.raw".</summary>
    public string Suffix => $".{Name}.raw";

    /// <summary>The field that holds a version of the interface that images are made for.</summary>
    public string LevelField => $"{Field}_LEVEL";

    /// <summary>The field that says where an image may be merged: initrd, system, portable.</summary>
    public string ScopeField => $"{Field}_SCOPE";

    /// <summary>The field with the image's own name.</summary>
    public string IdField => $"{Field}_ID";

    /// <summary>The field with the image's own version.</summary>
    public string VersionField => $"{Field}_VERSION_ID";

    private string Field { get; }

    /// <summary>The kind that a name says: "confext".</summary>
    public static bool TryOf(string name, [NotNullWhen(true)] out ExtensionKind? kind)
    {
        kind = All.FirstOrDefault(kind => kind.Name == name);
        return kind is not null;
    }

    /// <summary>The file that says what an image goes with.</summary>
    /// <param name="image">Its name without suffix.</param>
    public RootPath ReleaseFile(string image) => ReleaseFolder.Append($"extension-release.{image}");

    /// <summary>Whether a path is merged.</summary>
    public bool Holds(RootPath path) => Hierarchies.Any(hierarchy => path.IsWithin(hierarchy));

    /// <summary>Whether a path is merged, or is a folder above what is.</summary>
    public bool Merges(RootPath path) => Hierarchies.Any(hierarchy => path.IsWithin(hierarchy) || hierarchy.IsWithin(path));

    public override string ToString() => Name;
}
