using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;
using InitrdComposer.Files;
using InitrdComposer.Formats;

namespace InitrdComposer.Transport;

/// <summary>What a server said of a file that it gave, so that it need not give it again (RFC 9110, 13.1).</summary>
/// <param name="Digest">Of its bytes.</param>
/// <param name="ETag">As sent, quotes included; null: none.</param>
/// <param name="LastModified">As sent; null: not said.</param>
internal sealed record KnownCopy(Digest Digest, string? ETag, DateTimeOffset? LastModified);

/// <summary>Remembers such answers by URL.</summary>
internal sealed class KnownCopies(string folder, Disk disk)
{
    private readonly KeyedStore _store = new(folder, disk);

    public bool TryFind(ResourceUrl url, [NotNullWhen(true)] out KnownCopy? copy)
    {
        copy = null;
        if (_store.Find(KeyOf(url)) is not byte[] stored || Encoding.UTF8.GetString(stored).Split('\n') is not [var digest, var etag, var modified]) return false;
        if (!Digest.TryParse(digest, out Digest known)) return false;
        bool hasTime = DateTimeOffset.TryParse(modified, CultureInfo.InvariantCulture, out DateTimeOffset time);
        copy = new(known, etag.Length > 0 ? etag : null, hasTime ? time : null);
        return true;
    }

    public void Remember(ResourceUrl url, KnownCopy copy)
    {
        if (copy.ETag is null && copy.LastModified is null) return;
        _store.Store(KeyOf(url), Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{copy.Digest}\n{copy.ETag}\n{copy.LastModified:r}")));
    }

    private static Digest KeyOf(ResourceUrl url) => Digest.Sha256Of(Encoding.UTF8.GetBytes($"known copy 1 of {url}"));
}
