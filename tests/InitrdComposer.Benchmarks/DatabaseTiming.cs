using InitrdComposer.Formats.Compression;
using InitrdComposer.Formats.IO;
using InitrdComposer.Formats.RpmMd;
using Microsoft.Data.Sqlite;

namespace InitrdComposer.Benchmarks;

/// <summary>What primary.sqlite costs: to be sure of it, to ask it one thing, and to read it all.</summary>
internal static class DatabaseTiming
{
    private const int Lookups = 200;

    public static FormattableString Of(string repository, string folder)
    {
        string packed = Directory.GetFiles(Path.Combine(repository, "repodata"), "*primary.sqlite*").Single();
        string path = Path.Combine(folder, "primary.sqlite");
        double unpack = Timing.Of(() =>
        {
            using var opened = new DigestingStream(Decompressor.Open(File.OpenRead(packed), CompressionFormats.FromSuffix(packed)), Formats.DigestAlgorithm.Sha256);
            using FileStream file = File.Create(path);
            opened.CopyTo(file);
        });

        // The first read loads the library, and is checked by the reader that is used for repositories.
        byte[] bytes = File.ReadAllBytes(path);
        double all = Timing.Of(() => PrimarySqliteReader.Read(path, PositionalSource.OfBytes(bytes), new Nothing()));
        using var connection = new SqliteConnection($"Data Source={path};Mode=ReadOnly;Pooling=False");
        connection.Open();
        double check = Timing.Of(() => Execute(connection, "PRAGMA quick_check(1)", null));
        List<string> names = [];
        using (var command = new SqliteCommand($"SELECT name FROM packages WHERE pkgKey % 307 = 0 LIMIT {Lookups}", connection))
        using (SqliteDataReader row = command.ExecuteReader())
        {
            while (row.Read()) names.Add(row.GetString(0));
        }

        double[] lookups = [.. names.Select(name => Timing.Of(() => Execute(connection, "SELECT pkgKey, flags, epoch, version, release FROM provides WHERE name = $name", name)))];
        return $"database of {bytes.Length / 1e6:f0} MB: one look-up {Timing.Median(lookups):f3} ms (worst {lookups.Max():f1}), after verification: {unpack:f0} ms to unpack and hash, {check:f0} ms quick_check; {all:f0} ms to check and read everything";
    }

    private static void Execute(SqliteConnection connection, string sql, string? name)
    {
        using var command = new SqliteCommand(sql, connection);
        if (name is not null) command.Parameters.AddWithValue("$name", name);
        using SqliteDataReader row = command.ExecuteReader();
        while (row.Read()) row.GetValue(0);
    }

    private sealed class Nothing : IPrimarySink
    {
        public void Package(in PrimaryPackage package)
        {
        }

        public void Dependency(int package, DependencyList list, in PrimaryEntry entry)
        {
        }

        public void File(int package, ReadOnlySpan<byte> path)
        {
        }
    }
}
