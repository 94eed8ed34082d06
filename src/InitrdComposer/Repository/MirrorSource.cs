using System.Collections.Immutable;
using InitrdComposer.Config;
using InitrdComposer.Diagnostics;
using InitrdComposer.Formats;
using InitrdComposer.Formats.RpmMd;
using InitrdComposer.Transport;

namespace InitrdComposer.Repository;

/// <summary>Where a repository is.</summary>
/// <param name="OneOf">What its repomd.xml may be, of one algorithm, today's first; empty: nobody says.</param>
internal sealed record RepositoryMirrors(Mirrors Mirrors, ImmutableArray<Digest> OneOf);

/// <summary>What a recipe or lock says of a repository's place -> base URLs to ask, in order. Lists of mirrors are fetched.</summary>
/// <param name="downloader">The way to lists.</param>
/// <param name="folder">Where relative paths start: the recipe's folder, or a bundle.</param>
internal sealed class MirrorSource(Downloader downloader, string folder)
{
    private readonly Places _places = Places.Of(downloader.Disk, folder);

    /// <param name="id">The repository's.</param>
    /// <param name="place">One with metadata.</param>
    /// <param name="isPinned">A lock knows the digests of all that is fetched: whoever changes a list can only withhold.</param>
    /// <exception cref="ComposerException">A list is not to be had, not trusted, malformed or empty.</exception>
    public async Task<RepositoryMirrors> FindAsync(string id, RepositoryPlace place, bool isPinned, CancellationToken cancellation)
    {
        string written = place.Written.Value;
        string here = _places.Repository(written);
        if (here != written) return new(Mirrors.Of(ResourceUrl.OfPath(here)), _places.RepomdOf(written) is Digest repomd ? [repomd] : []);
        return place switch
        {
            RepositoryPlace.Metadata metadata => new(Mirrors.Of(metadata.BaseUrls.Select(url => Parse(id, url))), []),
            RepositoryPlace.Listed { Kind: MirrorListKind.Metalink } list => await FromMetalinkAsync(Parse(id, list.List), isPinned, cancellation),
            RepositoryPlace.Listed list => await FromListAsync(Parse(id, list.List), cancellation),
            _ => throw new ArgumentException($"{place} has no metadata", nameof(place)),
        };
    }

    private ResourceUrl Parse(string id, Located<string> text) =>
        ResourceUrl.TryParse(text.Value, folder, out ResourceUrl? url) ? url : throw new ComposerException(
            RepositoryDiagnostics.BadBaseUrl, $"repository {id}: got '{Printable.Escape(System.Text.Encoding.UTF8.GetBytes(text.Value))}', expected file:///..., http://..., https://... or a path",
            text.Location.File is null ? null : text.Location);

    private async Task<RepositoryMirrors> FromMetalinkAsync(ResourceUrl url, bool isPinned, CancellationToken cancellation)
    {
        if (url.Remote is { IsLoopback: false } remote && remote.Scheme == Uri.UriSchemeHttp && !isPinned)
        {
            throw new ComposerException(
                RepositoryDiagnostics.PlainMetalink, "metalink: got http://, expected https://: whoever is on the way could say what repomd.xml must be",
                new SourceLocation(url.ToString()), "write https://");
        }

        Metalink link = await ReadAsync(url, MetalinkReader.MaxLength, MetalinkReader.Read, cancellation);
        DigestAlgorithm? best = new[] { DigestAlgorithm.Sha256, DigestAlgorithm.Sha512, DigestAlgorithm.Sha384 }
            .Where(algorithm => link.Current.Digests.Any(digest => digest.Algorithm == algorithm)).Select(algorithm => (DigestAlgorithm?)algorithm).FirstOrDefault();
        if (best is null)
        {
            throw new ComposerException(
                RepositoryDiagnostics.WeakChecksum, $"hash/@type: got {string.Join(" and ", link.Current.Digests.Select(digest => digest.Algorithm.Name()))}, expected sha256, sha384 or sha512",
                new SourceLocation(url.ToString()));
        }

        IEnumerable<string> bases = link.Mirrors.Select(mirror => mirror.Url)
            .Where(mirror => mirror.EndsWith(RepositoryIndex.Location, StringComparison.Ordinal)).Select(mirror => mirror[..^RepositoryIndex.Location.Length]);
        IEnumerable<Digest> digests = link.Alternates.Prepend(link.Current).SelectMany(version => version.Digests).Where(digest => digest.Algorithm == best);
        return new(MirrorsOf(url, bases), [.. digests.Distinct()]);
    }

    /// <summary>As librepo reads it: what is no URL and what begins with '#' is passed over.</summary>
    private async Task<RepositoryMirrors> FromListAsync(ResourceUrl url, CancellationToken cancellation)
    {
        string text = await ReadAsync(url, MetalinkReader.MaxLength, stream => new StreamReader(stream).ReadToEnd(), cancellation);
        return new(MirrorsOf(url, text.Split('\n').Select(line => line.Trim()).Where(line => !line.StartsWith('#'))), []);
    }

    private async Task<T> ReadAsync<T>(ResourceUrl url, long limit, Func<Stream, T> read, CancellationToken cancellation)
    {
        using VerifiedFile file = await downloader.FetchAsync(url, new Expected(null, null, limit, RepositoryDiagnostics.BadList), cancellation: cancellation);
        try
        {
            using Stream stream = file.OpenStream();
            return read(stream);
        }
        catch (MalformedDataException malformed)
        {
            throw ComposerException.Malformed(RepositoryDiagnostics.BadList, url.ToString(), malformed, "a login page or an index? check the metalink's URL");
        }
    }

    /// <summary>What this tool can ask: http and https, files only where the list is one, and private addresses only where the list has one.</summary>
    private static Mirrors MirrorsOf(ResourceUrl list, IEnumerable<string> texts)
    {
        var found = new List<ResourceUrl>();
        foreach (string text in texts.Where(text => text.Contains("://", StringComparison.Ordinal)))
        {
            if (ResourceUrl.TryParse(text, "/", out ResourceUrl? url) && list.MayNameMirror(url)) found.Add(url);
        }

        // Stable: of one scheme in the list's order.
        return found.Count > 0 ? Mirrors.Of(found.OrderBy(url => url.Remote?.Scheme == Uri.UriSchemeHttp)) : throw new ComposerException(
            RepositoryDiagnostics.BadList, "mirrors: got none that can be asked, expected a base URL with http:// or https://", new SourceLocation(list.ToString()), "a login page? check its URL");
    }
}
