using System.Collections.Immutable;
using InitrdComposer.Formats.IO;
using InitrdComposer.Formats.PE;
using Xunit;

namespace InitrdComposer.Formats.Tests.PE;

public sealed class PEPrefixTests
{
    [Fact]
    public void WithoutTheAddedSectionsItIsLaidOutAsTheOriginal()
    {
        PEImage stub = Images.Open("toystub.efi");
        PEImage kept = PEPrefix.Of(Images.Open("toy.sbsign.efi"), stub.Sections.Length);
        Assert.Empty(kept.Certificates);
        Assert.Equal(stub.OptionalHeader.SizeOfInitializedData, kept.OptionalHeader.SizeOfInitializedData);

        var changes = new PEChanges([], ImmutableDictionary<string, PositionalSource>.Empty.Add(".sbat", stub.Content(stub.Sections[1])), DllCharacteristics.NxCompat);
        Assert.Equal(Written(stub, changes), Written(kept, changes));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(8)]
    public void ThereIsNoPrefixOfNoneOrMore(int sections) => Assert.Throws<ArgumentOutOfRangeException>(() => PEPrefix.Of(Images.Open("toy-nopcr.262.efi"), sections));

    private static byte[] Written(PEImage image, PEChanges changes)
    {
        using var output = new MemoryStream();
        PEWriter.Write(PEPlacement.Place(image, changes), output);
        return output.ToArray();
    }
}
