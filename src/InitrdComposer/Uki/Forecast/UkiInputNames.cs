namespace InitrdComposer.Uki.Forecast;

/// <summary>Names of inputs that are no files.</summary>
internal static class UkiInputNames
{
    /// <summary>All of a UKI: what firmware measures of it.</summary>
    public const string Whole = "UKI";
}
