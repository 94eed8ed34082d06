using System.Buffers;
using System.Collections.Immutable;
using System.Text;
using InitrdComposer.Formats;
using InitrdComposer.Formats.Elf;
using InitrdComposer.Formats.IO;
using InitrdComposer.Tree;

namespace InitrdComposer.Questions.References;

/// <summary>
/// What a program's constants name: absolute paths anywhere in them, commands that are a constant of their own, libraries whose names are put together. Linkers store a text that another
/// one ends with only once, so that every end of a word without blanks counts as well; of sentences it does not.
/// </summary>
internal static class ConstantScan
{
    /// <summary>Of data sections of one program, in bytes: few are larger, and of those the rest is tables.</summary>
    private const int MaxSection = 64 << 20;

    private const int MinCommand = 2;

    /// <summary>Of an end of a word: shorter ones are chance.</summary>
    private const int MinTail = 4;

    private const int MaxCommand = 64;

    /// <summary>Of a path, in characters, and of its ends that are looked up: a program's own are shorter, whatever a damaged one holds.</summary>
    private const int MaxPath = 1024, MaxTails = 12;

    private static readonly SearchValues<char> Separators = SearchValues.Create(" \t\r\n\"'`:;,=()|<>&");

    /// <param name="program">An ELF file.</param>
    /// <exception cref="MalformedDataException">A section is not in the file.</exception>
    public static ImmutableArray<Mention> Of(PositionalSource program, ImageNames names)
    {
        var file = ElfFile.Open(program);
        var found = new Dictionary<string, Mention>(StringComparer.Ordinal);
        foreach (ElfSection section in file.Sections.Where(section => section.Name is ".rodata" or ".data" or ".data.rel.ro" || section.Name.StartsWith(".rodata.", StringComparison.Ordinal)))
        {
            if (section.Length <= MaxSection) Scan(file.Read(section, MaxSection), names, found);
        }

        return [.. found.Values];
    }

    /// <summary>Of bytes in which texts end with what is no printable ASCII.</summary>
    internal static void Scan(ReadOnlySpan<byte> bytes, ImageNames names, Dictionary<string, Mention> found)
    {
        while (true)
        {
            int start = bytes.IndexOfAnyInRange((byte)' ', (byte)'~');
            if (start < 0) return;
            bytes = bytes[start..];
            int end = bytes.IndexOfAnyExceptInRange((byte)' ', (byte)'~');
            if (end < 0) end = bytes.Length;
            if (end >= MinCommand) Text(Encoding.Latin1.GetString(bytes[..end]), names, found);
            bytes = bytes[end..];
        }
    }

    private static void Text(string text, ImageNames names, Dictionary<string, Mention> found)
    {
        if (text.Contains('/'))
        {
            foreach (Range range in text.AsSpan().SplitAny(Separators)) Paths(text[range], names, found);
        }
        else if (text.Length <= MaxCommand && !text.Contains(' '))
        {
            if (text.Contains('%') && ImageNames.IsLibrary(text)) Add(found, text, names.PrintedLibrary(text));
            else if (text.StartsWith("lib", StringComparison.Ordinal) && text[^1] is '-' or '_') Add(found, text, names.PrintedLibrary(text + "%s"));
            Command(text, text, names, found);
            for (int at = 1; at <= text.Length - MinTail; at++) Command(text, text.AsSpan(at), names, found);
        }
    }

    private static void Command(string text, ReadOnlySpan<char> name, ImageNames names, Dictionary<string, Mention> found)
    {
        if (names.Commands(name) is { IsEmpty: false } commands) Add(found, name.Length == text.Length ? text : name.ToString(), commands);
    }

    /// <summary>Of "/usr/bin/true" also "/bin/true", which would be stored as its end.</summary>
    private static void Paths(string token, ImageNames names, Dictionary<string, Mention> found)
    {
        if (token.Length > MaxPath) return;
        token = token.TrimEnd('.', '!');
        int tails = 0;
        for (int slash = token.IndexOf('/', StringComparison.Ordinal); slash >= 0 && slash < token.Length - 1 && tails++ < MaxTails; slash = token.IndexOf('/', slash + 1))
        {
            string path = token[slash..];
            if (!found.ContainsKey(path)) Add(found, path, names.Path(path));
        }
    }

    private static void Add(Dictionary<string, Mention> found, string word, ImmutableArray<RootPath> files)
    {
        if (!files.IsEmpty) found.TryAdd(word, new(word, files));
    }
}
