using InitrdComposer.Formats.Gpt;
using InitrdComposer.Formats.IO;
using InitrdComposer.Formats.PE;
using InitrdComposer.Formats.Squashfs;
using InitrdComposer.Formats.Verity;
using Xunit;

namespace InitrdComposer.Formats.Tests.IO;

/// <summary>Layouts say where the fields are that readers read.</summary>
public sealed class FieldLayoutTests
{
    public static TheoryData<string, FieldLayout, int> Layouts => new()
    {
        { "COFF", CoffFileHeader.Layout, CoffFileHeader.Size },
        { "optional", OptionalHeader.Layout, OptionalHeader.Size },
        { "directory", DataDirectory.Layout, DataDirectory.Size },
        { "section", SectionHeader.Layout, SectionHeader.Size },
        { "squashfs", SquashfsSuperblock.Layout, SquashfsSuperblock.Size },
        { "verity", VeritySuperblock.Layout, VeritySuperblock.Size },
        { "GPT", GptHeader.Layout, GptHeader.Size },
        { "partition", GptPartition.Layout, GptPartition.Size },
    };

    [Theory(DisableDiscoveryEnumeration = true), MemberData(nameof(Layouts))]
    public void ItsFieldsFillTheHeader(string name, FieldLayout layout, int size) => Assert.True(layout.Size == size, $"{name}: {layout.Size}, {size}");

    /// <summary>The records of PE are of the specification's fields, in its order.</summary>
    [Fact]
    public void PEHeadersHaveTheFieldsOfTheirRecords()
    {
        Assert.Equal(NamesOf<CoffFileHeader>(), CoffFileHeader.Layout.Fields.Select(field => field.Name));
        Assert.Equal(NamesOf<OptionalHeader>(), OptionalHeader.Layout.Fields.Select(field => field.Name));
        Assert.Equal(NamesOf<DataDirectory>(), DataDirectory.Layout.Fields.Select(field => field.Name));
        Assert.Equal(NamesOf<SectionHeader>(), SectionHeader.Layout.Fields.Select(field => field.Name));
    }

    [Fact]
    public void TheFirstFieldThatDiffersIsNamed()
    {
        var layout = FieldLayout.Of(("a", 1), ("b", 2), ("c", 4), ("d", 3));
        Assert.Null(layout.FirstDifference(new byte[10], new byte[10]));
        Assert.Equal(new FieldDifference("b", 1, "0x100", "0x0"), layout.FirstDifference([0, 0, 1, 9, 0, 0, 0, 0, 0, 0], new byte[10]));
        Assert.Equal(new FieldDifference("c", 3, "0x9", "0x0"), layout.FirstDifference([0, 0, 1, 9, 0, 0, 0, 0, 0, 0], new byte[10], field => field != "b"));
        Assert.Equal(new FieldDifference("d", 7, "0000ff", "000000"), layout.FirstDifference([0, 0, 0, 0, 0, 0, 0, 0, 0, 255], new byte[10]));
    }

    private static IEnumerable<string?> NamesOf<T>() => typeof(T).GetConstructors().MaxBy(constructor => constructor.GetParameters().Length)!.GetParameters().Select(parameter => parameter.Name);
}
