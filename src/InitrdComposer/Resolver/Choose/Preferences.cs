using InitrdComposer.Resolver.Rules;

namespace InitrdComposer.Resolver.Choose;

/// <summary>The request's preferences, by package.</summary>
internal sealed class Preferences
{
    private readonly Dictionary<int, int> _weights = [];
    private readonly HashSet<int> _neverWeak = [];

    public Preferences(ResolutionRequest request, SpecMatcher specs)
    {
        for (int i = 0; i < request.Preferences.Length; i++)
        {
            (string spec, PreferenceKind kind) = request.Preferences[i];
            foreach (int package in specs.MatchAll(spec))
            {
                if (kind == PreferenceKind.ExcludeFromWeak) _neverWeak.Add(package);
                else _weights[package] = kind == PreferenceKind.Favor ? i + 1 : -(i + 1);
            }
        }
    }

    /// <summary>Positive for favoured packages, negative for disfavoured ones; the later the preference, the further from 0.</summary>
    public int Weight(int package) => _weights.GetValueOrDefault(package);

    /// <summary>Whether a weak dependency may bring the package in.</summary>
    public bool AllowsWeakly(int package) => Weight(package) >= 0 && !_neverWeak.Contains(package);
}
