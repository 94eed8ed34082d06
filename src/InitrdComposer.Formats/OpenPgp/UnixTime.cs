namespace InitrdComposer.Formats.OpenPgp;

/// <summary>Times of OpenPGP: 32 bits of seconds since 1970, until 2106.</summary>
internal static class UnixTime
{
    private static readonly DateTimeOffset Epoch = new(1970, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public static DateTimeOffset Of(uint seconds) => Epoch.AddSeconds(seconds);
}
