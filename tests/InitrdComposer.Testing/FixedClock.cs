namespace InitrdComposer.Testing;

/// <summary>A clock that stands.</summary>
public sealed class FixedClock(DateTimeOffset now) : TimeProvider
{
    public override DateTimeOffset GetUtcNow() => now;
}
