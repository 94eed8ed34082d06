using System.Collections.Immutable;

namespace InitrdComposer.Import.Dracut.Tables;

/// <summary>A module of dracut's and what becomes of it.</summary>
/// <param name="Name">Without the number in front: "lvm".</param>
/// <param name="Remark">What replaces it, or what to do instead.</param>
internal sealed record DracutModule(string Name, ImportVerdict Verdict, string Remark)
{
    /// <summary>Names of what it needs of a recipe.</summary>
    public ImmutableArray<string> Features { get; init; } = [];

    /// <summary>Patterns of kernel modules, which may match nothing.</summary>
    public ImmutableArray<string> Drivers { get; init; } = [];

    /// <summary>Its drivers are those of a generic image, which naming drivers replaces.</summary>
    public bool IsGenericDrivers { get; init; }

    /// <summary>It brings the checkers of file systems.</summary>
    public bool HasCheckers { get; init; }

    public static DracutModule Feature(string name, string features, string remark = "") => new(name, ImportVerdict.Translated, remark) { Features = [.. features.Split(' ')] };

    public static DracutModule WithDrivers(string name, string drivers, string remark = "") => new(name, ImportVerdict.Translated, remark) { Drivers = [.. drivers.Split(' ')] };

    public static DracutModule BuiltIn(string name, string remark) => new(name, ImportVerdict.BuiltIn, remark);

    public static DracutModule Ignored(string name, string remark) => new(name, ImportVerdict.Ignored, remark);

    public static DracutModule None(string name, string instead) => new(name, ImportVerdict.NoCounterpart, instead);
}
