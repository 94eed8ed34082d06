using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using InitrdComposer.Formats.Cms;

namespace InitrdComposer.Signing;

/// <summary>
/// The way from the certificate of whoever signed a text to one that somebody lists as trusted (RFC 5280, 6.1): each of its certificates has a strong key, lets that key do what it does here,
/// and had not ended before what was signed was made. The listed one may be the signer's own, and need not be a root. Revocation is not looked at: who no longer counts is taken off the list.
/// </summary>
/// <param name="Listed">Where it ends; null: nowhere.</param>
/// <param name="Complaint">Why the first certificate that was refused on the way was; null: none was.</param>
internal sealed record SignerPath(X509Certificate2? Listed, string? Complaint)
{
    /// <summary>Real paths have three certificates; those that a signature brings along are anybody's.</summary>
    private const int MaxCertificates = 16;

    private const string CodeSigning = "1.3.6.1.5.5.7.3.3", AnyExtendedUsage = "2.5.29.37.0";

    /// <summary>basicConstraints, keyUsage and extKeyUsage are obeyed here; of names and policies (subjectAltName, certificatePolicies) any will do.</summary>
    private static readonly string[] KnownExtensions = ["2.5.29.19", "2.5.29.15", "2.5.29.37", "2.5.29.17", "2.5.29.32"];

    /// <param name="signer">Of whoever signed.</param>
    /// <param name="brought">Others that might lie on the way.</param>
    /// <param name="listed">Where it may end.</param>
    /// <param name="asOf">When what was signed cannot have been there yet; null: nobody knows.</param>
    public static SignerPath Find(X509Certificate2 signer, IReadOnlyCollection<X509Certificate2> brought, IReadOnlyCollection<X509Certificate2> listed, DateTimeOffset? asOf)
    {
        // Breadth first: of two ways to an authority the shorter one asks less of its path length.
        List<(X509Certificate2 Certificate, int Depth)> reached = [(signer, 0)];
        string? complaint = null;
        for (int i = 0; i < Math.Min(reached.Count, MaxCertificates); i++)
        {
            (X509Certificate2 certificate, int depth) = reached[i];
            bool isListed = listed.Any(candidate => CertificateChain.IsSame(candidate, certificate));
            if (ComplaintAbout(certificate, depth, isListed, asOf) is string refused)
            {
                complaint ??= $"{certificate.Subject} {refused}";
                continue;
            }

            if (isListed) return new(certificate, null);
            foreach (X509Certificate2 issuer in listed.Concat(brought))
            {
                if (!reached.Exists(known => CertificateChain.IsSame(known.Certificate, issuer)) && CertificateChain.HasIssued(issuer, certificate)) reached.Add((issuer, depth + 1));
            }
        }

        return new(null, complaint);
    }

    private static string? ComplaintAbout(X509Certificate2 certificate, int depth, bool isListed, DateTimeOffset? asOf)
    {
        try
        {
            return OfKey(certificate) ?? (isListed ? null : OfHash(certificate)) ?? OfUsage(certificate, depth) ?? OfPathLength(certificate, depth) ?? OfExtensions(certificate) ?? OfTime(certificate, asOf);
        }
        catch (CryptographicException)
        {
            return "has an extension or a date that is none";
        }
    }

    private static string? OfKey(X509Certificate2 certificate) =>
        PublicKey.Of(certificate) is not PublicKey key ? $"has a key that is neither RSA nor EC, expected {PublicKey.Strong}"
        : key.IsStrong ? null
        : $"has a weak key: got {key.Description}, expected {PublicKey.Strong}";

    /// <summary>What its issuer signed: of the listed one nobody asks who issued it.</summary>
    private static string? OfHash(X509Certificate2 certificate) => ObjectIds.HasStrongDigest(certificate.SignatureAlgorithm.Value ?? "")
        ? null
        : $"was issued with a weak hash: got {certificate.SignatureAlgorithm.FriendlyName ?? certificate.SignatureAlgorithm.Value}, expected SHA-256 or better";

    /// <summary>RFC 5280, 4.2.1.3 and 4.2.1.12. An authority that says what its certificates are for says so of those that it issues.</summary>
    private static string? OfUsage(X509Certificate2 certificate, int depth)
    {
        foreach (X509KeyUsageExtension usage in certificate.Extensions.OfType<X509KeyUsageExtension>())
        {
            (X509KeyUsageFlags needed, string name) = depth == 0 ? (X509KeyUsageFlags.DigitalSignature | X509KeyUsageFlags.NonRepudiation, "digitalSignature") : (X509KeyUsageFlags.KeyCertSign, "keyCertSign");
            if ((usage.KeyUsages & needed) == X509KeyUsageFlags.None) return $"is not for that: keyUsage: got {usage.KeyUsages}, expected {name}";
        }

        foreach (X509EnhancedKeyUsageExtension usage in certificate.Extensions.OfType<X509EnhancedKeyUsageExtension>())
        {
            string[] given = [.. usage.EnhancedKeyUsages.Cast<Oid>().Select(id => id.Value ?? "")];
            if (!given.Contains(CodeSigning) && !given.Contains(AnyExtendedUsage)) return $"is not for that: extKeyUsage: got {string.Join(", ", given)}, expected codeSigning ({CodeSigning})";
        }

        return null;
    }

    /// <summary>RFC 5280, 4.2.1.9: how many authorities may stand between this one and the signer.</summary>
    private static string? OfPathLength(X509Certificate2 certificate, int depth) =>
        certificate.Extensions.OfType<X509BasicConstraintsExtension>().FirstOrDefault(constraints => constraints.HasPathLengthConstraint && constraints.PathLengthConstraint < depth - 1) is { } exceeded
            ? $"allows {exceeded.PathLengthConstraint} authorities below it, there are {depth - 1}"
            : null;

    /// <summary>RFC 5280, 4.2: who does not know a critical extension must refuse its certificate.</summary>
    private static string? OfExtensions(X509Certificate2 certificate) =>
        certificate.Extensions.FirstOrDefault(extension => extension.Critical && !KnownExtensions.Contains(extension.Oid?.Value)) is { } unknown
            ? $"has a critical extension that nobody obeys here: {unknown.Oid?.Value}"
            : null;

    private static string? OfTime(X509Certificate2 certificate, DateTimeOffset? asOf) =>
        asOf is DateTimeOffset time && certificate.NotAfter.ToUniversalTime() < time.UtcDateTime
            ? $"had ended when this was made: valid until {Text(certificate.NotAfter)}, what was signed is of {Text(time.UtcDateTime)} or later"
            : null;

    private static string Text(DateTime time) => time.ToUniversalTime().ToString("yyyy-MM-dd HH:mm:ss 'UTC'", System.Globalization.CultureInfo.InvariantCulture);
}
