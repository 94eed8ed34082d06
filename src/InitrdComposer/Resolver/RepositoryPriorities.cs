using System.Collections.Immutable;

namespace InitrdComposer.Resolver;

/// <summary>Priorities as dnf has them: the lowest wins.</summary>
internal static class RepositoryPriorities
{
    private const int Default = 99;

    /// <param name="said">By repository; those beyond the end have the default.</param>
    public static int Of(ImmutableArray<int> said, int repository) => repository < said.Length ? said[repository] : Default;
}
