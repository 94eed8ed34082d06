using InitrdComposer.Formats.IO;
using InitrdComposer.Fuzz.Mutation;
using static InitrdComposer.Fuzz.Mutation.FieldForm;

namespace InitrdComposer.Fuzz.Structures;

/// <summary>The hex fields of newc headers; sums of 070702 are made right again.</summary>
internal static class CpioStructure
{
    private const int HeaderSize = 110;
    private const int StrippedSize = 14;

    public static Structure Newc { get; } = new(
        (data, fields) =>
        {
            foreach ((long header, _, _) in Entries(data)) fields.Row(header + 6, Hex, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8);
        },
        data =>
        {
            foreach ((long header, long content, long size) in Entries(data))
            {
                if (data[header + 5] != (byte)'2') continue;
                uint sum = 0;
                for (long i = content; i < Math.Min(content + size, data.Length); i++) sum += data[i];
                Numbers.Write(data, header + 102, 8, Hex, sum);
            }
        });

    /// <summary>rpm's 07070X, where a number is all that an entry has.</summary>
    public static Structure Stripped { get; } = new((data, fields) =>
    {
        for (int at = data.AsSpan().IndexOf("07070X"u8); at >= 0 && at <= data.Length - StrippedSize;)
        {
            fields.Add(at + 6, 8, Hex);
            int next = data.AsSpan(at + 6).IndexOf("07070X"u8);
            at = next < 0 ? -1 : at + 6 + next;
        }
    });

    private static IEnumerable<(long Header, long Content, long Size)> Entries(byte[] data)
    {
        for (long at = 0; at <= data.Length - HeaderSize && data[at] == '0';)
        {
            long size = (long)Numbers.Read(data, at + 54, 8, Hex), name = (long)Numbers.Read(data, at + 94, 8, Hex);
            long content = Alignment.Up(at + HeaderSize + name, 4);
            yield return (at, content, size);
            at = Alignment.Up(content + size, 4);
            while (at < data.Length && data[at] == 0) at++;
        }
    }
}
