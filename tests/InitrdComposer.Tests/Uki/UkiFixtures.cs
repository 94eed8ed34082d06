using System.Collections.Immutable;
using InitrdComposer.Formats.IO;
using InitrdComposer.Testing;
using InitrdComposer.Uki;

namespace InitrdComposer.Tests.Uki;

/// <summary>The toy inputs of tests/fixtures/uki.</summary>
internal static class UkiFixtures
{
    public static UkiInputs Inputs { get; } = new(
        Source("toystub.efi"), Source("linux.pe"), [Source("initrd.cpio").Bytes], Bytes("osrel"), Bytes("cmdline"), "6.12.0-test", []);

    public static byte[] Bytes(string name) => File.ReadAllBytes(Checkout.Fixture("uki", name));

    public static NamedSource Source(string name) => Source(name, Bytes(name));

    public static NamedSource Source(string name, byte[] bytes) => new(name, PositionalSource.OfBytes(bytes));

    public static (byte[] Bytes, LinkedUki Uki) Link(UkiInputs inputs)
    {
        using var output = new MemoryStream();
        LinkedUki uki = UkiLinker.Link(inputs, output);
        return (output.ToArray(), uki);
    }
}
