using InitrdComposer.Formats.IO;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace InitrdComposer.Formats.RpmMd;

/// <summary>
/// An untrusted database, opened the way sqlite.org/security.html asks for: read-only, immutable (no journal is looked for), defensive, no trusted
/// schema, small limits, checked before use.
/// </summary>
internal sealed class SqliteDatabase : IDisposable
{
    /// <summary>Bytes of a string, a blob or a row.</summary>
    private const int MaxLength = 64 << 20;

    /// <summary>Steps of sqlite's virtual machine: a whole distribution takes some 10^8.</summary>
    private const long MaxInstructions = 4_000_000_000;

    private const int InstructionsBetweenChecks = 1_000_000;

    private readonly SqliteConnection _connection;
    private readonly string _format;
    private long _checks;

    private SqliteDatabase(string uri, string format, SqliteOpenMode mode)
    {
        _format = format;
        _connection = new(new SqliteConnectionStringBuilder { DataSource = uri, Mode = mode, Pooling = false }.ToString());
    }

    private sqlite3 Handle => _connection.Handle!;

    /// <param name="path">A file that nobody else writes to.</param>
    /// <param name="format">For errors.</param>
    /// <param name="schema">What belongs in it, for errors.</param>
    /// <param name="objection">What is wrong with an entry of sqlite_master (type, name, sql), or null.</param>
    /// <exception cref="MalformedDataException">Not a sound database, or one with something else in its schema.</exception>
    public static SqliteDatabase Open(string path, string format, string schema, Func<string, string, string?, string?> objection)
    {
        _ = SqliteLibrary.Version;
        var database = new SqliteDatabase(UriOf(path) + "?immutable=1", format, SqliteOpenMode.ReadOnly);
        try
        {
            database._connection.Open();
            database.Harden();
            database.Read("query_only", "PRAGMA query_only=ON", _ => { });
            database.CheckSchema(schema, objection);
            database.QuickCheck();
            return database;
        }
        catch (SqliteException exception)
        {
            database.Dispose();
            throw database.Unsound("database", exception.SqliteErrorCode, exception.Message);
        }
        catch (MalformedDataException)
        {
            database.Dispose();
            throw;
        }
    }

    /// <summary>
    /// Takes what a journal or write-ahead log beside a database says into the database itself, which then needs neither and can be opened as immutable.
    /// </summary>
    /// <param name="path">A private copy, which is changed.</param>
    /// <param name="format">For errors.</param>
    /// <exception cref="MalformedDataException">Not a sound database.</exception>
    public static void Settle(string path, string format)
    {
        _ = SqliteLibrary.Version;
        using var database = new SqliteDatabase(UriOf(path), format, SqliteOpenMode.ReadWrite);
        try
        {
            database._connection.Open();
            database.Harden();
            database.Read("journal_mode", "PRAGMA journal_mode=DELETE", _ => { });
        }
        catch (SqliteException exception)
        {
            throw database.Unsound("database", exception.SqliteErrorCode, exception.Message);
        }
    }

    /// <summary>Hands each row of a query to <paramref name="onRow"/>.</summary>
    /// <param name="table">For errors.</param>
    /// <param name="sql">Its first column numbers the row.</param>
    /// <param name="onRow">Called in the query's order.</param>
    public void Read(string table, string sql, Action<SqliteRow> onRow)
    {
        Check(raw.sqlite3_prepare_v2(Handle, sql, out sqlite3_stmt statement), table);
        using (statement)
        {
            var row = new SqliteRow(_format, table, statement);
            int result;
            while ((result = raw.sqlite3_step(statement)) == raw.SQLITE_ROW) onRow(row);
            if (result != raw.SQLITE_DONE) Check(result, table);
        }
    }

    public void Dispose() => _connection.Dispose();

    private void Harden()
    {
        raw.sqlite3_limit(Handle, raw.SQLITE_LIMIT_LENGTH, MaxLength);
        raw.sqlite3_limit(Handle, raw.SQLITE_LIMIT_SQL_LENGTH, 10_000);
        raw.sqlite3_limit(Handle, raw.SQLITE_LIMIT_COLUMN, 32);
        raw.sqlite3_limit(Handle, raw.SQLITE_LIMIT_EXPR_DEPTH, 10);
        raw.sqlite3_limit(Handle, raw.SQLITE_LIMIT_COMPOUND_SELECT, 3);
        raw.sqlite3_limit(Handle, raw.SQLITE_LIMIT_ATTACHED, 0);
        raw.sqlite3_limit(Handle, raw.SQLITE_LIMIT_TRIGGER_DEPTH, 1);
        raw.sqlite3_progress_handler(Handle, InstructionsBetweenChecks, _ => ++_checks > MaxInstructions / InstructionsBetweenChecks ? 1 : 0, null);
        Check(raw.sqlite3_db_config(Handle, raw.SQLITE_DBCONFIG_DEFENSIVE, 1, out _), "defensive mode");
        foreach (string pragma in new[] { "trusted_schema=OFF", "cell_size_check=ON", "mmap_size=0" })
        {
            Read(pragma, $"PRAGMA {pragma}", _ => { });
        }
    }

    private static string UriOf(string path) => $"file:{string.Join('/', path.Split('/').Select(Uri.EscapeDataString))}";

    private void CheckSchema(string schema, Func<string, string, string?, string?> objection) =>
        Read("sqlite_master", "SELECT rowid, type, name, sql FROM sqlite_master", row =>
        {
            string? wrong = objection(row.String(1), row.String(2), row.IsNull(3) ? null : row.String(3));
            if (wrong is not null) throw row.Malformed("schema", Printable.Escape(System.Text.Encoding.UTF8.GetBytes(wrong)), schema);
        });

    private void QuickCheck() => Read("quick_check", "PRAGMA quick_check(1)", row =>
    {
        if (row.String(0) is not "ok" and string complaint) throw row.Malformed("quick_check", complaint, "ok");
    });

    private void Check(int result, string field)
    {
        if (result != raw.SQLITE_OK) throw Unsound(field, result, raw.sqlite3_errmsg(Handle).utf8_to_string());
    }

    private MalformedDataException Unsound(string field, int code, string message) =>
        new(_format, default, field, $"sqlite error {code} ({message})", "a sound database");
}
