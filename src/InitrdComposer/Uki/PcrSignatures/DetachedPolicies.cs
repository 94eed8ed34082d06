using System.Collections.Immutable;
using InitrdComposer.Diagnostics;
using InitrdComposer.Files;
using InitrdComposer.Signing;

namespace InitrdComposer.Uki.PcrSignatures;

/// <summary>
/// PCR 11 policies in a folder, for a key that is elsewhere: of each profile STEM.json, the policies as systemd-measure writes them, and STEM.N.tbs, what
/// is to be signed of the policy N in it. Whoever signs puts the raw signature beside that, as STEM.N.tbs.sig.
/// </summary>
public static class DetachedPolicies
{
    private const string ToBeSigned = ".tbs";

    private const string Signature = ".sig";

    private const int MaxSignature = 4096;

    /// <summary>The files, by their names.</summary>
    /// <param name="image">A UKI.</param>
    /// <param name="policies">Of each of its profiles.</param>
    public static IEnumerable<(string Name, byte[] Content)> FilesOf(UkiImage image, ImmutableArray<ImmutableArray<PcrPolicy>> policies)
    {
        for (int profile = 0; profile < policies.Length; profile++)
        {
            string stem = StemOf(image, profile);
            yield return (stem + ".json", PcrSignatureText.WriteUnsigned(policies[profile]));
            for (int i = 0; i < policies[profile].Length; i++) yield return ($"{stem}.{i}{ToBeSigned}", policies[profile][i].ToBeSigned);
        }
    }

    /// <summary>The policies with their signatures, of each profile.</summary>
    /// <param name="disk">Where the folder is.</param>
    /// <param name="folder">What <see cref="FilesOf"/> was written into.</param>
    /// <param name="image">The same UKI.</param>
    /// <param name="key">Who was to sign.</param>
    /// <exception cref="ComposerException">A file is missing, or a signature is not of this key.</exception>
    public static ImmutableArray<ImmutableArray<PcrSignature>> Read(Disk disk, string folder, UkiImage image, PublicKey key) =>
        [.. Enumerable.Range(0, image.ProfileCount).Select(profile => Read(disk, Path.Combine(folder, StemOf(image, profile)), key))];

    private static ImmutableArray<PcrSignature> Read(Disk disk, string stem, PublicKey key)
    {
        ImmutableArray<PcrPolicy> policies = PcrSignatureText.ReadUnsigned(stem + ".json", FileSource.ReadAllBytes(disk, stem + ".json"));
        return
        [
            .. policies.Select((policy, i) =>
            {
                string path = $"{stem}.{i}{ToBeSigned}{Signature}";
                var signature = new PcrSignature(policy, FileSource.ReadAllBytes(disk, path, MaxSignature));
                return signature.IsOf(key) ? signature : throw new ComposerException(
                    SigningErrors.WrongSignature, $"got a signature that is not of key {key.Fingerprint.Hex} over {Path.GetFileName(stem)}.{i}{ToBeSigned}", new SourceLocation(path));
            }),
        ];
    }

    private static string StemOf(UkiImage image, int profile) =>
        Path.GetFileName(image.File.Name) + (image.Profiles.IsEmpty ? "" : $".@{profile}") + UkiSectionNames.PcrSignature;
}
