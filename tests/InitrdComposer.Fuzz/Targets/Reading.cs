using InitrdComposer.Formats;
using InitrdComposer.Formats.IO;
using InitrdComposer.Testing;

namespace InitrdComposer.Fuzz.Targets;

/// <summary>What targets do with inputs and seeds, on one thread.</summary>
internal static class Reading
{
    /// <summary>Of what comes out of a stream: enough to pass every limit but that of the ratio.</summary>
    private const int MaxDrained = 4 << 20;

    private static readonly byte[] Buffer = new byte[64 << 10];

    public static Stream StreamOf(ReadOnlyMemory<byte> input) => PositionalSource.OfBytes(input).OpenStream();

    public static void Drain(Stream stream)
    {
        for (int left = MaxDrained; left > 0;)
        {
            int read = stream.Read(Buffer);
            if (read == 0) return;
            left -= read;
        }
    }

    /// <summary>What is refused in one way may be read in another; the last refusal counts.</summary>
    public static void Each(params ReadOnlySpan<Action> readers)
    {
        MalformedDataException? last = null;
        foreach (Action read in readers)
        {
            try
            {
                read();
            }
            catch (MalformedDataException malformed)
            {
                last = malformed;
            }
        }

        if (last is not null) throw last;
    }

    /// <summary>Files below tests/fixtures, the small ones of those that match.</summary>
    public static IEnumerable<byte[]> Fixtures(string folder, string pattern, int maxLength = 64 << 10) =>
        Directory.GetFiles(Checkout.Fixture(folder.Split('/')), pattern, SearchOption.AllDirectories).Order(StringComparer.Ordinal)
            .Where(file => new FileInfo(file).Length is > 0 and long length && length <= maxLength).Select(File.ReadAllBytes);

    public static byte[] Utf8(string text) => System.Text.Encoding.UTF8.GetBytes(text);
}
