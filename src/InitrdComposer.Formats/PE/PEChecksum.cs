using System.Buffers;
using InitrdComposer.Formats.IO;

namespace InitrdComposer.Formats.PE;

/// <summary>
/// The optional header's CheckSum: the sum of all 16-bit words but its own, carries added back in, plus the file's length. Firmware ignores it; signing
/// tools fill it in.
/// </summary>
public static class PEChecksum
{
    private const int BufferSize = 128 * 1024;

    /// <summary>Reads the file once.</summary>
    public static uint Of(PEImage image)
    {
        ulong sum = 0;
        byte[] buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
        for (long offset = 0; offset < image.Source.Length; offset += BufferSize)
        {
            Span<byte> part = buffer.AsSpan(0, (int)Math.Min(BufferSize, image.Source.Length - offset));
            image.Source.ReadExactlyAt(offset, part);
            for (int i = 0; i < part.Length; i++)
            {
                if (offset + i - image.CheckSumOffset is >= 0 and < sizeof(uint)) continue;
                sum += (ulong)part[i] << (8 * (i & 1));
            }
        }

        ArrayPool<byte>.Shared.Return(buffer);
        while (sum > ushort.MaxValue) sum = (sum & ushort.MaxValue) + (sum >> 16);
        return (uint)(sum + (ulong)image.Source.Length);
    }
}
