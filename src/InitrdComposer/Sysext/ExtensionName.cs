using InitrdComposer.Tree;

namespace InitrdComposer.Sysext;

/// <summary>What an extension is called, by the name of its file (systemd 262, image_discover and path_extract_image_name).</summary>
/// <param name="Name">Without suffix: what its extension-release is called after.</param>
/// <param name="Kind">By its suffix; null: it has none that tells.</param>
internal readonly record struct ExtensionName(string Name, ExtensionKind? Kind)
{
    private const string Raw = ".raw";

    /// <summary>Without what a version or a counter adds: systemd looks for that name too.</summary>
    public string Base => Name.IndexOfAny(['_', '+']) is int cut and >= 0 ? Name[..cut] : Name;

    public static ExtensionName Of(string path)
    {
        string name = Path.GetFileName(Path.TrimEndingDirectorySeparator(path));
        if (name.EndsWith(Raw, StringComparison.Ordinal)) name = name[..^Raw.Length];
        int dot = name.LastIndexOf('.');
        return dot > 0 && ExtensionKind.TryOf(name[(dot + 1)..], out ExtensionKind? kind) ? new(name[..dot], kind) : new(name, null);
    }
}
