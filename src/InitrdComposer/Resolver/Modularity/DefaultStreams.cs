using System.Collections.Immutable;
using InitrdComposer.Formats.RpmMd;

namespace InitrdComposer.Resolver.Modularity;

/// <summary>
/// The default stream of each module: what the repository of the best priority says, of those the newest document. Where such documents contradict each
/// other there is no default, as libmodulemd merges them.
/// </summary>
internal static class DefaultStreams
{
    /// <param name="modules">One a repository.</param>
    /// <param name="priorities">Of the repositories: the lowest wins.</param>
    public static IEnumerable<(string Module, string Stream)> Of(ImmutableArray<ModuleMetadata> modules, ImmutableArray<int> priorities) =>
        from entry in modules.SelectMany((metadata, repository) => metadata.Defaults.Select(one => (Default: one, Priority: RepositoryPriorities.Of(priorities, repository))))
        group entry by entry.Default.Name into said
        let best = said.OrderBy(entry => entry.Priority).ThenByDescending(entry => entry.Default.Modified).First()
        let streams = said.Where(entry => (entry.Priority, entry.Default.Modified) == (best.Priority, best.Default.Modified)).Select(entry => entry.Default.Stream).Distinct().ToArray()
        where streams is [not null]
        select (said.Key, streams[0]!);
}
