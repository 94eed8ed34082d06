using System.Collections.Immutable;
using InitrdComposer.Config;
using InitrdComposer.Diagnostics;
using InitrdComposer.Formats;
using InitrdComposer.Formats.Toml;

namespace InitrdComposer.Lock;

/// <summary>A source of packages as it was when it was resolved against; places as the recipe wrote them.</summary>
public abstract record LockedRepository
{
    private LockedRepository(string id) => Id = id;

    public string Id { get; }

    /// <summary>Where it is.</summary>
    public abstract string Place { get; }

    /// <summary>What must be signed by whom; null: the lock is from before that was asked. Of installed packages nothing is.</summary>
    public RepositorySignatures? Signatures { get; init; }

    /// <summary>The place as a recipe has it.</summary>
    public abstract RepositoryPlace ToPlace();

    /// <summary>What its recipe wants unchecked, in words, so that nobody takes it for checked; null: nothing.</summary>
    public string? Unchecked => Signatures?.Checked switch
    {
        SignedParts.None => "no signatures are checked",
        SignedParts.Packages when this is Metadata => "signatures of packages are checked, not of metadata",
        SignedParts.Metadata => "the signature of metadata is checked, not those of packages",
        _ => null,
    };

    /// <summary>The first thing that a recipe says otherwise of it: a lock that was edited could point elsewhere, or believe others.</summary>
    /// <param name="source">Of the same id.</param>
    /// <returns>The key, and both values as TOML or "nothing"; null: it is the recipe's.</returns>
    public (string Key, string Got, string Expected)? DifferenceFrom(RepositorySource source)
    {
        (string Key, string Value)[] own = [.. Said(ToPlace(), Signatures)], expected = [.. Said(source.Place, source.Signatures)];
        foreach (string key in expected.Concat(own).Select(said => said.Key))
        {
            (string got, string wanted) = (ValueOf(own, key), ValueOf(expected, key));
            if (got != wanted) return (key, got, wanted);
        }

        return null;
    }

    private static string ValueOf((string Key, string Value)[] said, string key) => said.FirstOrDefault(entry => entry.Key == key).Value ?? "nothing";

    private static IEnumerable<(string Key, string Value)> Said(RepositoryPlace place, RepositorySignatures? signatures)
    {
        yield return (place.Key, TomlText.Quote(place.Written.Value));
        if (place is RepositoryPlace.Metadata { Mirrors.IsEmpty: false } mirrored) yield return ("mirrors", Listed(mirrored.Mirrors.Select(url => url.Value)));
        if (place is RepositoryPlace.Installed installed) yield return ("root", TomlText.Quote(installed.Root));
        if (place is RepositoryPlace.Installed || signatures is null) yield break;
        yield return ("signatures", TomlText.Quote(signatures.Checked.Name()));
        yield return ("trust", TomlText.Quote(signatures.Trust.Name()));
        yield return ("keys", Listed(signatures.Fingerprints));
        yield return ("key-files", Listed(signatures.KeyFiles.Select(file => file.Value)));
    }

    private static string Listed(IEnumerable<string> texts) => $"[{string.Join(", ", texts.Select(TomlText.Quote))}]";

    /// <param name="BaseUrl">The first of its base URLs, or where the list of them is.</param>
    /// <param name="Repomd">Digest of repomd.xml.</param>
    /// <param name="Revision">repomd's revision text.</param>
    public sealed record Metadata(string Id, string BaseUrl, Digest Repomd, string Revision) : LockedRepository(Id)
    {
        /// <summary>The base URLs behind the first.</summary>
        public ImmutableArray<string> Mirrors { get; init; } = [];

        /// <summary>What <see cref="BaseUrl"/> is, if it is a list.</summary>
        public MirrorListKind? List { get; init; }

        public override string Place => BaseUrl;

        /// <summary>Seconds since 1970: the newest part of the metadata; null when repomd.xml does not say.</summary>
        public long? Timestamp { get; init; }

        /// <summary>Which mirror answered is not recorded: the same lock comes of each.</summary>
        public static Metadata Of(string id, RepositoryPlace place, Digest repomd, string revision) => new(id, place.Written.Value, repomd, revision)
        {
            Mirrors = place is RepositoryPlace.Metadata { Mirrors: var urls } ? [.. urls.Select(url => url.Value)] : [],
            List = (place as RepositoryPlace.Listed)?.Kind,
        };

        public override RepositoryPlace ToPlace() => List is MirrorListKind kind
            ? new RepositoryPlace.Listed(new(BaseUrl, default), kind)
            : new RepositoryPlace.Metadata(new Located<string>(BaseUrl, default)) { Mirrors = [.. Mirrors.Select(url => new Located<string>(url, default))] };

        public bool Equals(Metadata? other) => other is not null && IsSamePlace(other) && (Repomd, Revision, Timestamp, Signatures) == (other.Repomd, other.Revision, other.Timestamp, other.Signatures);

        public override int GetHashCode() => HashCode.Combine(Id, BaseUrl, Repomd);

        public bool IsSamePlace(Metadata other) => (Id, BaseUrl, List) == (other.Id, other.BaseUrl, other.List) && Mirrors.SequenceEqual(other.Mirrors, StringComparer.Ordinal);
    }

    /// <param name="Path">Of a folder of package files.</param>
    public sealed record Folder(string Id, string Path) : LockedRepository(Id)
    {
        public override string Place => Path;

        public override RepositoryPlace ToPlace() => new RepositoryPlace.Folder(new(Path, default));
    }

    /// <param name="Database">Folder of an rpm database.</param>
    /// <param name="Root">Where the installed files begin.</param>
    public sealed record Installed(string Id, string Database, string Root) : LockedRepository(Id)
    {
        public override string Place => Database;

        public override RepositoryPlace ToPlace() => new RepositoryPlace.Installed(new(Database, default), Root);
    }
}
