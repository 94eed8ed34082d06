using System.Collections.Immutable;
using InitrdComposer.Diagnostics;
using InitrdComposer.Files;
using InitrdComposer.Formats;
using InitrdComposer.Formats.OpenPgp;

namespace InitrdComposer.Repository.Signatures;

/// <summary>A file of certificates.</summary>
internal static class KeyFile
{
    /// <exception cref="ComposerException">It is not there, or too large.</exception>
    public static byte[] Read(Disk disk, string path, string repository, SourceLocation? location)
    {
        try
        {
            using FileSource file = FileSource.Open(disk, path);
            if (file.Length > CertificateReader.MaxFile)
            {
                throw new ComposerException(
                    SignatureDiagnostics.TooMuch, $"length of a file of keys: got {file.Length} bytes, expected at most {CertificateReader.MaxFile} bytes", new SourceLocation(path),
                    "certificates that strangers have certified thousands of times are cleaned by: gpg --export-options export-clean --export");
            }

            var bytes = new byte[file.Length];
            file.ReadExactlyAt(0, bytes);
            return bytes;
        }
        catch (ComposerException missing) when (missing.Id == LocalFailure.NotFound)
        {
            throw new ComposerException(
                SignatureDiagnostics.NoCertificate, $"repository {repository}: key-files: {path}: no such file", location, "put the certificate there, as its owner publishes it", missing);
        }
    }

    /// <exception cref="ComposerException">It is malformed, or over a limit.</exception>
    public static ImmutableArray<Certificate> CertificatesIn(byte[] bytes, string path)
    {
        try
        {
            return CertificateReader.Read(bytes);
        }
        catch (MalformedDataException malformed)
        {
            DiagnosticId id = malformed.Fault == DataFault.TooMuch ? SignatureDiagnostics.TooMuch : SignatureDiagnostics.Malformed;
            throw ComposerException.Malformed(id, path, malformed, "a key file has public keys alone, as `gpg --export` writes them");
        }
    }
}
