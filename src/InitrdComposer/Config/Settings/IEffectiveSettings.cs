using System.Collections.Immutable;

namespace InitrdComposer.Config.Settings;

/// <summary>Takes the settings of an effective recipe, one after the other, as TOML writes them.</summary>
internal interface IEffectiveSettings
{
    /// <summary>A table begins.</summary>
    void Header(string header);

    /// <summary>A table that is not there, which is another thing than an empty one.</summary>
    void Missing(string header, string meaning);

    /// <param name="path">The setting's whole name.</param>
    void Value(string key, string toml, string path);

    void List(string key, ImmutableArray<string> items, string path);

    /// <summary>A setting that has no value.</summary>
    void Unset(string key, string meaning);
}
