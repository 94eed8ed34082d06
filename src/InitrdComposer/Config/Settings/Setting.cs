using InitrdComposer.Diagnostics;
using InitrdComposer.Formats.Toml;

namespace InitrdComposer.Config.Settings;

/// <summary>
/// One row of the table of settings: a key and all that is to be known of it. The same row reads the key from one layer after the other, shows it and
/// documents it. What a later layer says is added to a list and replaces anything else.
/// </summary>
/// <typeparam name="TOwner">The record that has the setting as a property.</typeparam>
internal abstract class Setting<TOwner>(string key, string description)
{
    public string Key { get; } = key;

    /// <summary>One line for the reference, ending with a full stop.</summary>
    public string Description { get; } = description;

    public abstract bool IsRequired { get; }

    /// <summary>What it is in the recipe of an extension.</summary>
    public ExtensionUse InExtensions { get; init; }

    /// <summary>Keys inside this one, with what they are inside of; none for a plain value.</summary>
    public abstract IEnumerable<string> InnerKeys { get; }

    /// <summary>How the recipe writes what the key belongs to or opens: "[packages]", or the key alone.</summary>
    public abstract string Header { get; }

    /// <summary>One line that shows how to write it.</summary>
    public abstract string Example { get; }

    /// <summary>False for what goes in place of another row of its table, whose example stands there.</summary>
    public virtual bool IsInExample => true;

    /// <summary>Whether it has a header of its own: such rows come behind the others of their table.</summary>
    public virtual bool IsTable => false;

    /// <summary>Takes what a layer says, over what the layers before it said.</summary>
    /// <param name="path">The setting's whole name, "packages.install".</param>
    public abstract TOwner Read(TOwner owner, TomlEntry entry, string path, SettingSource source);

    /// <summary>Takes a single change.</summary>
    /// <param name="rest">The keys below this one.</param>
    /// <param name="path">The setting's whole name.</param>
    public abstract TOwner Change(TOwner owner, ReadOnlySpan<string> rest, string path, SettingChange change, SettingSource source);

    /// <summary>Takes what holds where no layer said anything. Comes after all layers.</summary>
    /// <param name="place">What the setting belongs into, should it be missing.</param>
    public abstract TOwner Complete(TOwner owner, string path, SettingOrigins origins, SettingPlace place);

    /// <summary>Takes what holds when nobody says anything.</summary>
    public abstract TOwner ReadDefault(TOwner owner);

    /// <summary>Writes the value as the recipe would.</summary>
    public abstract void Show(TOwner owner, string path, IEffectiveSettings text);

    public abstract void Document(ReferenceText text);

    /// <summary>Whether a recipe that does not say it is incomplete.</summary>
    private protected bool IsMissed(SettingOrigins origins) => IsRequired && (InExtensions == ExtensionUse.Same || !origins.IsGiven(RecipeSettings.Extension));

    private protected ComposerException Missing(SettingPlace place)
    {
        string example = Example.Replace("\n", "; ", StringComparison.Ordinal);
        return new(RecipeDiagnostics.Missing, $"{place.Header} has no {Header}", place.Location, $"for example: {example}");
    }
}

/// <summary>What a setting of initrds is in the recipe of an extension.</summary>
internal enum ExtensionUse
{
    /// <summary>What it is in any recipe.</summary>
    Same,

    /// <summary>Never required.</summary>
    Optional,

    /// <summary>Not there: the base has it.</summary>
    OfBase,
}

/// <summary>A table in words, "[packages]", and where it is.</summary>
internal readonly record struct SettingPlace(string Header, SourceLocation Location);
