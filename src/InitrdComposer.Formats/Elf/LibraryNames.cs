using System.Buffers;
using System.Text;

namespace InitrdComposer.Formats.Elf;

/// <summary>
/// Names of shared libraries among a program's constants (.rodata): what it may pass to dlopen() when it has no <see cref="DlopenNote"/>, as glibc does
/// with libgcc_s.so.1. A name that is only part of a message is found as well.
/// </summary>
public static class LibraryNames
{
    private const int PieceLength = 1 << 18;

    /// <summary>NAME_MAX: no file name is longer, so a name that crosses two pieces is whole in the second.</summary>
    private const int MaxNameLength = 255;

    private static readonly SearchValues<byte> OfNames = SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_+-."u8);
    private static readonly SearchValues<byte> OfVersions = SearchValues.Create("0123456789."u8);

    /// <returns>Each once, sorted; without folders.</returns>
    /// <exception cref="MalformedDataException">The section is outside the file.</exception>
    public static IReadOnlyCollection<string> Find(ElfFile file)
    {
        var names = new SortedSet<string>(StringComparer.Ordinal);
        if (file.Find(".rodata") is not { Type: not ElfSectionType.NoBits } section) return names;
        byte[] piece = ArrayPool<byte>.Shared.Rent(PieceLength);
        try
        {
            int kept = 0;
            for (ulong done = 0; done < section.Length;)
            {
                int length = (int)Math.Min((ulong)(PieceLength - kept), section.Length - done);
                int read = file.ReadAt(section.Offset + done, piece.AsSpan(kept, length));
                if (read == 0)
                {
                    throw new MalformedDataException(ElfFile.Format, (long)section.Offset, section.Name, $"{done} bytes", $"{section.Length} bytes inside the file");
                }

                done += (ulong)read;
                int end = kept + read;
                Collect(piece.AsSpan(0, end), names);
                kept = Math.Min(end, 2 * MaxNameLength);
                piece.AsSpan(end - kept, kept).CopyTo(piece);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(piece);
        }

        return names;
    }

    private static void Collect(ReadOnlySpan<byte> bytes, SortedSet<string> names)
    {
        ReadOnlySpan<byte> suffix = ".so"u8;
        for (int at = 0; bytes[at..].IndexOf(suffix) is int found and >= 0; at += found + suffix.Length)
        {
            int dot = at + found;
            int start = bytes[..dot].LastIndexOfAnyExcept(OfNames) + 1;
            int afterSuffix = dot + suffix.Length;
            int version = bytes[afterSuffix..].IndexOfAnyExcept(OfVersions);
            int end = version < 0 ? bytes.Length : afterSuffix + version;
            if (start < dot && end - start <= MaxNameLength) names.Add(Encoding.Latin1.GetString(bytes[start..end].TrimEnd((byte)'.')));
        }
    }
}
