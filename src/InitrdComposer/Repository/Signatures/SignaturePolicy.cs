using System.Collections.Immutable;
using System.Text;
using InitrdComposer.Config;
using InitrdComposer.Diagnostics;
using InitrdComposer.Files;
using InitrdComposer.Formats;
using InitrdComposer.Formats.OpenPgp;

namespace InitrdComposer.Repository.Signatures;

/// <summary>
/// What must be signed of one repository, with the certificates of those who may sign it, and of nobody else: keys of other repositories are strangers'.
/// See docs/decisions/0019-signatures.md.
/// </summary>
public sealed class SignaturePolicy
{
    private readonly RepositorySignatures _asked;
    private readonly Verifier _verifier;
    private readonly TimeProvider _clock;

    private SignaturePolicy(RepositorySignatures asked, ImmutableArray<Certificate> certificates, Digest identity, TimeProvider clock) =>
        (_asked, _verifier, Identity, _clock) = (asked, new(certificates) { AllowsWeakHashes = asked.Trust == RepositoryTrust.Legacy }, identity, clock);

    /// <summary>Of what a machine has installed: nothing is signed, and its database is believed.</summary>
    public static SignaturePolicy Nothing { get; } = new(RepositorySignatures.None, [], Digest.Sha256Of([]), TimeProvider.System);

    /// <summary>Names what passing it means: what is asked, however it is written, and every byte of the files that the certificates are from.</summary>
    public Digest Identity { get; }

    /// <summary>Whether there is metadata that could be signed: a folder of packages has none.</summary>
    public bool HasMetadata { get; private init; } = true;

    public bool ChecksPackages => _asked.Checked.HasFlag(SignedParts.Packages);

    public bool ChecksMetadata => _asked.Checked.HasFlag(SignedParts.Metadata);

    public bool AllowsWeakHashes => _asked.Trust == RepositoryTrust.Legacy;

    /// <param name="disk">Where the key files are.</param>
    /// <param name="folder">Where their paths start: the recipe's folder, or a bundle.</param>
    /// <param name="repository">Its id, for messages.</param>
    /// <param name="asked">By the recipe or its lock.</param>
    /// <param name="hasMetadata">The repository has metadata that could be signed; a folder of packages has none, so that whatever must be signed is packages.</param>
    /// <param name="location">Where that is written; null: in a lock.</param>
    /// <param name="clock">Says what is in the future, and what is valid today.</param>
    /// <exception cref="ComposerException">Nobody says whose signatures count, or a certificate is missing or malformed.</exception>
    public static SignaturePolicy Read(Disk disk, string folder, string repository, RepositorySignatures asked, bool hasMetadata, SourceLocation? location, TimeProvider clock)
    {
        if (!hasMetadata && asked.Checked != SignedParts.None) asked = asked with { Checked = SignedParts.Packages };
        var places = Places.Of(disk, folder);
        // The number is that of the rules of Verifier: what passed others is not found.
        var identity = new StringBuilder($"initrd-composer signatures 3\n{asked.Checked} {asked.Trust}\n");
        if (asked.Checked == SignedParts.None) return new(asked, [], Digest.Sha256Of(Encoding.UTF8.GetBytes(identity.ToString())), clock);

        foreach (string fingerprint in asked.Fingerprints) identity.Append(null, $"key {fingerprint}\n");
        var found = ImmutableArray.CreateBuilder<Certificate>();
        foreach (Located<string> file in asked.KeyFiles)
        {
            byte[] bytes = KeyFile.Read(disk, places.KeyFile(file.Value), repository, Within(file.Location, location));
            identity.Append(null, $"file {Digest.Sha256Of(bytes)}\n");
            found.AddRange(KeyFile.CertificatesIn(bytes, places.KeyFile(file.Value)));
        }

        if (asked.Keys.IsEmpty) throw NoKeys(repository, found, asked.KeyFiles is [Located<string> first, ..] ? Within(first.Location, location) : location);
        foreach (Located<string> key in asked.Keys)
        {
            if (found.Any(certificate => IsNamed(certificate.PrimaryKey, key.Value))) continue;
            throw new ComposerException(
                SignatureDiagnostics.NoCertificate, $"repository {repository}: keys: got {key.Value.ToUpperInvariant()}, of which no key file has the certificate", Within(key.Location, location),
                asked.KeyFiles.IsEmpty ? "write key-files = [\"FILE\"]: the certificate as its owner publishes it"
                : found.FirstOrDefault(certificate => certificate.Subkeys.Any(subkey => IsNamed(subkey.Key, key.Value))) is Certificate owner ? $"that is a subkey of {owner.Fingerprint} ({owner.Name}): write that"
                : ToBeCompared(found));
        }

        ImmutableArray<Certificate> named = [.. found.Where(certificate => asked.Keys.Any(key => IsNamed(certificate.PrimaryKey, key.Value)))];
        return new(asked, named, Digest.Sha256Of(Encoding.UTF8.GetBytes(identity.ToString())), clock) { HasMetadata = hasMetadata };
    }

