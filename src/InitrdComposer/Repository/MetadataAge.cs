using System.Globalization;
using InitrdComposer.Config;
using InitrdComposer.Diagnostics;

namespace InitrdComposer.Repository;

/// <summary>An attacker, or a mirror that stands still, withholds updates by serving what once was right (TUF specification, 1.5.2, "indefinite freeze").</summary>
internal static class MetadataAge
{
    /// <summary>Who serves metadata that nobody vouches for can date it as he likes.</summary>
    /// <returns>Null: its age is vouched for, or nobody asks how old it is.</returns>
    public static Notice? NoticeOf(RepositorySource source)
    {
        if (source.MaxAge is null || source.Signatures.Checked.HasFlag(SignedParts.Metadata) || source.Place is RepositoryPlace.Listed { Kind: MirrorListKind.Metalink }) return null;
        return new(
            RepositoryDiagnostics.Stale, $"repository {source.Id}: max-age: nobody vouches for the age of its metadata, of which signatures = \"{source.Signatures.Checked.Name()}\" checks nothing",
            source.Place.Written.Location, "it tells mirrors that stand still, not those that lie; a metalink would, or signatures = \"all\"");
    }

    /// <param name="source">Says how old its metadata may be.</param>
    /// <param name="index">Says when it was made.</param>
    /// <param name="clock">Says what time it is.</param>
    /// <exception cref="ComposerException">It is older, or does not say (RMD18).</exception>
    public static void Require(RepositorySource source, RepositoryIndex index, TimeProvider clock)
    {
        if (source.MaxAge is not int most) return;
        long? made = index.Repomd.Data.Max(data => data.Timestamp);
        string? got = made is not long seconds || seconds > DateTimeOffset.MaxValue.ToUnixTimeSeconds() ? "no age"
            : (clock.GetUtcNow() - DateTimeOffset.FromUnixTimeSeconds(seconds)).TotalDays is double days && days > most ? string.Create(CultureInfo.InvariantCulture, $"{days:0} days")
            : null;
        if (got is null) return;
        throw new ComposerException(
            RepositoryDiagnostics.Stale, $"timestamp: got {got}, expected at most {most} days (max-age)", new SourceLocation(index.RepomdUrl), "the mirror stands still, or updates are withheld");
    }
}
