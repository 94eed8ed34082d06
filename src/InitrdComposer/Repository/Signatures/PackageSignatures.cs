using System.Collections.Immutable;
using System.Security.Cryptography;
using InitrdComposer.Diagnostics;
using InitrdComposer.Formats;
using InitrdComposer.Formats.Compression;
using InitrdComposer.Formats.IO;
using InitrdComposer.Formats.Rpm;

namespace InitrdComposer.Repository.Signatures;

/// <summary>Holds a package file to what must be signed of its repository, before anything of it is believed or decompressed.</summary>
public static class PackageSignatures
{
    private const int BufferSize = 1 << 17;

    /// <param name="package">As read from the file.</param>
    /// <param name="file">The very bytes that everything is read from afterwards.</param>
    /// <param name="name">For messages: where the package comes from.</param>
    /// <returns>Who signed the header; null where nobody is asked to.</returns>
    /// <exception cref="ComposerException">It is not signed as it must be.</exception>
    public static PackageSigner? Require(this SignaturePolicy policy, RpmPackageReader package, PositionalSource file, string name)
    {
        if (!policy.ChecksPackages) return null;
        try
        {
            return Check(policy, package, file, name);
        }
        catch (MissingLibraryException missing)
        {
            throw new ComposerException(Packages.RpmDiagnostics.MissingLibrary, missing.Message, new SourceLocation(name), cause: missing);
        }
    }

    private static PackageSigner Check(SignaturePolicy policy, RpmPackageReader package, PositionalSource file, string name)
    {
        ImmutableArray<RpmSignature> signatures = [.. RpmSignatures.Of(package).SelectMany(packets => Read(packets, name))];
        if (signatures.IsEmpty)
        {
            throw Refuse(SignatureDiagnostics.Unsigned, "signature: got none, expected one of a key of its repository", name,
                "whoever builds it signs it, rpmsign --addsign, by a key that `keys` names; "
                + (policy.HasMetadata ? "if its repository signs metadata alone: signatures = \"metadata\"" : "if nobody but you writes the folder: signatures = \"none\" in place of `keys`"));
        }

        if (Good(RpmCoverage.Header) is PackageSigner signer)
        {
            // Signed metadata has a digest of the whole file, which the lock took over and the file was held to.
            if (!policy.ChecksMetadata) RequirePayload(policy, package, file, name, isSigned: () => Good(RpmCoverage.HeaderAndPayload) is not null);
            return signer;
        }

        if (policy.AllowsWeakHashes && Good(RpmCoverage.HeaderAndPayload) is PackageSigner ofAll) return ofAll;
        if (signatures.All(signature => signature.Covers != RpmCoverage.Header))
        {
            throw Refuse(SignatureDiagnostics.NoHeaderSignature, "signature: got one of header and payload alone, as rpm 3 made them, expected one of the header", name, "trust = \"legacy\" lets it pass");
        }

        Verdict.Refused[] refusals = [.. signatures.Where(signature => signature.Covers == RpmCoverage.Header).Select(Judge).OfType<Verdict.Refused>()];
        Verdict.Refused why = Array.Find(refusals, refusal => refusal.Reason != Refusal.UnknownKey) ?? refusals[0];
        throw Refuse(SignatureDiagnostics.Of(why.Reason), $"signature: got {why.Got}, expected {why.Expected}", name, SignatureDiagnostics.HintOf(why.Reason));

        PackageSigner? Good(RpmCoverage covers) =>
            signatures.Where(signature => signature.Covers == covers).Select(Judge).OfType<Verdict.Good>().Select(good => new PackageSigner(good.Certificate, good.Key)).FirstOrDefault();

        Verdict Judge(RpmSignature signature)
        {
            using Stream data = signature.SignedBytes(package, file.OpenStream(package.PayloadOffset));
            return policy.JudgeAsMade(signature.Signature, data);
        }
    }

    private static ImmutableArray<RpmSignature> Read(RpmSignaturePackets packets, string name)
    {
        try
        {
            return packets.Read();
        }
        catch (MalformedDataException malformed)
        {
            throw ComposerException.Malformed(SignatureDiagnostics.Of(malformed.Fault), name, malformed);
        }
    }

    /// <summary>The header vouches for the files of the payload, which are held to it one by one; before, something must vouch for the bytes that are decompressed.</summary>
    private static void RequirePayload(SignaturePolicy policy, RpmPackageReader package, PositionalSource file, string name, Func<bool> isSigned)
    {
        RpmDigest? declared = RpmDigests.Of(package).FirstOrDefault(digest => digest.Covers == RpmCoverage.Payload && digest.Digest.Algorithm is not (DigestAlgorithm.Md5 or DigestAlgorithm.Sha1));
        if (declared is null)
        {
            if (isSigned()) return;
            throw Refuse(
                SignatureDiagnostics.NoPayloadDigest, "header: got no digest of the payload, expected PAYLOADSHA256 or PAYLOADSHA512", name,
                policy.HasMetadata ? "packages from before rpm 4.14 need signed metadata: signatures = \"all\""
                : "packages from before rpm 4.14 need a signature of header and payload as well: rpmsign --addsign makes both, by a key that `keys` names");
        }

        Digest actual = DigestOf(file, package.PayloadOffset, declared.Digest.Algorithm);
        if (actual != declared.Digest) throw Refuse(SignatureDiagnostics.Payload, $"payload: got {actual}, expected {declared.Digest}, as the signed header has it", name, "the file was changed after it was signed");
    }

    private static Digest DigestOf(PositionalSource file, long offset, DigestAlgorithm algorithm)
    {
        using IncrementalHash hash = algorithm.CreateHash();
        using Stream payload = file.OpenStream(offset);
        var buffer = new byte[BufferSize];
        for (int read; (read = payload.Read(buffer)) > 0;) hash.AppendData(buffer, 0, read);
        return Digest.Finish(algorithm, hash);
    }

    private static ComposerException Refuse(DiagnosticId id, string message, string name, string hint) => new(id, message, new SourceLocation(name), hint);
}
