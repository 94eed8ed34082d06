using System.Collections.Immutable;
using InitrdComposer.Config;
using InitrdComposer.Diagnostics;
using InitrdComposer.Formats;

namespace InitrdComposer.Lock;

/// <summary>A source of packages as it was when it was resolved against; places as the recipe wrote them.</summary>
public abstract record LockedRepository
{
    private LockedRepository(string id) => Id = id;

    public string Id { get; }

    /// <summary>The key of the recipe that says where it is.</summary>
    public abstract string Key { get; }

    /// <summary>Where it is.</summary>
    public abstract string Place { get; }

    /// <summary>What must be signed by whom; null: the lock is from before that was asked. Of installed packages nothing is.</summary>
    public RepositorySignatures? Signatures { get; init; }

    /// <summary>Whether it is the one that a recipe names: a lock that was edited could point elsewhere.</summary>
    public bool IsOf(RepositorySource source) => IsAt(source) && (this is Installed || source.Signatures.Equals(Signatures));

    /// <summary>The same but for signatures.</summary>
    protected abstract bool IsAt(RepositorySource source);

    /// <param name="BaseUrl">The first of its base URLs, or where the list of them is.</param>
    /// <param name="Repomd">Digest of repomd.xml.</param>
    /// <param name="Revision">repomd's revision text.</param>
    public sealed record Metadata(string Id, string BaseUrl, Digest Repomd, string Revision) : LockedRepository(Id)
    {
        /// <summary>The base URLs behind the first.</summary>
        public ImmutableArray<string> Mirrors { get; init; } = [];

        /// <summary>What <see cref="BaseUrl"/> is, if it is a list.</summary>
        public MirrorListKind? List { get; init; }

        public override string Key => List switch { MirrorListKind.Metalink => "metalink", MirrorListKind.Plain => "mirrorlist", _ => "baseurl" };

        public override string Place => BaseUrl;

        /// <summary>Seconds since 1970: the newest part of the metadata; null when repomd.xml does not say.</summary>
        public long? Timestamp { get; init; }

        /// <summary>Which mirror answered is not recorded: the same lock comes of each.</summary>
        public static Metadata Of(string id, RepositoryPlace place, Digest repomd, string revision) => new(id, place.Written.Value, repomd, revision)
        {
            Mirrors = place is RepositoryPlace.Metadata { Mirrors: var urls } ? [.. urls.Select(url => url.Value)] : [],
            List = (place as RepositoryPlace.Listed)?.Kind,
        };

        public RepositoryPlace ToPlace() => List is MirrorListKind kind
            ? new RepositoryPlace.Listed(new(BaseUrl, default), kind)
            : new RepositoryPlace.Metadata(new Located<string>(BaseUrl, default)) { Mirrors = [.. Mirrors.Select(url => new Located<string>(url, default))] };

        protected override bool IsAt(RepositorySource source) => source.Id == Id && source.Place is RepositoryPlace.Metadata or RepositoryPlace.Listed
            && IsSamePlace(Of(source.Id, source.Place, Repomd, Revision));

        public bool Equals(Metadata? other) => other is not null && IsSamePlace(other) && (Repomd, Revision, Timestamp, Signatures) == (other.Repomd, other.Revision, other.Timestamp, other.Signatures);

        public override int GetHashCode() => HashCode.Combine(Id, BaseUrl, Repomd);

        public bool IsSamePlace(Metadata other) => (Id, BaseUrl, List) == (other.Id, other.BaseUrl, other.List) && Mirrors.SequenceEqual(other.Mirrors, StringComparer.Ordinal);
    }

    /// <param name="Path">Of a folder of package files.</param>
    public sealed record Folder(string Id, string Path) : LockedRepository(Id)
    {
        public override string Key => "packages";

        public override string Place => Path;

        protected override bool IsAt(RepositorySource source) => source.Id == Id && source.Place is RepositoryPlace.Folder place && place.Path.Value == Path;
    }

    /// <param name="Database">Folder of an rpm database.</param>
    /// <param name="Root">Where the installed files begin.</param>
    public sealed record Installed(string Id, string Database, string Root) : LockedRepository(Id)
    {
        public override string Key => "installed";

        public override string Place => Database;

        protected override bool IsAt(RepositorySource source) =>
            source.Id == Id && source.Place is RepositoryPlace.Installed place && (place.Database.Value, place.Root) == (Database, Root);
    }
}
