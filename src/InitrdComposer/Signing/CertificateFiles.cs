using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using InitrdComposer.Diagnostics;
using InitrdComposer.Files;

namespace InitrdComposer.Signing;

/// <summary>Files of certificates: PEM, of which one file may hold several, or DER.</summary>
public static class CertificateFiles
{
    /// <summary>In the file's order.</summary>
    /// <exception cref="ComposerException">The file is missing or holds no certificate.</exception>
    public static ImmutableArray<X509Certificate2> Read(Disk disk, string path)
    {
        byte[] bytes = FileSource.ReadAllBytes(disk, path, KeyText.MaxLength);
        try
        {
            if (bytes is [0x30, ..]) return [X509CertificateLoader.LoadCertificate(bytes)];
            var collection = new X509Certificate2Collection();
            collection.ImportFromPem(System.Text.Encoding.Latin1.GetString(bytes));
            if (collection.Count > 0) return [.. collection];
        }
        catch (CryptographicException exception)
        {
            throw Unusable(path, exception);
        }

        throw Unusable(path, null);
    }

    private static ComposerException Unusable(string path, Exception? cause) => new(
        SigningErrors.BadKey, "got no certificate, expected X.509 as PEM or DER", new SourceLocation(path), cause: cause);
}
