using System.Text;
using InitrdComposer.Formats.SystemdStub;
using Xunit;

namespace InitrdComposer.Formats.Tests.SystemdStub;

public sealed class HwidJsonTests
{
    [Fact]
    public void ADeviceIsRead()
    {
        HwidDevice device = Read("""{"type":"uefi-fw","name":"a","fwid":"b","hwids":["00112233-4455-6677-8899-aabbccddeeff"]}""");
        Assert.Equal((HwidDeviceKind.UefiFirmware, "a", "b"), (device.Kind, device.Name, device.Target));
        Assert.Single(device.Hwids);
    }

    [Theory]
    [InlineData("[]", "file")]
    [InlineData("{", "file")]
    [InlineData("""{"name":"\ud800","compatible":"b","hwids":[]}""", "file")]
    [InlineData("""{"name":"a","compatible":"b","hwids":["\udfff"]}""", "file")]
    [InlineData("""{"name":"a\u0000","compatible":"b","hwids":[]}""", "name")]
    [InlineData("""{"name":"a","compatible":"b","fwid":"c","hwids":[]}""", "fwid")]
    [InlineData("""{"name":"a","compatible":"b","hwids":["c"]}""", "hwids")]
    public void OtherTextIsRefused(string json, string field) => Assert.Equal(field, Assert.Throws<MalformedDataException>(() => Read(json)).Field);

    private static HwidDevice Read(string json) => HwidJson.Read(Encoding.UTF8.GetBytes(json));
}
