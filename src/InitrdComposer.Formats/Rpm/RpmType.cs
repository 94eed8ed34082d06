namespace InitrdComposer.Formats.Rpm;

/// <summary>The type of a tag's data (rpm, rpmTagType_e); its alignment in the store is its size.</summary>
public enum RpmType
{
    Char = 1,
    Int8 = 2,
    Int16 = 3,
    Int32 = 4,
    Int64 = 5,
    String = 6,
    Bin = 7,
    StringArray = 8,

    /// <summary>One string a locale, the first for "C".</summary>
    I18nString = 9,
}
