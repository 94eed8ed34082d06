using System.Buffers.Binary;
using System.Text;

namespace InitrdComposer.Formats.SystemdStub;

/// <summary>
/// The section .hwids: records of 28 bytes {descriptor, CHID, offset of the name, offset of the target}, one of zeros, then NUL-terminated strings; in
/// the byte order of systemd's ukify 262 (chid.h, "Device").
/// </summary>
public static class HwidTable
{
    /// <summary>Bytes of a record.</summary>
    public const int RecordSize = 28;

    private const int KindShift = 28;

    /// <summary>Devices of one kind, name and target become one, in the order of the first; their CHIDs are sorted as numbers, strings by code points.</summary>
    public static byte[] Write(IEnumerable<HwidDevice> devices)
    {
        var merged = devices.GroupBy(device => (device.Kind, device.Name, device.Target))
            .Select(group => (group.Key, Hwids: group.SelectMany(device => device.Hwids).Distinct().OrderBy(hwid => hwid.ToByteArray(bigEndian: true), ByteOrder).ToArray()))
            .ToArray();
        byte[][] strings = [.. merged.SelectMany(device => new[] { device.Key.Name, device.Key.Target }).Distinct(StringComparer.Ordinal).Select(Encoding.UTF8.GetBytes).Order(ByteOrder)];

        int end = (merged.Sum(device => device.Hwids.Length) + 1) * RecordSize;
        var offsets = new Dictionary<string, uint>(StringComparer.Ordinal);
        foreach (byte[] text in strings)
        {
            offsets.Add(Encoding.UTF8.GetString(text), (uint)end);
            end = checked(end + text.Length + 1);
        }

        var table = new byte[end];
        Span<byte> rest = table;
        foreach (((HwidDeviceKind kind, string name, string target), Guid[] hwids) in merged)
        {
            foreach (Guid hwid in hwids)
            {
                BinaryPrimitives.WriteUInt32LittleEndian(rest, ((uint)kind << KindShift) | RecordSize);
                hwid.TryWriteBytes(rest[4..]);
                BinaryPrimitives.WriteUInt32LittleEndian(rest[20..], offsets[name]);
                BinaryPrimitives.WriteUInt32LittleEndian(rest[24..], offsets[target]);
                rest = rest[RecordSize..];
            }
        }

        rest = rest[RecordSize..];
        foreach (byte[] text in strings)
        {
            text.CopyTo(rest);
            rest = rest[(text.Length + 1)..];
        }

        return table;
    }

    private static readonly Comparer<byte[]> ByteOrder = Comparer<byte[]>.Create((left, right) => left.AsSpan().SequenceCompareTo(right));
}
