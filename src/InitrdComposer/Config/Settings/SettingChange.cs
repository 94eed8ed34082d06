using InitrdComposer.Formats.Toml;

namespace InitrdComposer.Config.Settings;

/// <summary>What an option of a drop-in or of the command line does to a setting.</summary>
internal enum ChangeKind
{
    /// <summary>"=": this value and no other.</summary>
    Replace,

    /// <summary>"+=": one more behind those that are there.</summary>
    Append,

    /// <summary>One more in front of those that are there.</summary>
    Prepend,

    /// <summary>"-=": one less.</summary>
    Remove,

    /// <summary>Nothing is left: an empty list, or the default.</summary>
    Clear,
}

/// <summary>A change of one setting, its value as text: the setting knows what to make of it.</summary>
internal sealed record SettingChange(ChangeKind Kind, string Text = "")
{
    /// <summary>The text is one element of a list, even if it looks like an array.</summary>
    public bool IsLiteral { get; init; }

    /// <summary>The text, if it is a TOML value, as such.</summary>
    public static TomlValue? AsToml(string text)
    {
        try
        {
            return TomlReader.Read(System.Text.Encoding.UTF8.GetBytes($"v = {text}")).Entries is [{ Key: "v", Value: TomlValue value }] ? value : null;
        }
        catch (Formats.MalformedDataException)
        {
            return null;
        }
    }

    /// <summary>The text itself as a string.</summary>
    public static TomlValue AsString(string text) => AsToml(TomlText.Quote(text))!;
}
