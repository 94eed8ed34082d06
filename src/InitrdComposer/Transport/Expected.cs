using System.Collections.Immutable;
using InitrdComposer.Diagnostics;
using InitrdComposer.Formats;

namespace InitrdComposer.Transport;

/// <summary>What is known of bytes before they are here.</summary>
/// <param name="Digest">Null only for what has none yet: a repomd.xml that no lock pins.</param>
/// <param name="Size">In bytes.</param>
/// <param name="Limit">No more than this is read when the size is not known.</param>
/// <param name="Mismatch">How other bytes are reported.</param>
public sealed record Expected(Digest? Digest, long? Size, long Limit, DiagnosticId Mismatch)
{
    /// <summary>
    /// Where there is no one digest: it must be one of these, all of one algorithm, the first of which is preferred; empty: it may be any.
    /// </summary>
    public ImmutableArray<Digest> OneOf { get; init; } = [];

    /// <summary>One more byte is one too many.</summary>
    internal long MostBytes => Size ?? Limit;

    /// <summary>What the bytes are hashed by.</summary>
    internal DigestAlgorithm Algorithm => Digest?.Algorithm ?? (OneOf is [var first, ..] ? first.Algorithm : DigestAlgorithm.Sha256);

    internal bool Accepts(Digest digest) => Digest is Digest only ? digest == only : OneOf.IsEmpty || OneOf.Contains(digest);

    /// <summary>For messages.</summary>
    internal string Wanted => Digest is Digest only ? $"{only}" : OneOf.Length == 1 ? $"{OneOf[0]}" : $"{OneOf[0]} or one of {OneOf.Length - 1} earlier ones";
}

/// <summary>How far a transfer is.</summary>
/// <param name="Url">Without credentials.</param>
/// <param name="Bytes">Received so far.</param>
/// <param name="Total">Null when nobody knows.</param>
public readonly record struct TransferProgress(string Url, long Bytes, long? Total);

/// <summary>Times and counts of transfers.</summary>
public sealed record TransportSettings
{
    /// <summary>No network is touched; what is not here is an error.</summary>
    public bool IsOffline { get; init; }

    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>From the request to the last header.</summary>
    public TimeSpan HeadersTimeout { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>In each such span <see cref="StallBytes"/> must arrive.</summary>
    public TimeSpan StallWindow { get; init; } = TimeSpan.FromSeconds(30);

    public long StallBytes { get; init; } = 30 << 10;

    public int MaxRedirects { get; init; } = 10;

    public int MaxRetries { get; init; } = 4;

    /// <summary>How often all of several mirrors are asked again, when each has failed.</summary>
    public int MaxRounds { get; init; } = 1;

    /// <summary>Before the first retry; doubles each time, with jitter.</summary>
    public TimeSpan RetryDelay { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>Longest wait, also when a server asks for more.</summary>
    public TimeSpan MaxRetryDelay { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Transfers at a time.</summary>
    public int Parallelism { get; init; } = 6;
}
