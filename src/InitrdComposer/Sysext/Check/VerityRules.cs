using System.Collections.Immutable;
using System.Security.Cryptography.X509Certificates;
using InitrdComposer.Formats;
using InitrdComposer.Formats.IO;
using InitrdComposer.Formats.Verity;

namespace InitrdComposer.Sysext.Check;

/// <summary>Whether the data is what the hash tree is of, and somebody who is trusted has signed its root hash.</summary>
internal static class VerityRules
{
    /// <exception cref="MalformedDataException">The hash tree or the signature's partition is damaged.</exception>
    public static IEnumerable<ExtensionFinding> Check(ExtensionPartition partition, ExtensionBase @base, ExtensionDemands demands)
    {
        if (partition.Verity is not StoredHashTree stored) yield break;
        SignedRootHash? signed = partition.Signature is null ? null : SignedRootHash.Read(Signature(partition), partition.SignatureOffset);
        Digest claimed = signed?.RootHash ?? FromNames(partition);
        yield return Data(stored.Of(demands.Threads), stored.Area, claimed);
        if (signed is null) yield break;
        if (FromNames(partition) != claimed)
        {
            yield return ExtensionFinding.Warning(
                ExtensionRules.DiskImage, "partition UUIDs", $"got {partition.Names.Data} and {partition.Names.Verity}, expected the halves of the root hash {claimed.Hex}");
        }

        yield return Signer(signed, partition, @base, demands);
    }

    private static byte[] Signature(ExtensionPartition partition) => partition.Signature!.Length <= SignedRootHash.MaxLength
        ? partition.Signature.ReadAll()
        : throw new MalformedDataException(SignedRootHash.Format, partition.SignatureOffset, "partition", $"{partition.Signature.Length} bytes", $"at most {SignedRootHash.MaxLength}");

    private static ExtensionFinding Data(VerityTree tree, PositionalSource stored, Digest claimed)
    {
        const string check = "verity";
        if (tree.FirstDifference(stored) is VerityDifference difference)
        {
            string what = difference.IsData ? "data" : "hash tree";
            return ExtensionFinding.Refused(
                ExtensionRules.Verity, check, $"block {difference.Block} of the {what} (offset 0x{difference.Offset:X} of its partition) that is another", "the one that was hashed");
        }

        return tree.RootHash == claimed
            ? ExtensionFinding.Good(check, $"{tree.Superblock.DataBlocks} blocks, root hash {claimed.Hex}")
            : ExtensionFinding.Refused(ExtensionRules.Verity, check, $"root hash {tree.RootHash.Hex} of the data", claimed.Hex);
    }

    private static ExtensionFinding Signer(SignedRootHash signed, ExtensionPartition partition, ExtensionBase @base, ExtensionDemands demands)
    {
        const string check = "signature";
        var signer = RootHashSigner.Of(signed, partition.SignatureOffset);
        ImmutableArray<X509Certificate2> given = demands.Certificates.IsDefault ? [] : demands.Certificates, db = demands.Db.IsDefault ? [] : demands.Db;
        if (signer.TrustedAlone(signed.RootHash, @base.Certificates) is X509Certificate2 own) return Good(own, $"in verity.d of {@base.Name}");
        if (signer.TrustedAlone(signed.RootHash, given) is X509Certificate2 known) return Good(known, "given");
        if (signer.TrustedByChain(signed.RootHash, db) is X509Certificate2 trusted) return Good(trusted, "in db");
        string fingerprint = Shown(signer.Certificate is X509Certificate2 certificate ? Digest.Sha256Of(certificate.RawData) : signed.CertificateFingerprint);
        if (signer.Certificate is X509Certificate2 brought && !signer.HasSigned(brought, signed.RootHash))
        {
            return ExtensionFinding.Refused(ExtensionRules.Signature, check, $"one that is not of {Printable.Escape(signer.Name)} ({fingerprint})", $"one over the root hash {signed.RootHash.Hex}");
        }

        string[] trustedNames = [.. @base.Certificates.Concat(given).Concat(db).Select(one => $"{Printable.Escape(one.Subject)} ({Shown(Digest.Sha256Of(one.RawData))})")];
        return ExtensionFinding.Refused(
            ExtensionRules.Signature, check, $"one of {Printable.Escape(signer.Name)} ({fingerprint})",
            trustedNames.Length == 0 ? "one of a certificate in the base's /usr/lib/verity.d: it has none" : $"one of {string.Join(", ", trustedNames)}",
            "put the signer's certificate into the base, as /usr/lib/verity.d/NAME.crt; or name it with --certificate, or --db where firmware has it");

        static ExtensionFinding Good(X509Certificate2 certificate, string where) => ExtensionFinding.Good(check, $"of {Printable.Escape(certificate.Subject)}, {where}");
    }

    private static string Shown(Digest? fingerprint) => fingerprint is Digest known ? $"sha256:{known.Hex}" : "no fingerprint";

    /// <summary>UAPI.2: the data's partition is named by the first half of the root hash, the hash tree's by the second.</summary>
    private static Digest FromNames(ExtensionPartition partition) => Digest.FromBytes(
        DigestAlgorithm.Sha256, [.. partition.Names.Data.ToByteArray(bigEndian: true), .. partition.Names.Verity.ToByteArray(bigEndian: true)]);
}
