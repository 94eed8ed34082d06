using System.Collections.Immutable;
using System.Text;

namespace InitrdComposer.Formats.Kmod;

/// <summary>
/// The .modinfo section of a module: key=value strings, each closed by a NUL, a key as often as it needs values
/// (include/linux/moduleparam.h). Bytes above 127 are kept one to a character.
/// </summary>
public sealed class ModuleInfo
{
    /// <summary>Limit of the section, in bytes; the longest known (device tables of sound codecs) are below 100 kB.</summary>
    public const int MaxLength = 1 << 20;

    private const string Format = "modinfo";

    private readonly ImmutableArray<ModuleInfoEntry> _entries;

    private ModuleInfo(ImmutableArray<ModuleInfoEntry> entries) => _entries = entries;

    /// <summary>Every string of a key, in the section's order.</summary>
    public IEnumerable<ModuleInfoEntry> Entries(string key) => _entries.Where(entry => entry.Key == key);

    /// <summary>The first value of a key, or null.</summary>
    public string? Value(string key) => Entries(key).Select(entry => entry.Value).FirstOrDefault();

    /// <param name="section">All of .modinfo; zero padding between strings is skipped.</param>
    /// <param name="offset">Of the section in the file, for errors.</param>
    /// <exception cref="MalformedDataException">The last string lacks its NUL, or a string has no '='.</exception>
    public static ModuleInfo Parse(ReadOnlySpan<byte> section, long offset = 0)
    {
        var entries = ImmutableArray.CreateBuilder<ModuleInfoEntry>();
        for (int at = 0; at < section.Length;)
        {
            int length = section[at..].IndexOf((byte)0);
            if (length < 0) throw new MalformedDataException(Format, offset + at, ".modinfo", "end of section", "a NUL after every string");
            if (length > 0) entries.Add(ParseEntry(section.Slice(at, length), offset + at));
            at += length + 1;
        }

        return new(entries.ToImmutable());
    }

    private static ModuleInfoEntry ParseEntry(ReadOnlySpan<byte> entry, long offset)
    {
        int equals = entry.IndexOf((byte)'=');
        if (equals <= 0)
        {
            throw new MalformedDataException(Format, offset, ".modinfo", Printable.Escape(entry[..Math.Min(entry.Length, 80)]), "key=value");
        }

        return new(Encoding.Latin1.GetString(entry[..equals]), Encoding.Latin1.GetString(entry[(equals + 1)..]), offset);
    }
}

/// <summary>A string of .modinfo.</summary>
/// <param name="Offset">Where it begins in the file.</param>
public readonly record struct ModuleInfoEntry(string Key, string Value, long Offset);
