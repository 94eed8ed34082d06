using System.Text;

namespace InitrdComposer.Formats.Elf;

/// <summary>A string table: NUL-terminated names that other tables refer to by offset.</summary>
internal readonly struct ElfStringTable(byte[] bytes, ulong offset)
{
    /// <summary>Limit of the section names' table, in bytes.</summary>
    public const int MaxNamesLength = 16 << 20;

    /// <summary>Of a section's name, in bytes: more than C++ makes of its names, and few enough to be looked through for each of a table that lies.</summary>
    private const int MaxSectionName = 1 << 16;

    /// <summary>The name at an offset, without its NUL.</summary>
    /// <param name="index">Where it begins.</param>
    /// <param name="field">What names it, for the error.</param>
    /// <param name="maxLength">In bytes, the NUL among them.</param>
    /// <exception cref="MalformedDataException">The offset is outside, or no NUL follows.</exception>
    public ReadOnlySpan<byte> At(uint index, string field, int maxLength)
    {
        ReadOnlySpan<byte> rest = index < bytes.Length ? bytes.AsSpan((int)index) : default;
        int length = rest[..Math.Min(rest.Length, maxLength)].IndexOf((byte)0);
        return length >= 0
            ? rest[..length]
            : throw new MalformedDataException(
                ElfFile.Format, (long)offset, field, $"string at {index}", $"a NUL-terminated string of at most {maxLength} bytes inside {bytes.Length} bytes");
    }

    /// <summary>A section's name as text, a byte a character.</summary>
    public string SectionName(uint index) => Encoding.Latin1.GetString(At(index, "sh_name", MaxSectionName));
}
