using System.Collections.Immutable;
using InitrdComposer.Config.Settings;

namespace InitrdComposer.Config.Layers.DropIns;

/// <summary>An option of mkosi.conf and what becomes of it here.</summary>
/// <param name="Section">Where mkosi has it: "Content".</param>
/// <param name="Name">As mkosi writes it: "KernelModules".</param>
/// <param name="Remark">One sentence for the reference.</param>
internal abstract record MkosiOption(string Section, string Name, string Remark)
{
    /// <summary>Names that mkosi still knows it by.</summary>
    public ImmutableArray<string> FormerNames { get; init; } = [];

    public bool IsCalled(string name) => Name == name || FormerNames.Contains(name);
}

/// <summary>It changes a setting.</summary>
/// <param name="Setting">Its whole name.</param>
/// <param name="Separator">Between elements, besides line ends; null: one value.</param>
/// <param name="Changes">What one element does; the option given empty clears the setting.</param>
internal sealed record MappedOption(
    string Section, string Name, string Setting, char? Separator, Func<string, IEnumerable<SettingChange>> Changes, string Remark)
    : MkosiOption(Section, Name, Remark)
{
    /// <summary>Means something only where the recipe has this table.</summary>
    public string? NeedsTable { get; init; }

    /// <summary>Its elements are patterns that may be told to match nothing.</summary>
    public bool IsPattern { get; init; }

    /// <summary>Its elements are paths of the host, which must not depend on environment variables.</summary>
    public bool IsPath { get; init; }
}

/// <summary>Names files and folders with further options, which come at once.</summary>
internal sealed record IncludeOption(string Section, string Name, string Remark) : MkosiOption(Section, Name, Remark);

/// <summary>It is so here anyway: these values are taken, and no others.</summary>
internal sealed record SettledOption(string Section, string Name, ImmutableArray<string> Accepted, string Remark) : MkosiOption(Section, Name, Remark);

/// <summary>It is about mkosi itself, whatever its value.</summary>
internal sealed record ForeignOption(string Section, string Name, string Remark) : MkosiOption(Section, Name, Remark);

/// <summary>Refused.</summary>
/// <param name="Remark">What to do instead.</param>
internal sealed record UnsupportedOption(string Section, string Name, string Remark) : MkosiOption(Section, Name, Remark);
