using System.Collections.Immutable;

namespace InitrdComposer.Transport;

/// <summary>Places that hold the same files, the preferred first: a repository with its mirrors, most often one place alone.</summary>
public sealed record Mirrors
{
    /// <summary>No more of a list are tried: whoever cannot reach so many has no network.</summary>
    public const int MaxCount = 16;

    private Mirrors(ImmutableArray<ResourceUrl> urls) => Urls = urls;

    /// <summary>At least one.</summary>
    public ImmutableArray<ResourceUrl> Urls { get; }

    /// <summary>Each once, the first <see cref="MaxCount"/> of them.</summary>
    /// <exception cref="ArgumentException">There is none.</exception>
    public static Mirrors Of(params IEnumerable<ResourceUrl> urls)
    {
        ImmutableArray<ResourceUrl> distinct = [.. urls.Distinct().Take(MaxCount)];
        return distinct.IsEmpty ? throw new ArgumentException("no mirror", nameof(urls)) : new(distinct);
    }

    /// <summary>What is below each of them; the caller has checked that the path does not climb.</summary>
    public Mirrors Append(string relative) => new([.. Urls.Select(url => url.Append(relative))]);

    /// <summary>For messages: the first of them.</summary>
    public override string ToString() => Urls[0].ToString();
}
