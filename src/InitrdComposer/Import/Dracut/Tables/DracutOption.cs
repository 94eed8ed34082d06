namespace InitrdComposer.Import.Dracut.Tables;

/// <summary>A variable that dracut.conf(5) has, and what becomes of it.</summary>
/// <param name="Name">As dracut.conf spells it.</param>
/// <param name="Setting">Of the recipe, where it is translated.</param>
/// <param name="Remark">One sentence.</param>
internal sealed record DracutOption(string Name, ImportVerdict Verdict, string Setting, string Remark)
{
    /// <summary>Where dracut's default does the same as a recipe, this value says nothing new.</summary>
    public string? Harmless { get; init; }

    /// <summary>Another verdict and remark for the harmless value.</summary>
    public DracutOption For(string value) => Harmless is null || value != Harmless ? this : this with { Verdict = ImportVerdict.BuiltIn, Remark = $"{Harmless} is what a recipe does." };
}
