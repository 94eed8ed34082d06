using System.Collections.Immutable;
using InitrdComposer.Config;
using InitrdComposer.Diagnostics;
using InitrdComposer.Files;
using InitrdComposer.Formats;
using InitrdComposer.Formats.RpmMd;
using InitrdComposer.Repository.Signatures;
using InitrdComposer.Transport;

namespace InitrdComposer.Repository;

/// <summary>A repository's repomd.xml, checked, and the way from it to its parts.</summary>
internal sealed record RepositoryIndex(RepositorySource Source, Mirrors Mirrors, Digest Digest, Repomd Repomd)
{
    public const string Location = "repodata/repomd.xml";

    public string RepomdUrl => Mirrors.Append(Location).ToString();

    /// <summary>What is known of a repomd.xml before it is here.</summary>
    /// <param name="pinned">Its digest, where a lock has one.</param>
    public static Expected ExpectedOf(Digest? pinned) =>
        new(pinned, null, RepomdReader.MaxLength, pinned is null ? RepositoryDiagnostics.TooLarge : RepositoryDiagnostics.RepomdMismatch);

    /// <summary>Finds the repository and reads its repomd.xml.</summary>
    /// <param name="policy">Who must have signed it; null: nobody, because it is pinned, and was signed as it must be when it was.</param>
    /// <param name="pinned">Only this one will do; null: whichever is there, of those that a metalink names.</param>
    public static async Task<RepositoryIndex> FetchAsync(
        RepositorySource source, string recipeFolder, Downloader downloader, SignaturePolicy? policy, CancellationToken cancellation, Digest? pinned = null)
    {
        (Mirrors mirrors, ImmutableArray<Digest> oneOf) = await new MirrorSource(downloader, recipeFolder).FindAsync(source.Id, source.Place, pinned is not null, cancellation);
        Expected expected = ExpectedOf(pinned);
        if (pinned is null && !oneOf.IsEmpty) expected = expected with { OneOf = oneOf, Mismatch = RepositoryDiagnostics.NotOfMetalink };
        SignaturePolicy? asked = policy?.ChecksMetadata == true && oneOf.IsEmpty ? policy : null;
        expected = expected with { Check = content => CheckAsync(content, asked) };
        using VerifiedFile file = await FetchAsync(source, mirrors, expected, downloader, cancellation);
        using Stream stream = file.OpenStream();
        return new(source, mirrors, file.Digest, Read(stream, mirrors));
    }

    /// <param name="asked">Null: something else vouches for it.</param>
    private static async Task CheckAsync(ServedContent content, SignaturePolicy? asked)
    {
        using (Stream stream = content.Open()) Read(stream, Mirrors.Of(content.Mirror));
        if (asked is not null) await RepomdSignature.RequireAsync(asked, content);
    }

    private static Repomd Read(Stream stream, Mirrors mirrors)
    {
        try
        {
            return RepomdReader.Read(stream);
        }
        catch (MalformedDataException malformed)
        {
            string? hint = malformed.Field == "root element" ? "a login page or an index? check the repository's base URL" : null;
            throw ComposerException.Malformed(RepositoryDiagnostics.OfRepomd(malformed), mirrors.Append(Location).ToString(), malformed, hint);
        }
    }

    private static async Task<VerifiedFile> FetchAsync(RepositorySource source, Mirrors mirrors, Expected expected, Downloader downloader, CancellationToken cancellation)
    {
        try
        {
            return await downloader.FetchAsync(mirrors, Location, expected, cancellation: cancellation);
        }
        catch (ComposerException missing) when (missing.Id == LocalFailure.NotFound)
        {
            throw new ComposerException(
                missing.Id, $"repository {source.Id}: {missing.Location}: {missing.Message}", source.Place.Written.Location,
                "a base URL is the folder above repodata; a folder of packages without metadata is named by packages =", missing);
        }
    }

    /// <summary>The part that this tool can read, of the given types the first; zchunk files have a plain twin of another type.</summary>
    public RepomdData? Find(params ReadOnlySpan<string> types)
    {
        foreach (string type in types)
        {
            if (Repomd.Find(type) is RepomdData data && !data.Location.EndsWith(".zck", StringComparison.Ordinal)) return data;
        }

        return null;
    }

    /// <summary>Brings a part here: checked as to where it is, how large it may be and whether its checksum proves anything.</summary>
    public Task<VerifiedFile> FetchAsync(RepomdData data, Downloader downloader, CancellationToken cancellation)
    {
        Check(data);
        var expected = new Expected(data.Checksum, data.Size, MetadataReader.MaxLength, RepositoryDiagnostics.MetadataMismatch);
        return downloader.FetchAsync(Mirrors, data.Location, expected, cancellation);
    }

    private void Check(RepomdData data)
    {
        if (!MetadataPath.IsSafe(data.Location)) throw Refused(RepositoryDiagnostics.BadLocation, data, "location/@href", data.Location, MetadataPath.Rule);
        if (data.LocationBase is string origin) throw Refused(RepositoryDiagnostics.ForeignBase, data, "location/@xml:base", origin, "none: metadata below the base URL");
        if (data.Size > MetadataReader.MaxLength) throw Refused(RepositoryDiagnostics.TooLarge, data, "size", $"{data.Size}", $"at most {MetadataReader.MaxLength}");
        if (data.OpenSize > MetadataReader.MaxOpenLength)
        {
            throw Refused(RepositoryDiagnostics.TooLarge, data, "open-size", $"{data.OpenSize}", $"at most {MetadataReader.MaxOpenLength}");
        }

        foreach (Digest digest in new[] { data.Checksum, data.OpenChecksum ?? data.Checksum })
        {
            if (!Source.Signatures.Trust.Accepts(digest.Algorithm))
            {
                throw Refused(RepositoryDiagnostics.WeakChecksum, data, "checksum/@type", digest.Algorithm.Name(), "sha256, sha384 or sha512");
            }
        }
    }

    private ComposerException Refused(DiagnosticId id, RepomdData data, string field, string got, string expected) => new(
        id, $"data[{data.Type}]/{field}: got {Printable.Escape(System.Text.Encoding.UTF8.GetBytes(got))}, expected {expected}", new SourceLocation(RepomdUrl, data.Position));
}
