using System.Collections.Immutable;
using InitrdComposer.Diagnostics;
using InitrdComposer.Formats.Ini;

namespace InitrdComposer.Config.Layers.DropIns;

/// <summary>What a recipe says of its drop-ins: which parts are left out, and whether patterns may match nothing.</summary>
internal sealed class DropInRules(RecipeLayers layers)
{
    private readonly ImmutableHashSet<string> _ignored = [.. layers.IgnoredInDropIns.Select(part => part.Value)];

    public bool HasOptionalPatterns => layers.HasOptionalDropInPatterns;

    /// <param name="path">From the recipe's folder.</param>
    public bool IgnoresFile(string path) => _ignored.Contains(HostPath.Join(".", path)) || _ignored.Contains(path);

    public bool Ignores(IniSection section) => _ignored.Contains($"[{section.Name}]");

    /// <summary>The option, whatever its value.</summary>
    public bool Ignores(IniAssignment assignment) => _ignored.Contains($"{assignment.Name}=");

    public bool Ignores(IniAssignment assignment, IniText element) => _ignored.Contains($"{assignment.Name}={element.Text}");
}
