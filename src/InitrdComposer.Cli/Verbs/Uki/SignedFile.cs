using System.Collections.Immutable;
using InitrdComposer.Files;
using InitrdComposer.Formats.IO;
using InitrdComposer.Formats.PE;
using InitrdComposer.Uki;

namespace InitrdComposer.Cli.Verbs.Uki;

/// <summary>An image with further signatures, as a file.</summary>
internal static class SignedFile
{
    /// <exception cref="Diagnostics.ComposerException">The image can have none, or the file cannot be written.</exception>
    public static void Write(string name, PEImage image, ImmutableArray<ReadOnlyMemory<byte>> signatures, string output)
    {
        PositionalSource signed = SignedUki.Of(name, image, signatures);
        AtomicFile.Write(Disk.Host, output, stream =>
        {
            using Stream bytes = signed.OpenStream();
            bytes.CopyTo(stream, 1 << 17);
        });
    }
}
