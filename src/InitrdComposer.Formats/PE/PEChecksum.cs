using System.Buffers;
using System.Buffers.Binary;
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
            int count = (int)Math.Min(BufferSize, image.Source.Length - offset);
            image.Source.ReadExactlyAt(offset, buffer.AsSpan(0, count));
            buffer.AsSpan(count, Alignment.Padding(count, sizeof(uint))).Clear();
            for (int i = 0; i < sizeof(uint); i++)
            {
                if (image.CheckSumOffset + i - offset is >= 0 and < BufferSize and long own) buffer[own] = 0;
            }

            // Carries are added back in, so that words of 32 bits have the same sum as those of 16.
            for (int i = 0; i < count; i += sizeof(uint)) sum += BinaryPrimitives.ReadUInt32LittleEndian(buffer.AsSpan(i));
        }

        ArrayPool<byte>.Shared.Return(buffer);
        while (sum > ushort.MaxValue) sum = (sum & ushort.MaxValue) + (sum >> 16);
        return (uint)(sum + (ulong)image.Source.Length);
    }
}
