using System.IO.Compression;
using InitrdComposer.Formats.Gpt;
using InitrdComposer.Formats.IO;

namespace InitrdComposer.Testing;

/// <summary>An extension's disk image that systemd-repart 262.1 made (tests/fixtures/sysext).</summary>
public static class DemoExtension
{
    public static byte[] Bytes { get; } = Unpack();

    public static GptTable Table => GptTable.Read(PositionalSource.OfBytes(Bytes));

    public static byte[] Partition(int index)
    {
        GptPartition partition = Table.Partitions[index];
        return Bytes.AsSpan((int)partition.Offset, (int)partition.Length).ToArray();
    }

    private static byte[] Unpack()
    {
        using var packed = new GZipStream(File.OpenRead(Checkout.Fixture("sysext", "demo.sysext.raw.gz")), CompressionMode.Decompress);
        using var unpacked = new MemoryStream();
        packed.CopyTo(unpacked);
        return unpacked.ToArray();
    }
}
