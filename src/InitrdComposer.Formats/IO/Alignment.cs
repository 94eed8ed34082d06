namespace InitrdComposer.Formats.IO;

/// <summary>Rounding to alignments, in 64 bits and checked: sizes come from untrusted headers.</summary>
public static class Alignment
{
    /// <summary>The least multiple of <paramref name="alignment"/> (a power of two) that is not below <paramref name="value"/> (not negative).</summary>
    /// <exception cref="OverflowException">It does not fit into 63 bits.</exception>
    public static long Up(long value, int alignment) => checked(value + alignment - 1) & -(long)alignment;

    /// <summary>How many bytes pad <paramref name="value"/> to a multiple of <paramref name="alignment"/>.</summary>
    public static int Padding(long value, int alignment) => (int)(-value & (alignment - 1));
}
