using System.Collections.Immutable;
using InitrdComposer.Formats.IO;
using InitrdComposer.Formats.PE;
using InitrdComposer.Signing;
using InitrdComposer.Testing;

namespace InitrdComposer.Tests.Signing;

/// <summary>Images of tests/fixtures/uki, signed.</summary>
internal static class SignedFiles
{
    public static PEImage Open(byte[] bytes) => PEReader.Read(PositionalSource.OfBytes(bytes));

    public static byte[] Fixture(string name) => File.ReadAllBytes(Checkout.Fixture("uki", name));

    public static byte[] Sign(byte[] image, DateTimeOffset? time, params ImmutableArray<Signer> signers)
    {
        PEImage opened = Open(image);
        var claim = AuthenticodeClaim.Of(opened, time);
        PositionalSource signed = SignedImage.Append(opened, [.. signers.Select(signer => (ReadOnlyMemory<byte>)claim.Sign(signer))]);
        var bytes = new byte[signed.Length];
        signed.ReadExactlyAt(0, bytes);
        return bytes;
    }
}
