using System.Reflection;
using System.Runtime.InteropServices;

namespace InitrdComposer.Fuzz.Coverage;

/// <summary>
/// The counters of the assemblies that this process has loaded, behind each other. Counts are told apart as afl tells them: 1, 2, 3, 4-7, 8-15, 16-31, 32-127,
/// 128 and more.
/// </summary>
internal sealed unsafe class EdgeCounters
{
    private static readonly byte[] Buckets = [.. Enumerable.Range(0, 256).Select(BucketOf)];

    private readonly byte* _map;
    private readonly byte[] _seen;

    private EdgeCounters(int count)
    {
        _map = (byte*)NativeMemory.AllocZeroed((nuint)count);
        _seen = new byte[count];
    }

    /// <summary>Edges that there are.</summary>
    public int Length => _seen.Length;

    /// <summary>Edges that were ever taken.</summary>
    public int Seen => _seen.Length - _seen.AsSpan().Count((byte)0);

    /// <summary>Gives assemblies memory for their counters; of those that were not instrumented there are none.</summary>
    public static EdgeCounters Attach(params ReadOnlySpan<Assembly> assemblies)
    {
        List<(FieldInfo Map, int Count)> found = [];
        foreach (Assembly assembly in assemblies)
        {
            if (assembly.GetType(EdgeInstrumenter.TypeName) is not Type type) continue;
            found.Add((type.GetField(EdgeInstrumenter.MapField)!, (int)type.GetField(EdgeInstrumenter.CountField)!.GetRawConstantValue()!));
        }

        var counters = new EdgeCounters(found.Sum(part => part.Count));
        int start = 0;
        foreach ((FieldInfo map, int count) in found)
        {
            map.SetValue(null, Pointer.Box(counters._map + start, typeof(byte*)));
            start += count;
        }

        return counters;
    }

    public void Clear() => Taken.Clear();

    /// <summary>Whether an edge was taken that never was before, or never so often.</summary>
    public bool IsNew()
    {
        bool isNew = false;
        Span<byte> taken = Taken;
        for (int i = taken.IndexOfAnyExcept((byte)0); i >= 0;)
        {
            byte bucket = Buckets[taken[i]];
            if ((_seen[i] & bucket) == 0)
            {
                _seen[i] |= bucket;
                isNew = true;
            }

            int next = taken[(i + 1)..].IndexOfAnyExcept((byte)0);
            i = next < 0 ? -1 : i + 1 + next;
        }

        return isNew;
    }

    /// <summary>The edges that were taken.</summary>
    public HashSet<int> Edges()
    {
        HashSet<int> edges = [];
        Span<byte> taken = Taken;
        for (int i = 0; i < taken.Length; i++)
        {
            if (taken[i] != 0) edges.Add(i);
        }

        return edges;
    }

    private Span<byte> Taken => new(_map, _seen.Length);

    private static byte BucketOf(int count) => count switch
    {
        0 => 0,
        1 => 1,
        2 => 2,
        3 => 4,
        < 8 => 8,
        < 16 => 16,
        < 32 => 32,
        < 128 => 64,
        _ => 128,
    };
}
