using System.Numerics;
using InitrdComposer.Formats.IO;

namespace InitrdComposer.Formats.OpenPgp;

/// <summary>Multiprecision integers (RFC 9580, 3.2): a length in bits, then big-endian bytes.</summary>
internal static class Mpi
{
    /// <summary>The largest RSA modulus that OpenSSL takes.</summary>
    public const int MaxBits = 16384;

    /// <summary>The number's bytes, without leading zeros.</summary>
    /// <param name="mustBeCanonical">Of version 6: the length counts from the first bit that is set.</param>
    /// <exception cref="MalformedDataException">It is too long, or its length is not its own.</exception>
    public static ReadOnlyMemory<byte> Read(ref ByteReader reader, ReadOnlyMemory<byte> data, string field, bool mustBeCanonical)
    {
        long offset = reader.Offset;
        int bits = reader.U16BigEndian(field);
        if (bits > MaxBits) throw new MalformedDataException(OpenPgpFormat.Name, offset, field, $"{bits} bits", $"at most {MaxBits} bits");
        int start = reader.Position;
        ReadOnlySpan<byte> bytes = reader.Take((bits + 7) / 8, field);
        int actual = BitLength(bytes);
        if (actual > bits || (mustBeCanonical && actual != bits))
        {
            throw new MalformedDataException(OpenPgpFormat.Name, offset, field, $"{actual} bits", $"{bits} bits, as its length says");
        }

        int leading = bytes.Length - ((actual + 7) / 8);
        return data.Slice(start + leading, bytes.Length - leading);
    }

    /// <summary>Bits from the first that is set.</summary>
    public static int BitLength(ReadOnlySpan<byte> bytes)
    {
        int first = bytes.IndexOfAnyExcept((byte)0);
        return first < 0 ? 0 : ((bytes.Length - first) * 8) - (BitOperations.LeadingZeroCount(bytes[first]) - 24);
    }
}
