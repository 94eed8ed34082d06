using InitrdComposer.Formats.Rpm;
using Xunit;

namespace InitrdComposer.Formats.Tests.Rpm;

/// <summary>Expected values are what setcap of libcap 2.66 wrote on Linux 6.1.</summary>
public sealed class FileCapabilitiesTests
{
    [Theory]
    [InlineData("cap_net_raw,cap_net_admin=ep", "0100000200300000000000000000000000000000")]
    [InlineData("cap_net_raw=p", "0000000200200000000000000000000000000000")]
    [InlineData("cap_setuid=i", "0000000200000000800000000000000000000000")]
    [InlineData("cap_net_raw+eip", "0100000200200000002000000000000000000000")]
    [InlineData("cap_checkpoint_restore=ep", "0100000200000000000000000001000000000000")]
    [InlineData("= cap_chown+ep", "0100000201000000000000000000000000000000")]
    [InlineData("cap_sys_admin,cap_bpf=eip cap_bpf-i", "0100000200002000000020008000000000000000")]
    [InlineData("=ep", "01000002ffffffff00000000ff01000000000000")]
    [InlineData("all=p", "00000002ffffffff00000000ff01000000000000")]
    [InlineData("cap_chown=e", "0100000200000000000000000000000000000000")]
    [InlineData("cap_dac_override=pe-e", "0000000202000000000000000000000000000000")]
    [InlineData("cap_chown,cap_kill+p", "0000000221000000000000000000000000000000")]
    [InlineData("CAP_NET_RAW=ep", "0100000200200000000000000000000000000000")]
    [InlineData("7=ep", "0100000280000000000000000000000000000000")]
    [InlineData("=", "0000000200000000000000000000000000000000")]
    [InlineData("cap_chown=ep cap_chown-ep", "0000000200000000000000000000000000000000")]
    [InlineData("cap_net_bind_service=+ep", "0100000200040000000000000000000000000000")]
    [InlineData("all=ep cap_chown-ep", "01000002feffffff00000000ff01000000000000")]
    public void TextBecomesWhatSetcapWrites(string text, string expected)
    {
        Assert.True(FileCapabilities.TryEncode(text, out byte[]? value));
        Assert.Equal(expected, Convert.ToHexStringLower(value));
    }

    [Theory]
    [InlineData("cap_foo=ep")]
    [InlineData("cap_chown")]
    [InlineData("cap_chown=x")]
    [InlineData("+ep")]
    [InlineData("41=ep")]
    [InlineData("cap_chown=ep cap_kill=p")]
    public void WhatSetcapRefusesIsRefused(string text) => Assert.False(FileCapabilities.TryEncode(text, out _));
}
