using System.Collections.Immutable;
using System.Text;
using InitrdComposer.Diagnostics;
using InitrdComposer.Files;
using InitrdComposer.Formats;
using InitrdComposer.Formats.IO;
using InitrdComposer.Signing;
using InitrdComposer.Uki.PcrSignatures;

namespace InitrdComposer.Uki;

/// <summary>All who sign an image: its PCR 11 policies first, for they are part of the file, then the file.</summary>
/// <param name="Images">For Secure Boot, in the order of the signatures; none: images stay unsigned.</param>
/// <param name="SigningTime">What they claim; null: nothing.</param>
/// <param name="Pcrs">Of a UKI; null: nobody.</param>
public sealed record UkiSigning(ImmutableArray<Signer> Images, DateTimeOffset? SigningTime, PcrSigning? Pcrs) : IDisposable
{
    /// <summary>Writes a signed copy of an image. Images other than UKIs have no policies: without <see cref="Images"/> they are copied as they are.</summary>
    /// <param name="image">Signed or not; its signatures stay, unless policies come into it.</param>
    /// <param name="disk">Where the file is kept between the two.</param>
    /// <param name="spool">In which folder.</param>
    /// <param name="output">Written in one forward pass.</param>
    /// <returns>What was written with policies; null: the sections are the image's own.</returns>
    /// <exception cref="ComposerException">Somebody does not sign, or the image cannot be signed.</exception>
    public LinkedUki? Write(UkiImage image, Disk disk, string spool, Stream output)
    {
        if (Pcrs is null || image.Kind != EfiImageKind.Uki)
        {
            Sign(image, output);
            return null;
        }

        if (Images.IsEmpty) return Pcrs.Write(image, output);
        LinkedUki? linked = null;
        using var file = FileSource.Temporary(disk, spool, stream => linked = Pcrs.Write(image, stream));
        Sign(UkiImage.Open(image.File with { Bytes = file }), output);
        return linked;
    }

    /// <summary>What images are a function of besides what is signed: whose signatures they have.</summary>
    public IEnumerable<string> Identities =>
    [
        .. Images.Select(signer => $"signer {Digest.Sha256Of(signer.Certificates.FirstOrDefault()?.RawData ?? [])}"),
        .. Pcrs is null ? [] : new[] { $"pcr-signer {Pcrs.Signer.PublicKey.Fingerprint}" },
    ];

    /// <summary>What is linked in order to be signed: the key of policies is measured with all else.</summary>
    public UkiInputs ToSign(UkiInputs inputs) => Pcrs is null || inputs.Base.Kernel is null
        ? inputs
        : inputs with { Base = inputs.Base with { PcrPublicKey = PositionalSource.OfBytes(Encoding.ASCII.GetBytes(Pcrs.Signer.PublicKey.Pem)) } };

    /// <summary>Links an image and writes it signed.</summary>
    /// <param name="link">Links it.</param>
    /// <param name="name">What messages call it.</param>
    /// <param name="disk">Where the file is kept between the two.</param>
    /// <param name="spool">In which folder.</param>
    /// <param name="output">Written in one forward pass.</param>
    /// <exception cref="ComposerException">It cannot be linked, somebody does not sign, or the disk is full.</exception>
    public LinkedUki Link(Func<Stream, LinkedUki> link, string name, Disk disk, string spool, Stream output)
    {
        LinkedUki? linked = null;
        using var file = FileSource.Temporary(disk, spool, stream => linked = link(stream));
        return Write(UkiImage.Open(new(name, file)), disk, spool, output) is LinkedUki signed ? signed with { Notices = [.. linked!.Notices, .. signed.Notices] } : linked!;
    }

    public void Dispose()
    {
        foreach (Signer signer in Images) signer.Dispose();
        Pcrs?.Signer.Dispose();
    }

    private void Sign(UkiImage image, Stream output)
    {
        using Stream bytes = (Images.IsEmpty ? image.File.Bytes : Signed(image)).OpenStream();
        bytes.CopyTo(output, 1 << 17);
    }

    private PositionalSource Signed(UkiImage image)
    {
        var claim = AuthenticodeClaim.Of(image.Image, SigningTime);
        return SignedUki.Of(image.File.Name, image.Image, [.. Images.Select(signer => (ReadOnlyMemory<byte>)claim.Sign(signer))]);
    }
}
