using System.Collections.Immutable;
using InitrdComposer.Diagnostics;
using InitrdComposer.Files;
using InitrdComposer.Formats;
using InitrdComposer.Formats.Efi;

namespace InitrdComposer.Uki.Forecast;

/// <summary>Secure Boot's variables as files: PK, KEK, db and dbx, also as PK.esl or, with four bytes of attributes in front, as efivarfs has them.</summary>
public static class SecureBootFolder
{
    private const int AttributesSize = 4;

    private static readonly DiagnosticId NotOneEntry = new("FOR", 8, FailureKind.Usage);
    private static readonly DiagnosticId Malformed = new("FOR", 9, FailureKind.Malformed);

    /// <param name="disk">Where.</param>
    /// <param name="folder">The folder; a variable that it lacks is empty. Secure Boot is on where there is a platform key.</param>
    /// <param name="certificates">Entries of db that let images start, as certificates in DER, in the order in which they are needed; none: the only certificate of db.</param>
    /// <exception cref="ComposerException">A list is malformed, or db has not the entry.</exception>
    public static SecureBootVariables Read(Disk disk, string folder, IReadOnlyList<(string File, byte[] Der)> certificates)
    {
        byte[] platformKey = Variable(disk, folder, SecureBootVariable.PlatformKey);
        byte[] allowed = Variable(disk, folder, SecureBootVariable.Allowed);
        return new(
            platformKey.Length > 0, platformKey, Variable(disk, folder, SecureBootVariable.KeyExchangeKeys), allowed, Variable(disk, folder, SecureBootVariable.Forbidden),
            platformKey.Length > 0 ? Authorities(folder, allowed, certificates) : []);
    }

    private static byte[] Variable(Disk disk, string folder, SecureBootVariable variable)
    {
        var view = new DiskView(disk);
        foreach (string file in new[] { variable.Name, $"{variable.Name}.esl" })
        {
            if (view.HasFile(Path.Combine(folder, file))) return FileSource.ReadAllBytes(disk, Path.Combine(folder, file));
        }

        string exported = Path.Combine(folder, $"{variable.Name}-{variable.Vendor}");
        return view.HasFile(exported) ? [.. FileSource.ReadAllBytes(disk, exported).Skip(AttributesSize)] : [];
    }

    private static ImmutableArray<ReadOnlyMemory<byte>> Authorities(string folder, byte[] allowed, IReadOnlyList<(string File, byte[] Der)> certificates)
    {
        ReadOnlyMemory<byte>[] entries = [.. Lists(folder, allowed).Where(list => list.Type == EfiSignatureList.X509).SelectMany(list => list.Entries)];
        if (certificates.Count == 0)
        {
            return entries is [ReadOnlyMemory<byte> only]
                ? [only]
                : throw new ComposerException(
                    NotOneEntry, $"db: got {entries.Length} certificates, expected one", new SourceLocation(folder), "say with --db-entry which of them signed what is started");
        }

        return
        [
            .. from certificate in certificates
               let found = Array.FindIndex(entries, entry => entry.Span[EfiSignatureList.OwnerSize..].SequenceEqual(certificate.Der))
               select found >= 0 ? entries[found] : throw new ComposerException(NotOneEntry, "is no entry of db", new SourceLocation(certificate.File), "give a certificate of db in DER"),
        ];
    }

    private static ImmutableArray<EfiSignatureList> Lists(string folder, byte[] allowed)
    {
        try
        {
            return EfiSignatureList.ReadAll(allowed);
        }
        catch (MalformedDataException e)
        {
            throw ComposerException.Malformed(Malformed, $"{folder}: db", e);
        }
    }
}
