namespace InitrdComposer.Fuzz.Mutation;

/// <summary>Random numbers that a seed decides, on every machine: splitmix64.</summary>
internal sealed class Dice(ulong seed)
{
    private ulong _state = seed;

    public ulong Next()
    {
        ulong z = _state += 0x9E3779B97F4A7C15;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }

    /// <summary>From 0 to below <paramref name="limit"/>, which is above 0.</summary>
    public int Below(int limit) => (int)(Next() % (uint)limit);

    public bool OneIn(int many) => Below(many) == 0;

    public T Of<T>(IReadOnlyList<T> items) => items[Below(items.Count)];

    /// <summary>Mostly small, sometimes up to <paramref name="limit"/>: how long a piece of something is.</summary>
    public int Length(int limit) => limit <= 1 ? limit : 1 + Below(Math.Min(limit, 1 << (1 + Below(Math.Max(1, 32 - int.LeadingZeroCount(limit))))));
}
