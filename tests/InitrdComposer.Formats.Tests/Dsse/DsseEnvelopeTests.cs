using System.Text;
using InitrdComposer.Formats.Dsse;
using Xunit;

namespace InitrdComposer.Formats.Tests.Dsse;

/// <summary>Envelopes as DSSE 1.0.2 has them.</summary>
public sealed class DsseEnvelopeTests
{
    private const string InToto = "application/vnd.in-toto+json";

    /// <summary>The example of protocol.md, and of the lengths: of bytes, in decimal, of nothing too.</summary>
    [Theory]
    [InlineData("http://example.com/HelloWorld", "hello world", "DSSEv1 29 http://example.com/HelloWorld 11 hello world")]
    [InlineData("application/vnd.exämple+json", "é", "DSSEv1 29 application/vnd.exämple+json 2 é")]
    [InlineData(InToto, "", "DSSEv1 28 application/vnd.in-toto+json 0 ")]
    public void WhatIsSignedIsTypeAndPayloadWithTheirLengths(string type, string payload, string expected) =>
        Assert.Equal(expected, Encoding.UTF8.GetString(DsseEnvelope.SignedBytes(type, Encoding.UTF8.GetBytes(payload))));

    [Fact]
    public void WhatIsWrittenIsRead()
    {
        var envelope = new DsseEnvelope(InToto, "{\"a\":1}\n"u8.ToArray(), [new("key", new byte[] { 1, 2, 255 }), new("", new byte[] { 3 })]);
        byte[] line = envelope.ToJsonLine();
        Assert.Equal((byte)'\n', line[^1]);
        Assert.Equal(1, line.Count(octet => octet == '\n'));
        DsseEnvelope read = Assert.Single(DsseReader.ReadBundle(line));
        Assert.Equal(InToto, read.PayloadType);
        Assert.Equal(envelope.Payload.ToArray(), read.Payload.ToArray());
        Assert.Equal(["key", ""], read.Signatures.Select(signature => signature.KeyId));
        Assert.Equal([1, 2, 255], read.Signatures[0].Bytes.ToArray());
        Assert.Equal(2, DsseReader.ReadBundle((byte[])[.. line, .. line]).Length);
    }

    [Fact]
    public void BothAlphabetsOfBase64AreRead() => Assert.Equal(
        [0xFB, 0xFF, 0xBF, 0x3E, 0x3F], DsseReader.Read("""{"payload":"-_-_Pj8=","payloadType":"t","signatures":[{"sig":"+/+/"}],"more":[]}"""u8.ToArray()).Payload.ToArray());

    [Theory]
    [InlineData("", "bundle")]
    [InlineData("[]", "envelope")]
    [InlineData("{", "envelope")]
    [InlineData("{\"payloadType\":\"t\",\"signatures\":[{\"sig\":\"\"}]}", "payload")]
    [InlineData("{\"payload\":\"*\",\"payloadType\":\"t\",\"signatures\":[{\"sig\":\"\"}]}", "payload")]
    [InlineData("{\"payload\":7,\"payloadType\":\"t\",\"signatures\":[{\"sig\":\"\"}]}", "envelope")]
    [InlineData("{\"payload\":\"\",\"payloadType\":null,\"signatures\":[{\"sig\":\"\"}]}", "payloadType")]
    [InlineData("{\"payload\":\"\",\"payloadType\":\"t\",\"signatures\":[]}", "signatures")]
    [InlineData("{\"payload\":\"\",\"payloadType\":\"t\",\"signatures\":[{}]}", "sig")]
    [InlineData("{\"payload\":\"\",\"payload\":\"\",\"payloadType\":\"t\",\"signatures\":[{\"sig\":\"\"}]}", "envelope")]
    public void AnythingElseIsMalformed(string text, string field) =>
        Assert.Equal(field, Assert.Throws<MalformedDataException>(() => DsseReader.ReadBundle(Encoding.UTF8.GetBytes(text))).Field);
}
