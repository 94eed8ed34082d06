using System.Collections.Immutable;
using System.Text.Json;
using InitrdComposer.Resolver.Explain;

namespace InitrdComposer.Cli.Terminal;

/// <summary>Which packages were chosen where others would have done, for people and for programs.</summary>
internal static class ChoiceReport
{
    /// <summary>One line a choice, and how to choose otherwise; empty where there was nothing to choose.</summary>
    /// <param name="otherwise">How: "packages.prefer = [\"{0}\"]".</param>
    public static string Text(ImmutableArray<ProviderChoice> choices, Func<string, string> otherwise) => choices.IsEmpty
        ? ""
        : string.Concat(choices.Select(choice => $"choice: {Line(choice)}\n")) + $"to choose otherwise: {otherwise(choices[0].Others[0].Name)}\n";

    /// <summary>An array "choices" in the object that is open.</summary>
    public static void Write(Utf8JsonWriter json, ImmutableArray<ProviderChoice> choices)
    {
        json.WriteStartArray("choices");
        foreach (ProviderChoice choice in choices)
        {
            json.WriteStartObject();
            json.WriteString("dependency", choice.Dependency);
            if (choice.By is not null) json.WriteString("package", choice.By);
            json.WriteString("chosen", choice.Chosen);
            json.WriteString("rule", JsonNamingPolicy.KebabCaseLower.ConvertName(choice.Rule.ToString()));
            json.WriteStartArray("others");
            foreach (ProviderAlternative other in choice.Others)
            {
                json.WriteStartObject();
                json.WriteString("name", other.Name);
                if (other.SizeDifference is long difference) json.WriteNumber("installedSizeDifference", difference);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static string Line(ProviderChoice choice)
    {
        string asked = choice.By is null ? $"{choice.Dependency} is wanted" : $"{choice.By} asks for {choice.Dependency}";
        return $"{asked}: {choice.Chosen} ({choice.Because}), not {string.Join(" or ", choice.Others.Select(Other))}";
    }

    private static string Other(ProviderAlternative other) => other.SizeDifference switch
    {
        null => other.Name,
        0 => $"{other.Name} (the same size)",
        > 0 => $"{other.Name} ({Sizes.Text(other.SizeDifference.Value)} more)",
        _ => $"{other.Name} ({Sizes.Text(-other.SizeDifference.Value)} less)",
    };
}
