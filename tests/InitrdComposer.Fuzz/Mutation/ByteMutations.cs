using System.Buffers.Binary;

namespace InitrdComposer.Fuzz.Mutation;

/// <summary>What can happen to bytes of which nothing is known.</summary>
internal static class ByteMutations
{
    private static readonly byte[] Bytes = [0x00, 0x01, 0x7F, 0x80, 0xFE, 0xFF, (byte)' ', (byte)'\n', (byte)'/', (byte)'.', (byte)'0', (byte)'9', (byte)'"', (byte)'\\'];

    private static readonly ulong[] Words =
    [
        0, 1, 2, 7, 8, 15, 16, 31, 32, 63, 64, 100, 127, 128, 255, 256, 511, 512, 1000, 1023, 1024, 4095, 4096, 0x7FFF, 0x8000, 0xFFFF, 0x10000, 0xFFFFF, 0x100000, 0x1000000,
        0x7FFFFFFF, 0x80000000, 0xFFFFFFF0, 0xFFFFFFFE, 0xFFFFFFFF, 0x100000000, 0x7FFFFFFFFFFFFFFF, 0x8000000000000000, 0xFFFFFFFFFFFFFFFF,
    ];

    private static readonly int[] Widths = [2, 4, 8];

    /// <summary>A number at which readers go wrong.</summary>
    public static ulong Interesting(Dice dice) => dice.Below(4) switch
    {
        0 => (1UL << dice.Below(64)) + (ulong)dice.Below(3) - 1,
        _ => dice.Of(Words),
    };

    public static byte[] Apply(byte[] input, Dice dice, Func<byte[]> other, IReadOnlyList<byte[]> dictionary, int maxLength)
    {
        if (input.Length == 0) return dictionary.Count > 0 ? dice.Of(dictionary) : [dice.Of(Bytes)];
        switch (dice.Below(dictionary.Count > 0 ? 15 : 12))
        {
            case 0:
                return Changed(input, bytes => bytes[dice.Below(bytes.Length)] ^= (byte)(1 << dice.Below(8)));
            case 1:
                return Changed(input, bytes => bytes[dice.Below(bytes.Length)] = dice.Of(Bytes));
            case 2:
                return Changed(input, bytes => bytes[dice.Below(bytes.Length)] = (byte)dice.Next());
            case 3:
                return Changed(input, bytes => bytes[dice.Below(bytes.Length)] += (byte)(dice.Below(33) - 16));
            case 4:
                return Word(input, dice);
            case 5:
                (int start, int count) = Piece(input, dice);
                return [.. input.AsSpan(0, start), .. input.AsSpan(start + count)];
            case 6:
                (start, count) = Piece(input, dice);
                int times = 1 + dice.Length(Math.Max(1, Math.Min(64, (maxLength - input.Length) / count)));
                return Repeated(input, start, count, times);
            case 7:
                return [.. input.AsSpan(0, dice.Below(input.Length))];
            case 8:
                return Inserted(input, dice.Below(input.Length + 1), Random(dice, dice.Length(32)));
            case 9:
                (start, count) = Piece(input, dice);
                return Inserted(input, dice.Below(input.Length + 1), input.AsSpan(start, count));
            case 10:
                (start, count) = Piece(input, dice);
                return Changed(input, bytes => input.AsSpan(start, count).CopyTo(bytes.AsSpan(dice.Below(bytes.Length - count + 1))));
            case 11:
                byte[] second = other();
                int cut = dice.Below(input.Length + 1);
                // Formats of fixed places survive a splice at the same place better.
                int from = dice.OneIn(2) ? Math.Min(cut, second.Length) : dice.Below(second.Length + 1);
                return [.. input.AsSpan(0, cut), .. second.AsSpan(from)];
            case 12:
                return Inserted(input, dice.Below(input.Length + 1), dice.Of(dictionary));
            default:
                byte[] word = dice.Of(dictionary);
                return word.Length > input.Length ? word : Changed(input, bytes => word.CopyTo(bytes.AsSpan(dice.Below(bytes.Length - word.Length + 1))));
        }
    }

    public static byte[] Inserted(byte[] input, int at, ReadOnlySpan<byte> bytes) => [.. input.AsSpan(0, at), .. bytes, .. input.AsSpan(at)];

    /// <summary>A piece of the input that stands there so many times.</summary>
    public static byte[] Repeated(byte[] input, int start, int count, int times)
    {
        byte[] result = new byte[input.Length + ((times - 1) * count)];
        input.AsSpan(0, start).CopyTo(result);
        for (int i = 0; i < times; i++) input.AsSpan(start, count).CopyTo(result.AsSpan(start + (i * count)));
        input.AsSpan(start + count).CopyTo(result.AsSpan(start + (times * count)));
        return result;
    }

    private static byte[] Changed(byte[] input, Action<byte[]> change)
    {
        byte[] copy = [.. input];
        change(copy);
        return copy;
    }

    private static byte[] Word(byte[] input, Dice dice)
    {
        int width = dice.Of(Widths);
        if (width > input.Length) return Random(dice, width);
        var field = new Field(dice.Below(input.Length - width + 1), width, dice.OneIn(2) ? FieldForm.Little : FieldForm.Big);
        return Changed(input, bytes => field.Write(bytes, dice.OneIn(2) ? Interesting(dice) : field.Read(bytes) + (ulong)(dice.Below(33) - 16)));
    }

    private static byte[] Random(Dice dice, int length)
    {
        byte[] bytes = new byte[length];
        Span<byte> word = stackalloc byte[8];
        for (int i = 0; i < length; i++)
        {
            if (i % 8 == 0) BinaryPrimitives.WriteUInt64LittleEndian(word, dice.Next());
            bytes[i] = word[i % 8];
        }

        return bytes;
    }

    private static (int Start, int Count) Piece(byte[] input, Dice dice)
    {
        int count = dice.Length(input.Length);
        return (dice.Below(input.Length - count + 1), count);
    }
}
