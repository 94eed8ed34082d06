namespace InitrdComposer.Fuzz.Structures;

/// <summary>The sums by which formats are sealed.</summary>
internal static class Checksums
{
    private static readonly uint[] Table = [.. Enumerable.Range(0, 256).Select(i => TableOf((uint)i))];

    /// <summary>CRC-32 as gzip, xz and GPT have it.</summary>
    public static uint Crc32(ReadOnlySpan<byte> data)
    {
        uint crc = uint.MaxValue;
        foreach (byte value in data) crc = (crc >> 8) ^ Table[(byte)crc ^ value];
        return ~crc;
    }

    /// <summary>Adler-32 as ndb has it.</summary>
    public static uint Adler32(ReadOnlySpan<byte> data)
    {
        uint low = 1, high = 0;
        foreach (byte value in data)
        {
            low = (low + value) % 65521;
            high = (high + low) % 65521;
        }

        return (high << 16) | low;
    }

    private static uint TableOf(uint value)
    {
        for (int bit = 0; bit < 8; bit++) value = (value & 1) != 0 ? (value >> 1) ^ 0xEDB88320 : value >> 1;
        return value;
    }
}
