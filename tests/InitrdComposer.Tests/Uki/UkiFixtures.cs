using System.Collections.Immutable;
using InitrdComposer.Formats.IO;
using InitrdComposer.Testing;
using InitrdComposer.Uki;

namespace InitrdComposer.Tests.Uki;

/// <summary>The toy inputs of tests/fixtures/uki.</summary>
internal static class UkiFixtures
{
    public static UkiSections Sections { get; } = new()
    {
        OsRelease = Bytes("osrel"),
        CommandLine = Bytes("cmdline"),
        KernelVersion = "6.12.0-test",
        Kernel = Source("linux.pe"),
        Initrds = [Source("initrd.cpio").Bytes],
    };

    public static UkiInputs Inputs { get; } = new(Source("toystub.efi"), Sections);

    public static byte[] Bytes(string name) => File.ReadAllBytes(Checkout.Fixture("uki", name));

    public static NamedSource Source(string name) => Source(name, Bytes(name));

    public static NamedSource Source(string name, byte[] bytes) => new(name, PositionalSource.OfBytes(bytes));

    /// <summary>A section of an image.</summary>
    public static PositionalSource Part(string image, string section) => UkiImage.Open(Source(image)).Base.Single(part => part.Name == section).Content;

    public static byte[] BytesOf(PositionalSource source)
    {
        var bytes = new byte[source.Length];
        source.ReadExactlyAt(0, bytes);
        return bytes;
    }

    public static (byte[] Bytes, LinkedUki Uki) Link(UkiInputs inputs)
    {
        using var output = new MemoryStream();
        LinkedUki uki = UkiLinker.Link(inputs, output);
        return (output.ToArray(), uki);
    }
}
