using InitrdComposer.Formats.Kmod;
using Xunit;

namespace InitrdComposer.Formats.Tests.Kmod;

/// <summary>The layout's corners; whole indexes are compared with depmod's in Modules tests.</summary>
public sealed class IndexWriterTests
{
    [Fact]
    public void AnEmptyIndexIsItsHeader() => Assert.Equal("B007F457" + "00020001" + "0000000C", Hex());

    [Fact]
    public void TheRootHasNoPrefixEvenForOneKey() => Assert.Equal(
        "B007F457" + "00020001" + "2000000C"
        + "61" + "61" + "C0000012" // root: children 'a' to 'a'
        + "6200" + "00000001" + "00000007" + "7800", // "b", one value of priority 7: "x"
        Hex(new IndexEntry("ab", "x", 7)));

    [Fact]
    public void ValuesAreSortedByPriorityAndTheLastOfEqualOnesComesFirst() => Assert.Equal(
        "B007F457" + "00020001" + "2000000C" + "61" + "61" + "40000012"
        + "00000003" + "00000001" + "7A00" + "00000002" + "7900" + "00000002" + "7800",
        Hex(new IndexEntry("a", "x", 2), new IndexEntry("a", "y", 2), new IndexEntry("a", "z", 1)));

    [Fact]
    public void OtherThanSevenBitsIsRefused() => Assert.Throws<ArgumentException>(() => Hex(new IndexEntry("ä", "x", 0)));

    private static string Hex(params IndexEntry[] entries) => Convert.ToHexString(IndexWriter.Write(entries));
}
