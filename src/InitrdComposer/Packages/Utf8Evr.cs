namespace InitrdComposer.Packages;

/// <summary>"[epoch:]version[-release]" taken apart in place: what ranges of a whole pool are compared with, without an object each.</summary>
public readonly ref struct Utf8Evr
{
    private Utf8Evr(bool hasEpoch, ulong epoch, ReadOnlySpan<byte> version, bool hasRelease, ReadOnlySpan<byte> release)
    {
        HasEpoch = hasEpoch;
        Epoch = epoch;
        Version = version;
        HasRelease = hasRelease;
        Release = release;
    }

    public bool HasEpoch { get; }

    /// <summary>0 when there is none; above 32 bits it stays at 2^32, larger than any valid one.</summary>
    public ulong Epoch { get; }

    public ReadOnlySpan<byte> Version { get; }

    public bool HasRelease { get; }

    public ReadOnlySpan<byte> Release { get; }

    /// <summary>As rpm's parseEVR: digits before the first ':' are the epoch, the last '-' starts the release.</summary>
    public static Utf8Evr Split(ReadOnlySpan<byte> text)
    {
        int digits = 0;
        ulong epoch = 0;
        while (digits < text.Length && char.IsAsciiDigit((char)text[digits]))
        {
            epoch = Math.Min((epoch * 10) + (ulong)(text[digits] - '0'), 1UL << 32);
            digits++;
        }

        bool hasEpoch = digits < text.Length && text[digits] == ':';
        ReadOnlySpan<byte> version = hasEpoch ? text[(digits + 1)..] : text;
        int dash = version.LastIndexOf((byte)'-');
        return dash < 0
            ? new(hasEpoch, hasEpoch ? epoch : 0, version, false, [])
            : new(hasEpoch, hasEpoch ? epoch : 0, version[..dash], true, version[(dash + 1)..]);
    }

    /// <summary>As <see cref="Evr.CompareTo"/>.</summary>
    public int Compare(Utf8Evr other)
    {
        int order = CompareWithoutRelease(other);
        if (order != 0) return order;
        return HasRelease && other.HasRelease ? RpmVersion.Compare(Release, other.Release) : HasRelease.CompareTo(other.HasRelease);
    }

    /// <summary>By epoch and version only.</summary>
    public int CompareWithoutRelease(Utf8Evr other)
    {
        int order = Epoch.CompareTo(other.Epoch);
        return order != 0 ? order : RpmVersion.Compare(Version, other.Version);
    }
}
