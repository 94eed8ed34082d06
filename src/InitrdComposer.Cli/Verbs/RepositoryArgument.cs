using InitrdComposer.Config;
using InitrdComposer.Diagnostics;

namespace InitrdComposer.Cli.Verbs;

/// <summary>A repository on a command line: --repo [ID=]URL|PATH.</summary>
internal static class RepositoryArgument
{
    public const string Form = "[ID=]URL|PATH";

    /// <summary>"ID=URL", where an id has neither slash nor colon; otherwise the whole is the URL and the id is counted.</summary>
    /// <param name="index">How many stand before it.</param>
    /// <returns>Whose signatures nobody checks: nothing is made of what questions are asked about.</returns>
    public static RepositorySource Parse(string text, int index)
    {
        int equals = text.IndexOf('=', StringComparison.Ordinal);
        bool hasId = equals > 0 && !text.AsSpan(0, equals).ContainsAny('/', ':');
        (string id, string url) = hasId ? (text[..equals], text[(equals + 1)..]) : ($"repo{index + 1}", text);
        return new(id, new RepositoryPlace.Metadata(new(url, new SourceLocation("--repo"))), RepositorySource.DefaultPriority)
        {
            Signatures = RepositorySignatures.None,
        };
    }
}