    /// <summary>`lock` decides whom to believe today, by the primary keys of the certificates; a build goes on believing whom its lock believed.</summary>
    /// <exception cref="ComposerException">A certificate has expired or is revoked.</exception>
    public void RequireValidToday(string repository, SourceLocation? location)
    {
        if (_verifier.RefusedCertificates(_clock.GetUtcNow()).ToArray() is not [var (certificate, refused), ..]) return;
        Located<string> key = _asked.Keys.First(key => IsNamed(certificate.PrimaryKey, key.Value));
        throw new ComposerException(
            SignatureDiagnostics.Of(refused.Reason), $"repository {repository}: keys: got {refused.Got}, expected {refused.Expected}", Within(key.Location, location),
            refused.Reason == Refusal.Future ? "compare this machine's clock" : "get the certificate anew where its owner publishes it, or remove its fingerprint from keys");
    }

    /// <summary>Of metadata, which is signed anew whenever it changes: by today's clock.</summary>
    public Verdict Judge(Signature signature, Stream data) => _verifier.Verify(signature, data, _clock.GetUtcNow());

    /// <summary>
    /// Of packages, for who locks a folder of them too: what had not expired when the signature was made has not expired. They are signed once and outlive
    /// the subkey that signed them, and the same lock gives the same bytes next year.
    /// </summary>
    public Verdict JudgeAsMade(Signature signature, Stream data) => _verifier.VerifyAsMade(signature, data, _clock.GetUtcNow());

    /// <summary>Whether who was believed once is not revoked since, and still named.</summary>
    public bool StillBelieves(PackageSigner signer) => _verifier.StillCounts(signer.Certificate, signer.Key, _clock.GetUtcNow());

    private static bool IsNamed(PublicKeyPacket key, string fingerprint) => string.Equals(key.Fingerprint.ToString(), fingerprint, StringComparison.OrdinalIgnoreCase);

    private static SourceLocation? Within(SourceLocation own, SourceLocation? other) => own.File is null ? other : own;

    /// <param name="certificates">Perhaps several copies of one, which <see cref="Verifier"/> merges.</param>
    private static string ToBeCompared(IEnumerable<Certificate> certificates) =>
        "the key files have these, to be compared with what the distribution's own pages say:\n"
        + string.Concat(certificates.DistinctBy(certificate => certificate.Fingerprint).Select(certificate => $"  keys = [\"{certificate.Fingerprint}\"]    # {certificate.Name}\n")).TrimEnd('\n');

    private static ComposerException NoKeys(string repository, ImmutableArray<Certificate>.Builder found, SourceLocation? location) => new(
        SignatureDiagnostics.NoKeys, $"repository {repository}: keys: got none, expected the fingerprints of those whose signatures count", location,
        found.Count == 0
            ? "write keys = [\"FINGERPRINT\"], as the distribution's own pages publish it, and key-files = [\"FILE\"] with the certificate;\n"
              + "  or signatures = \"none\", which believes whoever serves the repository (docs/reference/signatures.md)"
            : ToBeCompared(found));
}
