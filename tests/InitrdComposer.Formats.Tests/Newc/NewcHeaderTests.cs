using System.Text;
using FsCheck;
using FsCheck.Fluent;
using InitrdComposer.Formats.Newc;
using Xunit;

namespace InitrdComposer.Formats.Tests.Newc;

public sealed class NewcHeaderTests
{
    [Fact]
    public void HeadersComeBackAsTheyWereWritten() => Prop.ForAll(
        ArbMap.Default.ArbFor<uint[]>().Filter(values => values.Length >= 13).Generator.ToArbitrary(),
        values =>
        {
            var header = new NewcHeader(
                values[0] % 2 == 1, values[0], values[1], values[2], values[3], values[4], values[5], values[6], values[7], values[8], values[9],
                values[10], values[11], values[12]);
            var bytes = new byte[NewcHeader.Size];
            header.Write(bytes);
            Assert.Equal(header, NewcHeader.Read(bytes, 0));
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void FieldsAreInTheOrderOfTheSpecification()
    {
        byte[] bytes = Encoding.ASCII.GetBytes(
            "070701" + "00000001" + "00000002" + "00000003" + "00000004" + "00000005" + "00000006" + "00000007" + "00000008" + "00000009" + "0000000A"
            + "0000000B" + "0000000C" + "0000000D");
        Assert.Equal(new NewcHeader(false, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13), NewcHeader.Read(bytes, 0));
    }

    [Fact]
    public void BothCasesOfHexAreRead()
    {
        byte[] bytes = Encoding.ASCII.GetBytes("070702" + "0000abCD" + new string('0', 12 * 8));
        Assert.Equal(0xABCDu, NewcHeader.Read(bytes, 0).Ino);
    }

    [Theory]
    [InlineData("070707", 0, "", 0, "magic")]
    [InlineData("070701", 1, "+0000001", 0x106 + 8, "mode")]
    [InlineData("070701", 0, "       1", 0x106, "ino")]
    [InlineData("070701", 5, "0000000g", 0x106 + 40, "mtime")]
    [InlineData("070701", 12, "\u001b[31mxyz", 0x106 + 96, "check")]
    public void WhatIsNoHeaderIsNamedWithFieldAndOffset(string magic, int index, string field, long offset, string name)
    {
        string[] fields = [.. Enumerable.Repeat("00000000", 13)];
        if (field.Length > 0) fields[index] = field;
        MalformedDataException error =
            Assert.Throws<MalformedDataException>(() => NewcHeader.Read(Encoding.ASCII.GetBytes(magic + string.Concat(fields)), 0x100));
        Assert.Equal(name, error.Field);
        Assert.Equal(offset == 0 ? 0x100 : offset, error.Position.Offset);
        Assert.DoesNotContain('\u001b', error.Message);
    }
}
