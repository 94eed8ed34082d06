using System.Text;
using System.Text.Unicode;

namespace InitrdComposer.Formats.Toml;

/// <summary>Reads TOML 1.0.0 (toml.io/en/v1.0.0), strictly, and keeps the line and column (in code points, from 1) of every key and value.</summary>
public static class TomlReader
{
    internal const string Format = "toml";

    /// <summary>Reads a whole document; a byte order mark in front and CRLF line ends are accepted.</summary>
    /// <exception cref="MalformedDataException">The bytes are no TOML 1.0.0, or exceed the limits.</exception>
    public static TomlTable Read(ReadOnlySpan<byte> utf8, TomlLimits? limits = null)
    {
        limits ??= TomlLimits.Default;
        if (utf8.Length > limits.MaxBytes)
        {
            throw new MalformedDataException(Format, limits.MaxBytes, TomlField.Size, $"{utf8.Length} bytes", $"at most {limits.MaxBytes} bytes");
        }

        RequireUtf8(utf8);
        if (utf8.StartsWith(Encoding.UTF8.Preamble)) utf8 = utf8[Encoding.UTF8.Preamble.Length..];
        return new TomlDocumentParser(new TomlCursor(Encoding.UTF8.GetString(utf8)), limits.MaxDepth).Read();
    }

    private static void RequireUtf8(ReadOnlySpan<byte> bytes)
    {
        if (Utf8.IsValid(bytes)) return;
        int valid = 0;
        while (Rune.DecodeFromUtf8(bytes[valid..], out _, out int consumed) == System.Buffers.OperationStatus.Done) valid += consumed;

        ReadOnlySpan<byte> before = bytes[..valid];
        int column = Encoding.UTF32.GetByteCount(Encoding.UTF8.GetString(before[(before.LastIndexOf((byte)'\n') + 1)..])) / 4 + 1;
        var position = new DataPosition(valid, before.Count((byte)'\n') + 1, column);
        throw new MalformedDataException(Format, position, TomlField.Encoding, $"byte 0x{bytes[valid]:X2}", "UTF-8");
    }
}
