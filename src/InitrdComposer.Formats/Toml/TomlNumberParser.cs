using System.Globalization;
using System.Text.RegularExpressions;

namespace InitrdComposer.Formats.Toml;

/// <summary>Integers and floats, from the whole word that was found (specification, "Integer", "Float").</summary>
internal static partial class TomlNumberParser
{
    private const int Milliseconds = 1000;

    /// <summary>Null when the word is no number.</summary>
    /// <exception cref="MalformedDataException">It is one, but does not fit into 64 bits.</exception>
    public static TomlValue? Parse(string word, DataPosition position)
    {
        if (DecimalInteger().IsMatch(word))
        {
            bool fits = long.TryParse(Digits(word), NumberStyles.AllowLeadingSign, null, out long value);
            return Integer(word, position, fits, value);
        }

        if (PrefixedInteger().IsMatch(word)) return Prefixed(word, position);
        if (DecimalFloat().IsMatch(word)) return new TomlFloat(position, double.Parse(Digits(word), NumberStyles.Float));
        return word switch
        {
            "inf" or "+inf" => new TomlFloat(position, double.PositiveInfinity),
            "-inf" => new TomlFloat(position, double.NegativeInfinity),
            "nan" or "+nan" or "-nan" => new TomlFloat(position, double.NaN),
            _ => null,
        };
    }

    private static TomlInteger Prefixed(string word, DataPosition position)
    {
        int bits = word[1] switch { 'x' => 4, 'o' => 3, _ => 1 };
        UInt128 value = 0;
        foreach (char digit in Digits(word)[2..])
        {
            // Stays above the limit once it is there, however many digits follow.
            if (value <= long.MaxValue) value = (value << bits) | uint.Parse([digit], NumberStyles.AllowHexSpecifier);
        }

        return Integer(word, position, value <= long.MaxValue, (long)value);
    }

    private static TomlInteger Integer(string word, DataPosition position, bool fits, long value) => fits
        ? new TomlInteger(position, value)
        : throw new MalformedDataException(TomlReader.Format, position, "integer", word, $"{long.MinValue} to {long.MaxValue}");

    private static string Digits(string word) => word.Replace("_", "");

    [GeneratedRegex(@"\A[+-]?(0|[1-9](_?[0-9])*)\z", RegexOptions.ExplicitCapture, Milliseconds)]
    private static partial Regex DecimalInteger();

    [GeneratedRegex(@"\A0(x[0-9A-Fa-f](_?[0-9A-Fa-f])*|o[0-7](_?[0-7])*|b[01](_?[01])*)\z", RegexOptions.ExplicitCapture, Milliseconds)]
    private static partial Regex PrefixedInteger();

    [GeneratedRegex(
        @"\A[+-]?(0|[1-9](_?[0-9])*)(\.[0-9](_?[0-9])*([eE][+-]?[0-9](_?[0-9])*)?|[eE][+-]?[0-9](_?[0-9])*)\z", RegexOptions.ExplicitCapture, Milliseconds)]
    private static partial Regex DecimalFloat();
}
