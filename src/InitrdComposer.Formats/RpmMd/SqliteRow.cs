using System.Text;
using System.Text.Unicode;
using InitrdComposer.Formats.IO;
using SQLitePCL;

namespace InitrdComposer.Formats.RpmMd;

/// <summary>The current row of a query, with the types checked that sqlite does not check. Its first column is the row's number.</summary>
internal sealed class SqliteRow(string format, string table, sqlite3_stmt statement) : IDataPlace
{
    public string Format => format;

    public DataPosition Position => default;

    public string Part => $"{table}, row {raw.sqlite3_column_int64(statement, 0)}";

    public bool IsNull(int column) => raw.sqlite3_column_type(statement, column) == raw.SQLITE_NULL;

    /// <summary>Text as bytes, valid until the next row; empty when null.</summary>
    public ReadOnlySpan<byte> Text(int column, bool isUtf8 = true)
    {
        int type = raw.sqlite3_column_type(statement, column);
        if (type == raw.SQLITE_NULL) return default;
        if (type != raw.SQLITE_TEXT) throw Wrong(column, "no text", "text");
        ReadOnlySpan<byte> text = raw.sqlite3_column_blob(statement, column);
        if (isUtf8 && !Utf8.IsValid(text)) throw Wrong(column, $"'{Printable.Escape(text)}'", "UTF-8");
        if (text.Contains((byte)0)) throw Wrong(column, $"'{Printable.Escape(text)}'", "text without NUL");
        return text;
    }

    public string String(int column) => Encoding.UTF8.GetString(Text(column));

    /// <summary>Bytes, valid until the next row.</summary>
    public ReadOnlySpan<byte> Blob(int column) => raw.sqlite3_column_type(statement, column) == raw.SQLITE_BLOB
        ? raw.sqlite3_column_blob(statement, column)
        : throw Wrong(column, "no blob", "a blob");

    /// <summary>A number from 0 on; 0 when null.</summary>
    public long Number(int column)
    {
        int type = raw.sqlite3_column_type(statement, column);
        if (type == raw.SQLITE_NULL) return 0;
        long number = type == raw.SQLITE_INTEGER ? raw.sqlite3_column_int64(statement, column) : throw Wrong(column, "no integer", "an integer");
        return number >= 0 ? number : throw Wrong(column, $"{number}", "a number from 0 on");
    }

    private MalformedDataException Wrong(int column, string got, string expected) =>
        this.Malformed(raw.sqlite3_column_name(statement, column).utf8_to_string(), got, expected);
}
