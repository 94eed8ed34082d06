using System.Collections.Immutable;

namespace InitrdComposer.Resolver.Explain;

/// <summary>A choice that nothing but the order of choice decided: packages of other names would have done as well.</summary>
/// <param name="Dependency">The spec, or the dependency as rpm prints it.</param>
/// <param name="By">Name of the package whose dependency it is; null: it is wanted itself.</param>
/// <param name="Chosen">Name of what was chosen.</param>
/// <param name="Rule">The first rule that told them apart.</param>
/// <param name="Others">What would have done, by name, in order of preference.</param>
public sealed record ProviderChoice(string Dependency, string? By, string Chosen, ChoiceRule Rule, ImmutableArray<ProviderAlternative> Others)
{
    /// <summary>The rule in words: "first by name".</summary>
    public string Because => Rule switch
    {
        ChoiceRule.Locked => "as the lock has it",
        ChoiceRule.Preference => "preferred",
        ChoiceRule.RepositoryPriority => "of a repository of higher priority",
        ChoiceRule.Architecture => "of the machine's own architecture",
        ChoiceRule.Version => "the newest",
        ChoiceRule.Obsoletes => "obsoletes the other",
        ChoiceRule.Recommended => "recommended by an installed package",
        ChoiceRule.Suggested => "suggested by an installed package",
        ChoiceRule.NewerVersionExists => "the newest of its name",
        ChoiceRule.ProvidedVersion => "provides the higher version",
        ChoiceRule.Name => "first by name",
        ChoiceRule.Necessity => "needed anyway",
        _ => throw new InvalidOperationException($"no rule: {Rule}"),
    };
}

/// <summary>What could have been chosen.</summary>
/// <param name="Name">Of the package.</param>
/// <param name="SizeDifference">Installed bytes that the whole closure would have more, with all that then comes or goes; null: it does not fit, or nobody looked.</param>
public sealed record ProviderAlternative(string Name, long? SizeDifference);
