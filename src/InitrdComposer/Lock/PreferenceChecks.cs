using InitrdComposer.Config;
using InitrdComposer.Diagnostics;
using InitrdComposer.Resolver;

namespace InitrdComposer.Lock;

/// <summary>A preference that means no package decides nothing: most likely it is misspelt.</summary>
public static class PreferenceChecks
{
    /// <exception cref="ComposerException">A preference of the recipe matches no package of the repositories (SLV09).</exception>
    public static void Require(Recipe recipe, PackageResolver resolver)
    {
        (string Setting, Located<string> Spec)[] preferences =
        [
            .. recipe.Packages.Prefer.Select(spec => ("packages.prefer", spec)),
            .. recipe.Packages.Avoid.Select(spec => ("packages.avoid", spec)),
        ];
        if (preferences.Length == 0) return;
        var questions = resolver.Questions(new ResolutionRequest(recipe.Architecture, []));
        foreach ((string setting, Located<string> spec) in preferences)
        {
            OptionalPattern pattern = OptionalPattern.Parse(spec.Value);
            if (pattern.MayMatchNothing || questions.IsKnown(pattern.Text)) continue;
            string? near = questions.NearName(spec.Value);
            throw new ComposerException(
                ResolverDiagnostics.UnmatchedPreference, $"{setting}: no package of the repositories matches \"{spec.Value}\"", spec.Location,
                near is null ? "with '?' in front it may match nothing" : $"did you mean {near}?");
        }
    }
}
