using System.Collections.Immutable;
using System.Text.Json;

namespace InitrdComposer.Formats.Elf;

/// <summary>
/// What a program loads by dlopen() when it needs it, as it says itself in the section .note.dlopen (UAPI group, "ELF dlopen() metadata"): what
/// DT_NEEDED does not tell.
/// </summary>
/// <param name="SoNames">Names for the same library, the best first.</param>
/// <param name="Priority">How much it is missed.</param>
/// <param name="Feature">What it is for, in a word; null: it does not say.</param>
public sealed record DlopenNote(ImmutableArray<string> SoNames, DlopenPriority Priority, string? Feature)
{
    private const string Section = ".note.dlopen";
    private const string Owner = "FDO";
    private const uint Type = 0x407C0C0A;

    /// <summary>All that a file says, in its order; none for a file without the section.</summary>
    /// <exception cref="MalformedDataException">The section is outside the file, or holds something else than the specification's JSON.</exception>
    public static ImmutableArray<DlopenNote> ReadAll(ElfFile file)
    {
        if (file.Find(Section) is not ElfSection section) return [];
        return [.. ElfNote.Read(file, section).Where(note => note.Owner == Owner && note.Type == Type).SelectMany(note => Parse(note.Description, (long)section.Offset))];
    }

    private static List<DlopenNote> Parse(ReadOnlyMemory<byte> json, long offset)
    {
        try
        {
            // Depth: an array of objects that hold an array.
            using var document = JsonDocument.Parse(json[..json.Span.TrimEnd((byte)0).Length], new JsonDocumentOptions { MaxDepth = 8 });
            return [.. document.RootElement.EnumerateArray().Select(Of)];
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException)
        {
            throw new MalformedDataException(ElfFile.Format, offset, Section, Printable.Escape(json.Span[..Math.Min(json.Length, 64)]), "an array of objects with \"soname\"");
        }
    }

    private static DlopenNote Of(JsonElement entry) => new(
        [.. entry.GetProperty("soname").EnumerateArray().Select(name => name.GetString() ?? throw new JsonException())],
        PriorityOf(entry),
        entry.TryGetProperty("feature", out JsonElement feature) ? feature.GetString() : null);

    /// <summary>Without a priority, or with one of a later specification, it is the default.</summary>
    private static DlopenPriority PriorityOf(JsonElement entry) =>
        (entry.TryGetProperty("priority", out JsonElement priority) ? DlopenPriorities.FromName(priority.GetString()) : null) ?? DlopenPriority.Recommended;
}
