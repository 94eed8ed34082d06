namespace InitrdComposer.Attribution;

/// <summary>How much of an image is explained: bytes of regular files, unpacked, a hard link once.</summary>
/// <param name="Package">Of files whose package is known.</param>
/// <param name="Class">Of others that a rule or a maker explains.</param>
/// <param name="Unknown">Of the rest.</param>
public sealed record Coverage(long Package, long Class, long Unknown)
{
    public long Total => Package + Class + Unknown;

    /// <summary>From 0 to 1; 0 of an image without bytes.</summary>
    public double UnknownShare => Total == 0 ? 0 : (double)Unknown / Total;
}
