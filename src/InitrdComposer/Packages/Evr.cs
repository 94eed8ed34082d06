using System.Text;
using InitrdComposer.Formats;

namespace InitrdComposer.Packages;

/// <summary>Epoch, version, release. A missing epoch counts as 0; a missing release matches every release in a range (rpm, "Dependency matching").</summary>
public readonly record struct Evr(uint? Epoch, string Version, string? Release) : IComparable<Evr>
{
    public static bool operator <(Evr left, Evr right) => left.CompareTo(right) < 0;

    public static bool operator >(Evr left, Evr right) => left.CompareTo(right) > 0;

    public static bool operator <=(Evr left, Evr right) => left.CompareTo(right) <= 0;

    public static bool operator >=(Evr left, Evr right) => left.CompareTo(right) >= 0;

    /// <summary>Reads "[epoch:]version[-release]"; the release is what follows the last '-'.</summary>
    /// <exception cref="MalformedDataException">The epoch does not fit into 32 bits, or there is no version.</exception>
    public static Evr Parse(string text)
    {
        Utf8Evr parts = Utf8Evr.Split(Encoding.UTF8.GetBytes(text));
        if (parts.Epoch > uint.MaxValue) throw new MalformedDataException("EVR", 0, "epoch", Printable.Escape(Encoding.UTF8.GetBytes(text)), "a number of 32 bits");
        if (parts.Version.IsEmpty) throw new MalformedDataException("EVR", 0, "version", $"'{Printable.Escape(Encoding.UTF8.GetBytes(text))}'", "[epoch:]version[-release]");
        return new(
            parts.HasEpoch ? (uint)parts.Epoch : null,
            Encoding.UTF8.GetString(parts.Version),
            parts.HasRelease ? Encoding.UTF8.GetString(parts.Release) : null);
    }

    /// <summary>
    /// Orders by epoch, version, release as rpm does; without a release comes before any release. Zero does not mean equal: "1.0" and "1.00" are one
    /// version written differently.
    /// </summary>
    public int CompareTo(Evr other)
    {
        int order = (Epoch ?? 0).CompareTo(other.Epoch ?? 0);
        if (order == 0) order = CompareText(Version, other.Version);
        if (order != 0) return order;
        return (Release, other.Release) switch
        {
            (null, null) => 0,
            (null, _) => -1,
            (_, null) => 1,
            var (left, right) => CompareText(left, right),
        };
    }

    /// <summary>Written "[epoch:]version[-release]"; an epoch of 0 is left out.</summary>
    public override string ToString() => (Epoch is > 0 ? $"{Epoch}:" : "") + Version + (Release is null ? "" : $"-{Release}");

    private static int CompareText(string left, string right) => RpmVersion.Compare(Encoding.UTF8.GetBytes(left), Encoding.UTF8.GetBytes(right));
}
