namespace InitrdComposer.Repository.Signatures;

/// <summary>What the times in signatures and certificates are compared with.</summary>
/// <param name="Now">What is later is of the future.</param>
/// <param name="AsOf">What had expired then does not count.</param>
internal readonly record struct Times(DateTimeOffset Now, DateTimeOffset AsOf)
{
    /// <summary>How far clocks may be apart: a signature may be from the future by as much.</summary>
    public static readonly TimeSpan ClockTolerance = TimeSpan.FromMinutes(5);

    public DateTimeOffset Latest => Now + ClockTolerance;

    /// <summary>The same where nothing is of the future.</summary>
    public Times Ever => this with { Now = DateTimeOffset.MaxValue - ClockTolerance };

    /// <param name="expiry">Null: never.</param>
    public bool IsExpired(DateTimeOffset? expiry) => expiry <= AsOf;
}
