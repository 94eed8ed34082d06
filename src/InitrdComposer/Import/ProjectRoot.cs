using InitrdComposer.Config;

namespace InitrdComposer.Import;

/// <summary>The setting project-root of a recipe that names a path.</summary>
public static class ProjectRoot
{
    /// <summary>Null where the path stays below the recipe's own folder.</summary>
    /// <param name="path">From that folder.</param>
    public static string? Of(string path) => HostPath.Ascent(path) is int ascent and > 0 ? string.Join('/', Enumerable.Repeat("..", ascent)) : null;
}
