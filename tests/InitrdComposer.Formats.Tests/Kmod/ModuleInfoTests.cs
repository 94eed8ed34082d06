using InitrdComposer.Formats.Kmod;
using Xunit;

namespace InitrdComposer.Formats.Tests.Kmod;

public sealed class ModuleInfoTests
{
    [Fact]
    public void AKeyHasAsManyValuesAsItNeeds()
    {
        var info = ModuleInfo.Parse("\0\0alias=a\0license=GPL\0\0\0alias=b=c\0depends=\0"u8);
        Assert.Equal([new("alias", "a", 2), new("alias", "b=c", 24)], info.Entries("alias"));
        Assert.Equal("", info.Value("depends"));
        Assert.Null(info.Value("firmware"));
    }

    [Theory]
    [InlineData("alias=a", 0)]
    [InlineData("alias=a\0alias=b", 8)]
    [InlineData("alias=a\0nothing\0", 8)]
    [InlineData("=value\0", 0)]
    public void WhatIsNoKeyAndValueIsMalformed(string section, long offset)
    {
        MalformedDataException e = Assert.Throws<MalformedDataException>(() => ModuleInfo.Parse(System.Text.Encoding.ASCII.GetBytes(section), 100));
        Assert.Equal(100 + offset, e.Position.Offset);
    }

    [Fact]
    public void BuiltinStringsNameTheirModule() => Assert.Equal(
        [new("ext4", "alias", "fs-ext4"), new("a_b", "parm", "x=1.5")], BuiltinModuleInfo.ParseAll("ext4.alias=fs-ext4\0a_b.parm=x=1.5\0"u8));

    [Theory]
    [InlineData("ext4.alias=fs-ext4")]
    [InlineData("ext4=a.b\0")]
    [InlineData(".alias=a\0")]
    public void BuiltinStringsWithoutModuleAreMalformed(string file) =>
        Assert.Throws<MalformedDataException>(() => BuiltinModuleInfo.ParseAll(System.Text.Encoding.ASCII.GetBytes(file)));
}
