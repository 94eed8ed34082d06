namespace InitrdComposer.Formats.Ini;

/// <summary>What <see cref="MalformedDataException.Field"/> says of a configuration file of mkosi's.</summary>
public static class IniField
{
    /// <summary>The bytes are no UTF-8 text.</summary>
    public const string Encoding = "encoding";

    /// <summary>Longer than <see cref="IniLimits"/> allow.</summary>
    public const string Size = "size";

    public const string Section = "section";

    public const string Assignment = "assignment";
}
