using System.Collections.Immutable;

namespace InitrdComposer.Formats.RpmMd;

/// <summary>
/// The schema of primary.sqlite, version 10, as createrepo_c (src/sqlite.c) and yum-metadata-parser create it. A database with anything else in it,
/// such as a view called "packages", could run what it likes; it is refused before a table is read.
/// </summary>
internal static class PrimarySqliteSchema
{
    public const int Version = 10;

    /// <summary>createrepo's own did not know the last four.</summary>
    public static readonly ImmutableArray<string> DependencyTables =
        ["provides", "requires", "conflicts", "obsoletes", "recommends", "suggests", "supplements", "enhances"];

    private const int TablesOfOldRepositories = 4;

    private static readonly Dictionary<string, string> Tables = new(StringComparer.Ordinal)
    {
        ["db_info"] = "create table db_info(dbversion integer,checksum text)",
        ["packages"] =
            "create table packages(pkgkey integer primary key,pkgid text,name text,arch text,version text,epoch text,release text,summary text,"
            + "description text,url text,time_file integer,time_build integer,rpm_license text,rpm_vendor text,rpm_group text,rpm_buildhost text,"
            + "rpm_sourcerpm text,rpm_header_start integer,rpm_header_end integer,rpm_packager text,size_package integer,size_installed integer,"
            + "size_archive integer,location_href text,location_base text,checksum_type text)",
        ["files"] = "create table files(name text,type text,pkgkey integer)",
    };

    private static readonly string[] IndexedColumns = ["name", "pkgid", "pkgkey"];

    private static readonly string[] Triggers = [.. new[] { DependencyTables.Length, TablesOfOldRepositories }.Select(Removals)];

    /// <summary>What is wrong with an entry of sqlite_master, or null.</summary>
    /// <param name="type">"table", "index", "trigger" or "view".</param>
    /// <param name="name">The entry's name.</param>
    /// <param name="sql">The statement that made it; null for automatic indexes.</param>
    public static string? Objection(string type, string name, string? sql)
    {
        string normal = Normalize(sql ?? "");
        bool isKnown = type switch
        {
            "table" => normal == TableText(name),
            "index" => IsIndex(normal),
            "trigger" => SameTrigger(normal),
            _ => false,
        };
        return isKnown ? null : $"{type} {name}";
    }

    /// <summary>The tables that must be there.</summary>
    public static IEnumerable<string> Required => [.. Tables.Keys, .. DependencyTables.Take(TablesOfOldRepositories)];

    private static string? TableText(string name) =>
        Tables.TryGetValue(name, out string? text) ? text
        : DependencyTables.Contains(name)
            ? $"create table {name}(name text,flags text,epoch text,version text,release text,pkgkey integer{(name == "requires" ? ",pre boolean default false" : "")})"
        : null;

    private static bool IsIndex(string sql) =>
        sql.Split(' ') is ["create", "index", _, "on", var target]
        && target.Split('(', ')') is [var table, var column, ""]
        && TableText(table) is not null && IndexedColumns.Contains(column);

    /// <summary>The tables are named in another order by different writers; what counts is that nothing but these statements is in it.</summary>
    private static bool SameTrigger(string sql) => Triggers.Any(known => Statements(known).SetEquals(Statements(sql)));

    private static HashSet<string> Statements(string trigger) =>
        [.. trigger.Replace(" begin ", " begin;", StringComparison.Ordinal).Split(';', StringSplitOptions.TrimEntries)];

    private static string Removals(int tables) => Normalize(
        "create trigger removals after delete on packages begin "
        + string.Concat(DependencyTables.Take(tables).Append("files").Select(table => $"delete from {table} where pkgkey = old.pkgkey; ")) + "end");

    /// <summary>Lower case, one space between words, none around punctuation.</summary>
    public static string Normalize(string sql)
    {
        string text = string.Join(' ', sql.ToLowerInvariant().Split([' ', '\t', '\r', '\n'], StringSplitOptions.RemoveEmptyEntries));
        foreach (string mark in new[] { "(", ")", ",", "=", ";" })
        {
            text = text.Replace($" {mark}", mark, StringComparison.Ordinal).Replace($"{mark} ", mark, StringComparison.Ordinal);
        }

        return text;
    }
}
