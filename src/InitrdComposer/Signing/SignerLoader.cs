using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using InitrdComposer.Diagnostics;
using InitrdComposer.Files;

namespace InitrdComposer.Signing;

/// <summary>Opens keys and certificates, so that whatever is wrong with them is told before anything is made.</summary>
public static class SignerLoader
{
    /// <exception cref="ComposerException">A file is missing, a passphrase is wrong, or key and certificate do not belong together.</exception>
    public static Signer Load(Disk disk, SignerRequest request)
    {
        ImmutableArray<X509Certificate2> certificates = request.Certificate is string path ? CertificateFiles.Read(disk, path) : [];
        switch (request.Key)
        {
            case KeySource.Command command:
                PublicKey? known = request.PublicKey is string file ? PublicKey.Read(disk, file) : certificates is [X509Certificate2 first, ..] ? OfCertificate(request.Certificate!, first) : null;
                return known is null
                    ? throw new ComposerException(SigningErrors.Usage, "a command that signs needs a certificate or a public key beside it")
                    : new(command.Words[0], new CommandKey(new SigningCommand(disk, command.Words)), known, certificates);
            case KeySource.File key:
                (LocalKey opened, ImmutableArray<X509Certificate2> own) = KeyFiles.Read(disk, key.Path, request.Passphrase);
                if (certificates.IsEmpty) certificates = own;
                if (certificates is [X509Certificate2 signing, ..] && !OfCertificate(request.Certificate ?? key.Path, signing).Equals(opened.PublicKey))
                {
                    throw new ComposerException(
                        SigningErrors.BadKey, $"got a key that is not the one of {request.Certificate ?? "the certificate"} ({signing.Subject})", new SourceLocation(key.Path));
                }

                return new(key.Path, opened, opened.PublicKey, certificates);
            default:
                throw new ArgumentOutOfRangeException(nameof(request), request.Key, null);
        }
    }

    private static PublicKey OfCertificate(string path, X509Certificate2 certificate) => PublicKey.Of(certificate)
        ?? throw new ComposerException(SigningErrors.BadKey, $"got a key of {certificate.PublicKey.Oid.FriendlyName}, expected RSA or EC", new SourceLocation(path));
}
