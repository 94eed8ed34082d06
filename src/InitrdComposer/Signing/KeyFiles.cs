using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using InitrdComposer.Diagnostics;
using InitrdComposer.Files;

namespace InitrdComposer.Signing;

/// <summary>Files of private keys.</summary>
internal static class KeyFiles
{
    /// <returns>The key, and the certificates that PKCS#12 has with it, its own first.</returns>
    /// <exception cref="ComposerException">The file is missing, no key, or encrypted otherwise than the passphrase says.</exception>
    public static (LocalKey Key, ImmutableArray<X509Certificate2> Certificates) Read(Disk disk, string path, Passphrase? passphrase)
    {
        byte[] bytes = FileSource.ReadAllBytes(disk, path, KeyText.MaxLength);
        try
        {
            return bytes is [0x30, ..] ? Pkcs12(path, bytes, passphrase?.Read(disk)) : (Pem(disk, path, Encoding.Latin1.GetString(bytes), passphrase), []);
        }
        catch (Exception exception) when (IsRefusal(exception))
        {
            throw Unusable(path, passphrase is null ? "got no key that can be read without a passphrase" : "the passphrase is wrong, or the file is damaged", exception);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(bytes);
        }
    }

    private static LocalKey Pem(Disk disk, string path, string text, Passphrase? passphrase)
    {
        if (text.Contains("Proc-Type: 4,ENCRYPTED", StringComparison.Ordinal))
        {
            throw Unusable(path, "got a key encrypted as OpenSSL did before 1.0, expected PKCS#8", null, "convert it: openssl pkcs8 -topk8 -in OLD -out NEW");
        }

        bool isEncrypted = text.Contains("-----BEGIN ENCRYPTED PRIVATE KEY-----", StringComparison.Ordinal);
        if (isEncrypted && passphrase is null) throw Unusable(path, "the key is encrypted", null, "say where its passphrase is: file:PATH or env:NAME");
        string? secret = isEncrypted ? passphrase!.Read(disk) : null;
        Exception? last = null;
        foreach (Func<AsymmetricAlgorithm> create in (Func<AsymmetricAlgorithm>[])[RSA.Create, ECDsa.Create])
        {
            AsymmetricAlgorithm key = create();
            try
            {
                if (secret is null) key.ImportFromPem(text);
                else key.ImportFromEncryptedPem(text, secret);
                return new(key);
            }
            catch (Exception exception) when (IsRefusal(exception))
            {
                key.Dispose();
                last = exception;
            }
        }

        throw new CryptographicException(last!.Message, last);
    }

    private static (LocalKey Key, ImmutableArray<X509Certificate2> Certificates) Pkcs12(string path, byte[] bytes, string? passphrase)
    {
        X509Certificate2Collection all = X509CertificateLoader.LoadPkcs12Collection(bytes, passphrase, X509KeyStorageFlags.EphemeralKeySet);
        X509Certificate2 own = all.FirstOrDefault(certificate => certificate.HasPrivateKey) ?? throw Unusable(path, "got PKCS#12 without a private key", null);
        AsymmetricAlgorithm key = (AsymmetricAlgorithm?)own.GetRSAPrivateKey() ?? own.GetECDsaPrivateKey() ?? throw Unusable(path, "got a key that is neither RSA nor EC", null);
        return (new(key), [own, .. all.Where(certificate => certificate != own)]);
    }

    /// <summary>What .NET says of bytes that are no key, or one on a curve that nobody has.</summary>
    private static bool IsRefusal(Exception exception) => exception is CryptographicException or ArgumentException or PlatformNotSupportedException;

    private static ComposerException Unusable(string path, string message, Exception? cause, string? hint = null) =>
        new(SigningErrors.BadKey, message, new SourceLocation(path), hint, cause);
}
