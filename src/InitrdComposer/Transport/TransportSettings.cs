namespace InitrdComposer.Transport;

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
