using InitrdComposer.Files;
using InitrdComposer.Formats;
using InitrdComposer.Formats.IO;
using InitrdComposer.Testing;
using InitrdComposer.Tests.Signing;
using InitrdComposer.Uki;
using InitrdComposer.Uki.PcrSignatures;
using Xunit;

namespace InitrdComposer.Tests.Uki;

public sealed class UkiSigningTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    /// <summary>A recipe with pcr-key and addons, and without [[uki.sign]].</summary>
    [Theory]
    [InlineData("toy.262.addon.efi")]
    [InlineData("toy.sbsign.efi")]
    public void WhatNobodySignsIsCopiedAsItIs(string name)
    {
        using UkiSigning signing = new([], null, name.Contains("addon", StringComparison.Ordinal) ? PolicySigner() : null);
        using var output = new MemoryStream();
        Assert.Null(signing.Write(UkiImage.Open(UkiFixtures.Source(name)), Disk.Host, _folder.Path, output));
        Assert.Equal(UkiFixtures.Bytes(name), output.ToArray());
    }

    [Fact]
    public void AnAddonThatIsLinkedIsThatOfTheLinker()
    {
        var inputs = new UkiInputs(UkiFixtures.Source("toyaddon.efi"), new() { CommandLine = "debug"u8.ToArray() });
        using UkiSigning signing = new([], null, PolicySigner());
        using var output = new MemoryStream();
        signing.Link(stream => UkiLinker.Link(signing.ToSign(inputs), stream), "debug.addon.efi", Disk.Host, _folder.Path, output);
        Assert.Equal(UkiFixtures.Link(inputs).Bytes, output.ToArray());
        Assert.True(UkiImage.Open(new("debug.addon.efi", PositionalSource.OfBytes(output.ToArray()))).Image.Certificates.IsEmpty);
    }

    private PcrSigning PolicySigner() => new(TestKeys.Signer(_folder, "pcr"), [PcrPhases.Default], [DigestAlgorithm.Sha256]);
}
