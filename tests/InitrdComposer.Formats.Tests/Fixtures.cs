using System.IO.Compression;

namespace InitrdComposer.Formats.Tests;

/// <summary>Reading of fixture files by the runtime's own means.</summary>
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
}
