using System.Collections.Immutable;
using System.Security.Cryptography.X509Certificates;
using InitrdComposer.Config;
using InitrdComposer.Diagnostics;
using InitrdComposer.Files;
using InitrdComposer.Formats;
using InitrdComposer.Formats.Cms;
using InitrdComposer.Signing;
using PublicKey = InitrdComposer.Signing.PublicKey;

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

    /// <summary>Checks the signature that the recipe wants, before anybody reads what is signed.</summary>
    /// <param name="disk">Where lock, signature and certificates are.</param>
    /// <param name="recipe">Says who may sign.</param>
    /// <param name="path">The lock's file.</param>
    /// <param name="content">Its bytes.</param>
    /// <returns>The signature; null: the recipe wants none.</returns>
    /// <exception cref="ComposerException">There is none, it is none, of another file, or by nobody whose word counts (LCK07); a certificate cannot be read.</exception>
    public static ReadOnlyMemory<byte>? Require(Disk disk, Recipe recipe, string path, ReadOnlySpan<byte> content)
    {
        if (recipe.LockSigners.IsEmpty) return null;
        string signed = PathOf(path);
        var places = Places.Of(disk, System.IO.Path.GetDirectoryName(System.IO.Path.GetFullPath(recipe.Path))!);
        ImmutableArray<X509Certificate2> trusted = [.. recipe.LockSigners.SelectMany(signer => CertificateFiles.Read(disk, places.Tree(signer.Value)))];
        if (!new DiskView(disk).HasFile(signed))
        {
            throw Unsigned(recipe, path, $"is not signed: there is no {System.IO.Path.GetFileName(signed)}, and {recipe.Path} wants one (lock-signers)");
        }

        using var file = FileSource.Open(disk, signed);
        byte[] signature = file.Length > SignedDataReader.MaxLength ? [] : file.ReadAll();
        string? refusal = signature.Length < file.Length ? $"is no signature: got {file.Length} bytes, expected at most {SignedDataReader.MaxLength}" : Refusal(signature, content, trusted);
        return refusal is null ? signature : throw new ComposerException(LockDiagnostics.Signature, refusal, new SourceLocation(signed), HowToSign(recipe));
    }

    /// <summary>A recipe wants a signature, and there is none.</summary>
    public static ComposerException Unsigned(Recipe recipe, string path, string message) => new(LockDiagnostics.Signature, message, new SourceLocation(path), HowToSign(recipe));

    /// <summary>Why a signature does not count; null: it is a good one, of somebody whose word counts.</summary>
    /// <param name="signature">DER.</param>
    /// <param name="content">The lock's bytes.</param>
    /// <param name="trusted">Whose word counts, or who issues the certificates of those.</param>
    public static string? Refusal(ReadOnlySpan<byte> signature, ReadOnlySpan<byte> content, ImmutableArray<X509Certificate2> trusted)
    {
        ImmutableArray<DetachedCms> signers;
        try
        {
            signers = DetachedCms.Read(signature, 0);
        }
        catch (MalformedDataException cause)
        {
            return $"is no detached CMS signature: {cause.Field}: got {cause.Got}, expected {cause.Expected}";
        }

        foreach (DetachedCms signer in signers)
        {
            if (signer.IsStrong && signer.TrustedByChain(content, trusted) is X509Certificate2 believed && PublicKey.Of(believed) is { IsStrong: true }) return null;
        }

        DetachedCms first = signers[0];
        string name = Printable.Escape(System.Text.Encoding.UTF8.GetBytes(first.Name));
        if (!first.IsOf(content)) return $"is a signature of something else: of {DigestOf(first)}, the lock is {Digest.Sha256Of(content)}";
        if (!first.IsStrong) return $"is too weak: by {name}, expected a hash of SHA-256 or better, and a key that is {PublicKey.Strong}";
        return first.Certificate is X509Certificate2 own && !first.HasSigned(own, content)
            ? $"is no good signature: it is not by the key of {name}"
            : $"is signed by {name}, expected somebody of lock-signers: {string.Join(", ", trusted.Select(certificate => certificate.Subject))}";
    }

    private static string DigestOf(DetachedCms signer) =>
        ObjectIds.DigestOf(signer.Info.DigestAlgorithm) is DigestAlgorithm algorithm && signer.Info.MessageDigest.Length == algorithm.SizeInBytes()
            ? $"{Digest.FromBytes(algorithm, signer.Info.MessageDigest.Span)}"
            : "no digest that is known";

    private static string HowToSign(Recipe recipe) =>
        $"whoever may sign reviews the lock and runs: initrd-composer lock {recipe.Path} --sign-key KEY --sign-certificate CERT";
}
