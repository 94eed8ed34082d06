using System.Text;
using InitrdComposer.Formats.SystemdStub;
using Xunit;

namespace InitrdComposer.Formats.Tests.SystemdStub;

public sealed class HwidTableTests
{
    /// <summary>The fields of systemd's chid.h: descriptor, GUID as EFI has it, offsets of name and target; a record of zeros; strings.</summary>
    [Fact]
    public void ARecordIsDescriptorGuidAndTwoOffsets()
    {
        byte[] table = HwidTable.Write([new(HwidDeviceKind.DeviceTree, "n", "c", [new("00112233-4455-6677-8899-aabbccddeeff")])]);
        Assert.Equal(
            "1C000010" + "33221100554477668899AABBCCDDEEFF" + "3A000000" + "38000000" + new string('0', 2 * HwidTable.RecordSize) + "63006E00",
            Convert.ToHexString(table));
    }

    [Fact]
    public void NoDeviceIsTheEndAlone() => Assert.Equal(new byte[HwidTable.RecordSize], HwidTable.Write([]));

    /// <summary>Python, which ukify is written in, sorts text by code points: UTF-16 would put U+1F600 before U+FFFD.</summary>
    [Fact]
    public void StringsAreSortedByCodePoints()
    {
        byte[] table = HwidTable.Write([new(HwidDeviceKind.UefiFirmware, "\U0001F600", "\uFFFD", [])]);
        Assert.Equal("\uFFFD\0\U0001F600\0", Encoding.UTF8.GetString(table.AsSpan(HwidTable.RecordSize)));
    }
}
