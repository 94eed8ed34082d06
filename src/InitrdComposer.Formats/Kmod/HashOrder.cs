using System.Text;

namespace InitrdComposer.Formats.Kmod;

/// <summary>
/// The order in which kmod 34 iterates its hash tables, which shows in what depmod writes: by bucket of Paul Hsieh's SuperFastHash, inside a bucket
/// by bytes (shared/hash.c).
/// </summary>
public static class HashOrder
{
    /// <summary>The buckets of depmod's table of modules.</summary>
    public const int ModuleBuckets = 512;

    /// <summary>The buckets of depmod's table of symbols.</summary>
    public const int SymbolBuckets = 2048;

    /// <param name="items">Their keys are distinct.</param>
    /// <param name="key">A character is a byte.</param>
    /// <param name="buckets">A power of two.</param>
    public static T[] Sort<T>(IEnumerable<T> items, Func<T, string> key, int buckets) =>
        [.. items.OrderBy(item => BucketOf(key(item), buckets)).ThenBy(key, StringComparer.Ordinal)];

    private static uint BucketOf(string key, int buckets) => Hash(Encoding.Latin1.GetBytes(key)) & (uint)(buckets - 1);

    private static uint Hash(ReadOnlySpan<byte> key)
    {
        uint hash = (uint)key.Length;
        for (; key.Length >= 4; key = key[4..])
        {
            hash += Pair(key);
            hash = (hash << 16) ^ ((Pair(key[2..]) << 11) ^ hash);
            hash += hash >> 11;
        }

        switch (key.Length)
        {
            case 3:
                hash += Pair(key);
                hash ^= hash << 16;
                hash ^= SignExtended(key[2]) << 18;
                hash += hash >> 11;
                break;
            case 2:
                hash += Pair(key);
                hash ^= hash << 11;
                hash += hash >> 17;
                break;
            case 1:
                hash += SignExtended(key[0]);
                hash ^= hash << 10;
                hash += hash >> 1;
                break;
        }

        hash ^= hash << 3;
        hash += hash >> 5;
        hash ^= hash << 4;
        hash += hash >> 17;
        hash ^= hash << 25;
        return hash + (hash >> 6);
    }

    private static uint Pair(ReadOnlySpan<byte> bytes) => (uint)(bytes[0] | (bytes[1] << 8));

    /// <summary>kmod reads single characters as C's char, which is signed on x86.</summary>
    private static uint SignExtended(byte character) => (uint)(sbyte)character;
}
