using System.Collections.Immutable;
using InitrdComposer.Diagnostics;
using InitrdComposer.Formats;
using InitrdComposer.Formats.IO;
using InitrdComposer.Formats.PE;

namespace InitrdComposer.Uki;

/// <summary>An EFI image with further signatures.</summary>
public static class SignedUki
{
    /// <param name="name">What messages call the image.</param>
    /// <param name="image">Signed or not.</param>
    /// <param name="signatures">PKCS#7, in the order in which they are appended; at least one.</param>
    /// <exception cref="ComposerException">The image has no place for signatures.</exception>
    public static PositionalSource Of(string name, PEImage image, ImmutableArray<ReadOnlyMemory<byte>> signatures)
    {
        try
        {
            return SignedImage.Append(image, signatures);
        }
        catch (MalformedDataException e)
        {
            throw UkiErrors.Malformed(name, e);
        }
    }
}
