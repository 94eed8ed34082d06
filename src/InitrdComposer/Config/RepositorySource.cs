using System.Collections.Immutable;
using InitrdComposer.Diagnostics;

namespace InitrdComposer.Config;

/// <summary>A source of packages: a name that lock files use, and what it is.</summary>
/// <param name="Id">Unique in the recipe.</param>
/// <param name="Priority">As in dnf: 1 to 99, the lowest wins, 99 when not given.</param>
public sealed record RepositorySource(string Id, RepositoryPlace Place, int Priority)
{
    /// <summary>dnf's, for a repository that does not say.</summary>
    public const int DefaultPriority = 99, DefaultCost = 1000;

    /// <summary>All that it is said to be: one place, where a recipe is whole.</summary>
    private ImmutableArray<RepositoryPlace> Places { get; init; } = [Place];

    /// <summary>What it is; of several places, which a recipe may not have, the last one that was said.</summary>
    public RepositoryPlace Place => Places[^1];

    /// <summary>As in dnf: of the same package in repositories of one priority the one of the lowest cost is taken.</summary>
    public int Cost { get; init; } = DefaultCost;

    /// <summary>As dnf's includepkgs: specs of packages, no others are seen; empty: all are.</summary>
    public ImmutableArray<Located<string>> Includes { get; init; } = [];

    /// <summary>As dnf's excludepkgs: specs of packages that are not seen.</summary>
    public ImmutableArray<Located<string>> Excludes { get; init; } = [];

    /// <summary>What must be signed, by whom.</summary>
    public RepositorySignatures Signatures { get; init; } = RepositorySignatures.Default;

    /// <summary>Days that its metadata may be old; null: any number.</summary>
    public int? MaxAge { get; init; }

    /// <summary>As dnf's module_hotfixes: module streams hide none of its packages.</summary>
    public bool IsHotfix { get; init; }

    /// <summary>The place of a kind, if it is said; null: none is.</summary>
    /// <param name="isMeant">Of that kind.</param>
    internal T? PlaceOf<T>(Func<T, bool>? isMeant = null)
        where T : RepositoryPlace => Places.OfType<T>().FirstOrDefault(place => isMeant?.Invoke(place) != false);

    /// <summary>With this place of its kind, or without one.</summary>
    /// <inheritdoc cref="PlaceOf"/>
    internal RepositorySource At<T>(T? place, Func<T, bool>? isMeant = null)
        where T : RepositoryPlace
    {
        RepositoryPlace[] others = [.. Places.Where(other => other != RepositoryPlace.Unsaid && !(other is T own && isMeant?.Invoke(own) != false))];
        return this with { Places = place is not null ? [.. others, place] : others is [] ? [RepositoryPlace.Unsaid] : [.. others] };
    }
}

/// <summary>Where packages are, and who describes them.</summary>
public abstract record RepositoryPlace
{
    private RepositoryPlace()
    {
    }

    /// <summary>What nobody gave.</summary>
    internal static RepositoryPlace Unsaid { get; } = new NoPlace();

    /// <summary>As the recipe writes it.</summary>
    public abstract Located<string> Written { get; }

    /// <summary>The key that the recipe writes it with.</summary>
    public abstract string Key { get; }

    /// <summary>A repository with metadata of its own.</summary>
    /// <param name="BaseUrl">file://, http:// or https://, or a path relative to the recipe's folder, as written.</param>
    public sealed record Metadata(Located<string> BaseUrl) : RepositoryPlace
    {
        /// <summary>Further base URLs of the same repository.</summary>
        public ImmutableArray<Located<string>> Mirrors { get; init; } = [];

        /// <summary>All of them, in the order to ask.</summary>
        public ImmutableArray<Located<string>> BaseUrls => [BaseUrl, .. Mirrors];

        public override Located<string> Written => BaseUrl;

        public override string Key => "baseurl";
    }

    /// <summary>A repository with metadata of its own, whose base URLs a server knows.</summary>
    /// <param name="List">A URL, or a path relative to the recipe's folder, as written.</param>
    public sealed record Listed(Located<string> List, MirrorListKind Kind) : RepositoryPlace
    {
        public override Located<string> Written => List;

        public override string Key => Kind == MirrorListKind.Metalink ? "metalink" : "mirrorlist";
    }

    /// <summary>Package files in a folder and those below it; their own headers describe them.</summary>
    /// <param name="Path">Relative to the recipe's folder, as written.</param>
    public sealed record Folder(Located<string> Path) : RepositoryPlace
    {
        public override Located<string> Written => Path;

        public override string Key => "packages";
    }

    /// <summary>What is installed on a machine: headers of rpm's database, files where they were installed.</summary>
    /// <param name="Database">The database's folder, relative to the recipe's folder, as written.</param>
    /// <param name="Root">Where the machine's files begin, likewise.</param>
    public sealed record Installed(Located<string> Database, string Root) : RepositoryPlace
    {
        public const string DefaultRoot = "/";

        public override Located<string> Written => Database;

        public override string Key => "installed";
    }

    private sealed record NoPlace : RepositoryPlace
    {
        public override Located<string> Written => throw new InvalidOperationException($"{this}");

        public override string Key => throw new InvalidOperationException($"{this}");

        public override string ToString() => "no place: a recipe that was read has none such";
    }
}

/// <summary>How a list of mirrors is written.</summary>
public enum MirrorListKind
{
    /// <summary>A base URL a line.</summary>
    Plain,

    /// <summary>Metalink 3.0, with digests of repomd.xml.</summary>
    Metalink,
}
