using InitrdComposer.Formats.Toml;

namespace InitrdComposer.Config.Settings;

/// <summary>
/// One row of the table of settings: a key and all that is to be known of it. The same row reads the key, shows it and documents it.
/// </summary>
/// <typeparam name="TOwner">The record that has the setting as a property.</typeparam>
internal abstract class Setting<TOwner>(string key, string description)
{
    public string Key { get; } = key;

    /// <summary>One line for the reference, ending with a full stop.</summary>
    public string Description { get; } = description;

    public abstract bool IsRequired { get; }

    /// <summary>Keys inside this one, with what they are inside of; none for a plain value.</summary>
    public abstract IEnumerable<string> InnerKeys { get; }

    /// <summary>How the recipe writes what the key belongs to or opens: "[packages]", or the key alone.</summary>
    public abstract string Header { get; }

    /// <summary>One line that shows how to write it.</summary>
    public abstract string Example { get; }

    /// <summary>Takes the value of the recipe.</summary>
    /// <param name="path">The setting's whole name, "packages.install".</param>
    public abstract TOwner Read(TOwner owner, TomlEntry entry, string path, SettingSource source);

    /// <summary>Takes what holds when the recipe says nothing.</summary>
    public abstract TOwner ReadDefault(TOwner owner);

    /// <summary>Writes the value as the recipe would.</summary>
    public abstract void Show(TOwner owner, string path, EffectiveText text);

    public abstract void Document(ReferenceText text);
}
