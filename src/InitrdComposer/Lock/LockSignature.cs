using System.Collections.Immutable;
using System.Security.Cryptography.X509Certificates;
using InitrdComposer.Config;
using InitrdComposer.Diagnostics;
using InitrdComposer.Files;
using InitrdComposer.Formats;
using InitrdComposer.Formats.Cms;
using InitrdComposer.Signing;

namespace InitrdComposer.Lock;

/// <summary>
/// The signature beside a lock, NAME.lock.p7s: a detached CMS signature over its bytes. Whoever signs says that he has seen this lock; whose word counts is said by the recipe.
/// </summary>
public static class LockSignature
{
    /// <summary>Behind the lock's own name.</summary>
    public const string Suffix = ".p7s";

    /// <summary>Where the signature of a lock is.</summary>
    public static string PathOf(string path) => path + Suffix;

    /// <summary>Checks the signature that the recipe wants, before anybody reads what is signed, and then by what that says of its time.</summary>
    /// <param name="disk">Where lock, signature and certificates are.</param>
    /// <param name="recipe">Says who may sign.</param>
    /// <param name="path">The lock's file.</param>
    /// <param name="content">Its bytes.</param>
    /// <exception cref="ComposerException">There is none, it is none, of another file, or by nobody whose word counts (LCK07); a certificate cannot be read; what is signed is no lock.</exception>
    public static LockDocument Read(Disk disk, Recipe recipe, string path, ReadOnlyMemory<byte> content)
    {
        string signed = PathOf(path);
        var places = Places.Of(disk, System.IO.Path.GetDirectoryName(System.IO.Path.GetFullPath(recipe.Path))!);
        ImmutableArray<X509Certificate2> listed = [.. recipe.LockSigners.SelectMany(signer => CertificateFiles.Read(disk, places.KeyFile(signer.Value)))];
        if (!new DiskView(disk).HasFile(signed))
        {
            throw Unsigned(recipe, path, $"is not signed: there is no {System.IO.Path.GetFileName(signed)}, and {recipe.Path} wants one (lock-signers)");
        }

        using var file = FileSource.Open(disk, signed);
        if (file.Length > SignedDataReader.MaxLength) throw Refused($"is no signature: got {file.Length} bytes, expected at most {SignedDataReader.MaxLength}");
        byte[] signature = file.ReadAll();
        Require(asOf: null);
        var document = LockDocument.Parse(content, path, signature);
        Require(document.Lock.MadeAfter);
        return document;

        void Require(DateTimeOffset? asOf)
        {
            if (Judge(signature, content.Span, listed, asOf, "lock-signers") is LockSignatureVerdict.Refused refused) throw Refused(refused.Why);
        }

        ComposerException Refused(string why) => new(LockDiagnostics.Signature, why, new SourceLocation(signed), HowToSign(recipe));
    }

    /// <summary>A recipe wants a signature, and there is none.</summary>
    public static ComposerException Unsigned(Recipe recipe, string path, string message) => new(LockDiagnostics.Signature, message, new SourceLocation(path), HowToSign(recipe));

    /// <summary>Whether a signature counts, and whose it is.</summary>
    /// <param name="signature">DER.</param>
    /// <param name="content">The lock's bytes.</param>
    /// <param name="listed">Whose word counts, or who issues the certificates of those.</param>
    /// <param name="asOf">When the lock cannot have been there yet; null: nobody knows.</param>
    /// <param name="list">What says who is listed, in words.</param>
    public static LockSignatureVerdict Judge(ReadOnlySpan<byte> signature, ReadOnlySpan<byte> content, ImmutableArray<X509Certificate2> listed, DateTimeOffset? asOf, string list)
    {
        ImmutableArray<DetachedSigner> signers;
        try
        {
            signers = DetachedSigner.Read(signature, 0);
        }
        catch (MalformedDataException cause)
        {
            return new LockSignatureVerdict.Refused($"is no detached CMS signature: {cause.Field}: got {cause.Got}, expected {cause.Expected}");
        }

        var verdicts = new List<LockSignatureVerdict>();
        foreach (DetachedSigner signer in signers) verdicts.Add(Judge(signer, content, listed, asOf, list));
        return verdicts.Find(verdict => verdict is LockSignatureVerdict.Good) ?? verdicts[0];
    }

    private static LockSignatureVerdict Judge(DetachedSigner signer, ReadOnlySpan<byte> content, ImmutableArray<X509Certificate2> listed, DateTimeOffset? asOf, string list)
    {
        string name = Printable.Escape(System.Text.Encoding.UTF8.GetBytes(signer.Name));
        if (signer.IsOfAnother(content)) return new LockSignatureVerdict.Refused($"is a signature of something else: of {DigestOf(signer)}, the lock is {Digest.Sha256Of(content)}");
        if (!signer.HasStrongHash) return new LockSignatureVerdict.Refused($"is too weak: by {name}, expected a hash of SHA-256 or better");
        SignerPath[] paths = [.. signer.OwnCertificates(content, listed).Select(own => SignerPath.Find(own, signer.Brought, listed, asOf))];
        if (paths.Any(path => path.Listed is not null)) return new LockSignatureVerdict.Good(signer.Name);
        if (paths.Length == 0 && signer.Certificate is not null) return new LockSignatureVerdict.Refused($"is no good signature: it is not by the key of {name}");
        return new LockSignatureVerdict.Refused(paths.Select(path => path.Complaint).FirstOrDefault(complaint => complaint is not null) is string complaint
            ? $"is signed by {name}, whose certificate does not lead to {list}: {Printable.Escape(System.Text.Encoding.UTF8.GetBytes(complaint))}"
            : $"is signed by {name}, expected somebody of {list}: {string.Join(", ", listed.Select(certificate => certificate.Subject))}");
    }

    private static string DigestOf(DetachedSigner signer) =>
        ObjectIds.DigestOf(signer.Info.DigestAlgorithm) is DigestAlgorithm algorithm && signer.Info.MessageDigest.Length == algorithm.SizeInBytes()
            ? $"{Digest.FromBytes(algorithm, signer.Info.MessageDigest.Span)}"
            : "no digest that is known";

    private static string HowToSign(Recipe recipe) =>
        $"whoever may sign reviews the lock and runs: initrd-composer lock {recipe.Path} --sign-key KEY --sign-certificate CERT";
}
