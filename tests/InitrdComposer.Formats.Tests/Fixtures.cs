using System.IO.Compression;
using InitrdComposer.Formats.RpmMd;
using Microsoft.Data.Sqlite;
using Xunit;

namespace InitrdComposer.Formats.Tests;

/// <summary>Reading of fixture files by other means than ours.</summary>
internal static class Fixtures
{
    public static byte[] Gunzip(string path)
    {
        using FileStream file = File.OpenRead(path);
        using var stream = new GZipStream(file, CompressionMode.Decompress);
        using var content = new MemoryStream();
        stream.CopyTo(content);
        return content.ToArray();
    }

    /// <summary>Through the library that the product chose: two sqlite libraries in one process do not share handles.</summary>
    public static SqliteConnection OpenDatabase(string path)
    {
        Assert.NotEmpty(SqliteLibrary.Version);
        var connection = new SqliteConnection($"Data Source={path};Pooling=False");
        connection.Open();
        return connection;
    }
}
