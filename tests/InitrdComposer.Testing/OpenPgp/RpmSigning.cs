using InitrdComposer.Formats.Rpm;
using InitrdComposer.Testing.Rpm;

namespace InitrdComposer.Testing.OpenPgp;

/// <summary>Signs packages as rpmsign does.</summary>
public static class RpmSigning
{
    /// <summary>RPMSIGTAG_PGP: of header and payload, as rpm 3 signed.</summary>
    private const RpmTag SigPgp = (RpmTag)1002;

    private static readonly MadeSignature Detached = new(MadeKey.Start.AddYears(1));

    /// <summary>Of the header, with the payload's digest in it.</summary>
    public static RpmSpec SignedBy(this RpmSpec package, MadeKey key, MadeSignature? signature = null) => package.Signed(header => key.Sign(signature ?? Detached, header));

    /// <summary>The same by any bytes.</summary>
    public static RpmSpec Signed(this RpmSpec package, Func<byte[], byte[]> sign)
    {
        package.HasPayloadDigest = true;
        package.Sign = (signatures, header, _) => Add(signatures, RpmTag.RsaHeader, sign(header));
        return package;
    }

    /// <summary>Of header and payload.</summary>
    public static RpmSpec SignedWholeBy(this RpmSpec package, MadeKey key)
    {
        package.Sign = (signatures, header, payload) => Add(signatures, SigPgp, key.Sign(Detached, header, payload));
        return package;
    }

    private static void Add(HeaderSpec signatures, RpmTag tag, byte[] packets) => signatures.Add(tag, RpmType.Bin, (uint)packets.Length, packets);
}
