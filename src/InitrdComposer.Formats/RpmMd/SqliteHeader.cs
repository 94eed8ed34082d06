using System.Buffers.Binary;

namespace InitrdComposer.Formats.RpmMd;

/// <summary>
/// The first 100 bytes of a database file (sqlite.org/fileformat2.html, "The Database Header"), as far as they decide whether sqlite may see it.
/// </summary>
public static class SqliteHeader
{
    public const int Size = 100;

    private const string Format = "sqlite";

    /// <summary>Refuses what sqlite would take for empty, for a database in need of recovery, or in another encoding.</summary>
    /// <param name="header">The file's first bytes, at most <see cref="Size"/>.</param>
    /// <param name="fileLength">Length of the whole file.</param>
    /// <exception cref="MalformedDataException">No database, or none that createrepo_c writes.</exception>
    public static void Check(ReadOnlySpan<byte> header, long fileLength)
    {
        if (header.Length < Size) throw Wrong(0, "header", $"{header.Length} bytes", $"{Size} bytes");
        if (!header.StartsWith("SQLite format 3\0"u8)) throw Wrong(0, "magic", $"'{Printable.Escape(header[..16])}'", "'SQLite format 3'");

        int pageSize = BinaryPrimitives.ReadUInt16BigEndian(header[16..]);
        if (pageSize == 1) pageSize = 65536;
        if (pageSize < 512 || !int.IsPow2(pageSize)) throw Wrong(16, "page size", $"{pageSize}", "a power of two from 512 to 65536");
        if (header[18] != 1 || header[19] != 1) throw Wrong(18, "file format version", $"{header[18]}, {header[19]}", "1, 1 (no write-ahead log)");

        long pages = BinaryPrimitives.ReadUInt32BigEndian(header[28..]);
        if (pages * pageSize != fileLength) throw Wrong(28, "database size in pages", $"{pages} of {pageSize} bytes", $"a file of {fileLength} bytes");
        uint encoding = BinaryPrimitives.ReadUInt32BigEndian(header[56..]);
        if (encoding != 1) throw Wrong(56, "text encoding", $"{encoding}", "1 (UTF-8)");
    }

    private static MalformedDataException Wrong(long offset, string field, string got, string expected) => new(Format, offset, field, got, expected);
}
