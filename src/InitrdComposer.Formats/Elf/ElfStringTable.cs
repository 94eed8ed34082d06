using System.Text;

namespace InitrdComposer.Formats.Elf;

/// <summary>A string table: NUL-terminated names that other tables refer to by offset.</summary>
internal readonly struct ElfStringTable(byte[] bytes, ulong offset)
{
    /// <summary>Limit of the section names' table, in bytes.</summary>
    public const int MaxNamesLength = 16 << 20;

    /// <summary>The name at an offset, without its NUL.</summary>
    /// <exception cref="MalformedDataException">The offset is outside, or no NUL follows.</exception>
    public ReadOnlySpan<byte> At(uint index, string field)
    {
        ReadOnlySpan<byte> rest = index < bytes.Length ? bytes.AsSpan((int)index) : default;
        int length = rest.IndexOf((byte)0);
        return length >= 0
            ? rest[..length]
            : throw new MalformedDataException(
                ElfFile.Format, (long)offset, field, $"string at {index}", $"a NUL-terminated string inside {bytes.Length} bytes");
    }

    /// <summary><see cref="At"/> as text, a byte a character: names of sections and symbols are ASCII.</summary>
    public string TextAt(uint index, string field) => Encoding.Latin1.GetString(At(index, field));
}
