using System.Buffers.Binary;
using System.Text;
using InitrdComposer.Formats.Hwdb;
using Xunit;

namespace InitrdComposer.Formats.Tests.Hwdb;

public sealed class HwdbFileTests
{
    private static readonly byte[] File = HwdbWriter.Write(
        [new("/usr/lib/udev/hwdb.d/10-a.hwdb"u8.ToArray(), "pci:*\npci:v1*\nusb:v0001\n A=1\n BC=2\n\nusb:v0002\n A=1\n"u8.ToArray())], 257, (_, _) => { });

    [Fact]
    public void TheHeaderIsWrittenAsItWasRead()
    {
        var bytes = new byte[HwdbHeader.Size];
        HwdbHeader.Read(File).Write(bytes);
        Assert.Equal(File[..HwdbHeader.Size], bytes);
    }

    [Fact]
    public void AFileThatIsCutAnywhereIsMalformed()
    {
        for (int length = 0; length < File.Length; length++) Assert.Throws<MalformedDataException>(() => HwdbFile.Read(File.AsMemory(0, length)).Count());
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
                var exception = Record.Exception(() => HwdbFile.Read(changed).Count());
                Assert.True(exception is null or MalformedDataException, $"offset {i}: {exception}");
            }
        }
    }

    [Fact]
    public void ANodeThatLeadsToItselfIsMalformed()
    {
        byte[] changed = [.. File];
        ulong root = HwdbHeader.Read(File).RootOffset;
        BinaryPrimitives.WriteUInt64LittleEndian(changed.AsSpan((int)root + 24 + 8), root);
        Assert.Equal("child_off", Assert.Throws<MalformedDataException>(() => HwdbFile.Read(changed).Count()).Field);
    }

    [Fact]
    public void AnotherFormatIsNone() => Assert.Equal("signature", Assert.Throws<MalformedDataException>(() => HwdbFile.Read(Encoding.ASCII.GetBytes(new string('x', 100))).Count()).Field);
}
