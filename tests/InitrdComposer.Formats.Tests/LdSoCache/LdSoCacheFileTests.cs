using InitrdComposer.Formats.LdSoCache;
using Xunit;

namespace InitrdComposer.Formats.Tests.LdSoCache;

public sealed class LdSoCacheFileTests
{
    private static readonly LdSoCacheEntry[] Entries =
    [
        new("libb.so.2", "/lib/libb.so.2", LdSoCacheFlags.X8664, null, 0),
        new("liba.so.1", "/lib/glibc-hwcaps/x86-64-v3/liba.so.1.5", LdSoCacheFlags.X8664, "x86-64-v3", 2),
        new("liba.so.1", "/lib/liba.so.1", LdSoCacheFlags.X8664, null, 0),
        new("liba.so.1", "/lib32/liba.so.1", LdSoCacheFlags.LibC6, null, 0),
    ];

    private static readonly byte[] File = LdSoCacheWriter.Write(Entries, [], new(charIsSigned: true), "test");

    [Fact]
    public void WhatIsWrittenIsReadBack()
    {
        var read = LdSoCacheFile.Read(File);
        Assert.Equal(Entries, read.Entries);
        Assert.Equal("test", read.Generator);
    }

    [Fact]
    public void AnEmptyCacheIsReadBack() => Assert.Empty(LdSoCacheFile.Read(LdSoCacheWriter.Write([], [], new(charIsSigned: true), "test")).Entries);

    [Fact]
    public void TheHeaderIsWrittenAsItWasRead()
    {
        var bytes = new byte[LdSoCacheHeader.Size];
        LdSoCacheHeader.Read(File).Write(bytes);
        Assert.Equal(File[..LdSoCacheHeader.Size], bytes);
    }

    [Fact]
    public void AFileThatIsCutAnywhereIsMalformed()
    {
        for (int length = 0; length < File.Length; length++) Assert.Throws<MalformedDataException>(() => LdSoCacheFile.Read(File.AsSpan(0, length)));
    }

    [Fact]
    public void AChangedByteIsReadOrMalformedAndNothingElse()
    {
        for (int i = 0; i < File.Length; i++)
        {
            foreach (byte bits in new byte[] { 1, 0x80, 0xFF })
            {
                byte[] changed = [.. File];
                changed[i] ^= bits;
                var exception = Record.Exception(() => LdSoCacheFile.Read(changed));
                Assert.True(exception is null or MalformedDataException, $"offset {i}: {exception}");
            }
        }
    }

    [Fact]
    public void TheFormatBeforeGlibc232IsNone() => Assert.Equal("magic", Assert.Throws<MalformedDataException>(() => LdSoCacheFile.Read("ld.so-1.7.0 and what follows it"u8)).Field);
}
