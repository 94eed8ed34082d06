using InitrdComposer.Formats.IO;
using InitrdComposer.Formats.RpmMd;

namespace InitrdComposer.Formats.RpmDb;

/// <summary>rpmdb.sqlite, rpm's database since 4.16: of its tables only Packages, which holds the headers; the others are indexes over them.</summary>
public static class SqlitePackages
{
    private const string Format = "rpmdb.sqlite";

    private const string Table = "create table 'packages'(hnum integer primary key autoincrement,blob blob not null)";

    /// <param name="path">A private copy of the database, which sqlite opens itself; its -wal or -journal lies beside it, if there is one.</param>
    /// <param name="open">Opens the same file.</param>
    /// <returns>In the order of installation.</returns>
    /// <exception cref="MalformedDataException">No sound database, or not rpm's.</exception>
    public static IReadOnlyList<InstalledRpm> Read(string path, Func<PositionalSource> open)
    {
        SqliteDatabase.Settle(path, Format);
        PositionalSource file = open();
        using (file as IDisposable)
        {
            Span<byte> header = stackalloc byte[(int)Math.Min(SqliteHeader.Size, file.Length)];
            file.ReadExactlyAt(0, header);
            SqliteHeader.Check(header, file.Length);
        }

        bool hasPackages = false;
        using var database = SqliteDatabase.Open(path, Format, "rpm's tables and indexes", (type, name, sql) =>
        {
            hasPackages |= name == "Packages";
            return IsKnown(type, name, sql) ? null : $"{type} {name}";
        });
        if (!hasPackages) throw new MalformedDataException(Format, default, "schema", "no table Packages", "rpm's tables and indexes");
        var packages = new List<InstalledRpm>();
        database.Read("Packages", "SELECT hnum, blob FROM Packages ORDER BY hnum", row => packages.Add(InstalledRpm.Read(row.Blob(1), row.Number(0))));
        return packages;
    }

    /// <summary>A view or a trigger could run what it likes; a table that is not asked for does nothing.</summary>
    private static bool IsKnown(string type, string name, string? sql) => type switch
    {
        "table" when name == "Packages" => PrimarySqliteSchema.Normalize(sql ?? "") == Table,
        "table" => sql?.StartsWith("CREATE TABLE ", StringComparison.Ordinal) == true,
        "index" => true,
        _ => false,
    };
}
