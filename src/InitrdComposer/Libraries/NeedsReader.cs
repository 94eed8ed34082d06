using System.Text;
using InitrdComposer.Formats;
using InitrdComposer.Formats.Elf;
using InitrdComposer.Formats.IO;

namespace InitrdComposer.Libraries;

/// <summary>Reads what a file needs: a few headers of an ELF file, the first line of a script.</summary>
internal static class NeedsReader
{
    /// <summary>As much of a script's first line as Linux looks at (execve(2), BINPRM_BUF_SIZE).</summary>
    private const int MaxFirstLine = 256;

    private const ushort Executable = 2;
    private const ushort SharedObject = 3;

    /// <exception cref="MalformedDataException">It begins as an ELF file and is none that the loader could take.</exception>
    public static FileNeeds Read(PositionalSource source)
    {
        Span<byte> bytes = stackalloc byte[MaxFirstLine];
        bytes = bytes[..Fill(source, bytes)];
        if (bytes.StartsWith("#!"u8)) return InterpreterOf(bytes[2..]) is string name ? FileNeeds.Nothing with { Dynamic = ElfDynamic.None with { Interpreter = name } } : FileNeeds.Nothing;
        if (!bytes.StartsWith("\u007fELF"u8)) return FileNeeds.Nothing;

        // Objects and core dumps are data: nothing is loaded with them.
        ElfHeader header = ElfHeader.Read(bytes);
        if (header.Type is not (Executable or SharedObject)) return FileNeeds.Nothing;
        var file = ElfFile.Open(source);
        return new(ElfTarget.Of(header), ElfDynamic.Read(file), DlopenNote.ReadAll(file), [.. LibraryNames.Find(file)]);
    }

    private static int Fill(PositionalSource source, Span<byte> into)
    {
        int length = (int)Math.Min(source.Length, into.Length);
        source.ReadExactlyAt(0, into[..length]);
        return length;
    }

    private static string? InterpreterOf(ReadOnlySpan<byte> line)
    {
        int end = line.IndexOf((byte)'\n');
        ReadOnlySpan<byte> words = (end < 0 ? line : line[..end]).Trim(" \t\r"u8);
        int blank = words.IndexOfAny((byte)' ', (byte)'\t');
        return words is [(byte)'/', ..] ? Encoding.Latin1.GetString(blank < 0 ? words : words[..blank]) : null;
    }
}
