using System.Collections.Immutable;
using System.Security.Cryptography.X509Certificates;
using InitrdComposer.Formats.Cms;
using InitrdComposer.Formats.Efi;
using InitrdComposer.Formats.IO;
using InitrdComposer.Formats.PE;
using InitrdComposer.Fuzz.Structures;
using InitrdComposer.Lock;
using InitrdComposer.Signing;
using InitrdComposer.Testing;
using static InitrdComposer.Fuzz.Targets.Reading;

namespace InitrdComposer.Fuzz.Targets;

/// <summary>Signatures and certificates in DER: of images, of locks, of root hashes.</summary>
internal static class CmsTargets
{
    /// <summary>What the seeds of tests/fuzz/cms sign.</summary>
    private static readonly byte[] Content = "fuzz\n"u8.ToArray();

    public static ImmutableArray<Target> All { get; } =
    [
        new("cms", "signatures in DER: SignedData, SpcIndirectData, certificates, and who signed", ReadSignature, Seeds)
        {
            Structure = DerStructure.Value, MaxLength = 8 << 10, IsRight = exception => exception is Formats.MalformedDataException || Target.IsDiagnosed(exception),
        },
    ];

    private static void ReadSignature(ReadOnlyMemory<byte> input) => Each(
        () => SpcIndirectData.Read(input.Span, 0),
        () => EfiSignatureList.ReadAll(input),
        () =>
        {
            SignedData signed = SignedDataReader.Read(input.Span, 0);
            SpcIndirectData.Read(signed.Content.Span, 0);
        },
        () =>
        {
            foreach (DetachedSigner signer in DetachedSigner.Read(input.Span, 0)) Ask(signer, input);
        },
        () => Ask(AuthenticodeSignature.Read("fuzz", input.Span)));

    /// <summary>All that locks and extensions ask. The listed certificate is one that came along: mutations cannot make the key of another.</summary>
    private static void Ask(DetachedSigner signer, ReadOnlyMemory<byte> input)
    {
        ImmutableArray<X509Certificate2> listed = [.. signer.Brought.TakeLast(1)];
        _ = signer.Name;
        signer.IsOf(Content);
        signer.TrustedByChain(Content, listed);
        LockSignature.Judge(input.Span, Content, listed, DateTimeOffset.UnixEpoch, "fuzz");
        Ask(signer.Brought);
    }

    private static void Ask(AuthenticodeSignature signature)
    {
        _ = signature.IsIntact;
        if (signature.SignerCertificate is X509Certificate2 own) _ = CertificateChain.Trusted(own, signature.Certificates, signature.Certificates).Count();
        Ask(signature.Certificates);
    }

    /// <summary>What messages say, also of certificates that signed nothing.</summary>
    private static void Ask(ImmutableArray<X509Certificate2> certificates)
    {
        foreach (X509Certificate2 certificate in certificates)
        {
            _ = certificate.Subject;
            _ = Signing.PublicKey.Of(certificate)?.Description;
            SignerPath.Find(certificate, certificates, certificates, DateTimeOffset.UnixEpoch);
        }
    }

    private static IEnumerable<byte[]> Seeds()
    {
        foreach (string file in Directory.GetFiles(Path.Combine(Checkout.Root, "tests", "fuzz", "cms")).Order(StringComparer.Ordinal)) yield return File.ReadAllBytes(file);
        foreach (string name in (string[])["toy-signed.262.efi", "toy.sbsign.efi", "toy.ossl.efi"])
        {
            PEImage image = PEReader.Read(PositionalSource.OfBytes(File.ReadAllBytes(Checkout.Fixture("uki", name))));
            foreach ((_, _, PositionalSource content) in image.Signatures())
            {
                yield return content.ReadAll();
                yield return SignedDataReader.Read(content.ReadAll(), 0).Content.ToArray();
            }
        }

        byte[] list = new byte[28 + 16 + 8];
        EfiSignatureList.X509.ToByteArray().CopyTo(list, 0);
        Numbers.Write(list, 16, 4, Mutation.FieldForm.Little, (ulong)list.Length);
        Numbers.Write(list, 24, 4, Mutation.FieldForm.Little, 24);
        yield return list;
    }
}
