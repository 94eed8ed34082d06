using InitrdComposer.Uki.Forecast;

namespace InitrdComposer.Esp;

/// <summary>What systemd-boot and systemd-stub take from an ESP (systemd-stub(7), "Companion files").</summary>
public sealed class EspFileKind
{
    private EspFileKind(string name, string suffix, string folder) => (Name, Suffix, Folder) = (name, suffix, folder);

    public static EspFileKind Uki { get; } = new("uki", ".efi", EspFiles.UkiFolder);

    public static EspFileKind Addon { get; } = new("addon", ".addon.efi", EspFiles.AddonFolder);

    public static EspFileKind Credential { get; } = new("credential", ".cred", EspFiles.CredentialFolder);

    public static EspFileKind Sysext { get; } = new("sysext", ".sysext.raw", EspFiles.ExtensionFolder);

    public static EspFileKind Confext { get; } = new("confext", ".confext.raw", EspFiles.ExtensionFolder);

    /// <summary>"uki", "addon", "credential", "sysext", "confext".</summary>
    public string Name { get; }

    /// <summary>Of its files' names, in any case.</summary>
    public string Suffix { get; }

    /// <summary>Where UKIs lie; of all else, what belongs to all UKIs.</summary>
    public string Folder { get; }

    public bool IsExtension => this == Sysext || this == Confext;

    /// <summary>By a file's name; null: of none.</summary>
    public static EspFileKind? Of(string name)
    {
        EspFileKind[] all = [Addon, Uki, Credential, Sysext, Confext];
        return Array.Find(all, kind => name.EndsWith(kind.Suffix, StringComparison.OrdinalIgnoreCase));
    }

    public override string ToString() => Name;
}
