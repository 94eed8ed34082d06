namespace InitrdComposer.Formats.OpenPgp;

/// <summary>The checksum at the end of armor (RFC 9580, 6.1): against accidents only, and not required any more.</summary>
internal static class Crc24
{
    private const uint Init = 0xB704CE;
    private const uint Generator = 0x864CFB;

    public static uint Of(ReadOnlySpan<byte> data)
    {
        uint crc = Init;
        foreach (byte b in data)
        {
            crc ^= (uint)b << 16;
            for (int i = 0; i < 8; i++)
            {
                crc <<= 1;
                if ((crc & 0x1000000) != 0) crc = (crc & 0xFFFFFF) ^ Generator;
            }
        }

        return crc & 0xFFFFFF;
    }
}
