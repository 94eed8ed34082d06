using InitrdComposer.Config;
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

    /// <summary>Whether it is the one that a recipe names: a lock that was edited could point elsewhere.</summary>
    public abstract bool IsOf(RepositorySource source);

    /// <param name="Repomd">Digest of repomd.xml.</param>
    /// <param name="Revision">repomd's revision text.</param>
    public sealed record Metadata(string Id, string BaseUrl, Digest Repomd, string Revision) : LockedRepository(Id)
    {
        public override string Key => "baseurl";

        public override string Place => BaseUrl;

        /// <summary>Seconds since 1970: the newest part of the metadata; null when repomd.xml does not say.</summary>
        public long? Timestamp { get; init; }

        public override bool IsOf(RepositorySource source) => source.Id == Id && source.Place is RepositoryPlace.Metadata place && place.BaseUrl.Value == BaseUrl;
    }

    /// <param name="Path">Of a folder of package files.</param>
    public sealed record Folder(string Id, string Path) : LockedRepository(Id)
    {
        public override string Key => "packages";

        public override string Place => Path;

        public override bool IsOf(RepositorySource source) => source.Id == Id && source.Place is RepositoryPlace.Folder place && place.Path.Value == Path;
    }

    /// <param name="Database">Folder of an rpm database.</param>
    /// <param name="Root">Where the installed files begin.</param>
    public sealed record Installed(string Id, string Database, string Root) : LockedRepository(Id)
    {
        public override string Key => "installed";

        public override string Place => Database;

        public override bool IsOf(RepositorySource source) =>
            source.Id == Id && source.Place is RepositoryPlace.Installed place && (place.Database.Value, place.Root) == (Database, Root);
    }
}
