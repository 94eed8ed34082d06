using System.Collections.Immutable;
using System.Diagnostics;
using System.Security.Cryptography.X509Certificates;
using InitrdComposer.Attestation;
using InitrdComposer.Config;
using InitrdComposer.Diagnostics;
using InitrdComposer.Files;
using InitrdComposer.Formats;
using InitrdComposer.Formats.Cms;
using InitrdComposer.Formats.Dsse;
using InitrdComposer.Lock;
using InitrdComposer.Manifest;
using InitrdComposer.Signing;
using PublicKey = InitrdComposer.Signing.PublicKey;

namespace InitrdComposer.Questions.Verification;

/// <summary>Who has signed what of an output folder.</summary>
/// <param name="disk">Where.</param>
/// <param name="found">What lies there.</param>
/// <param name="trusted">Whose signatures count.</param>
internal sealed class SignatureChecks(Disk disk, OutputListing found, TrustedSigners trusted)
{
    private const string WithoutCertificate = "without --certificate nobody asks whose signature it is", WithoutLockCertificate = "without --lock-certificate nobody asks whose it is";

    /// <summary>Each envelope holds the provenance that lies beside it, and where certificates are given one of them has signed. One that the recipe wants must be there.</summary>
    public IEnumerable<OutputCheck> OfProvenances(OutputTexts[] recipes)
    {
        foreach (OutputTexts recipe in recipes)
        {
            if (found.Names.Contains(recipe.Bundle))
            {
                foreach (OutputCheck check in OutputCheck.Guarded(recipe.Bundle, CheckVerdict.NotSigned, () => [EnvelopeCheck(recipe.Bundle, recipe.Provenance)])) yield return check;
            }
            else if (Wants(recipe, text => text.Attestation.Signer is not null))
            {
                yield return new(recipe.Bundle, CheckVerdict.NotSigned, $"is missing: {recipe.RecipeFile} says who signs what is built (attestation.key)");
            }
            else if (!found.Names.Contains(recipe.Provenance))
            {
                if (!trusted.Provenance.IsEmpty) yield return new(ImageManifest.FileName, CheckVerdict.NotSigned, $"is not signed: there is no {recipe.Provenance} that speaks of it");
            }
            else
            {
                yield return trusted.Provenance.IsEmpty
                    ? new(recipe.Provenance, CheckVerdict.Unsigned, "nobody signed it")
                    : new(recipe.Provenance, CheckVerdict.NotSigned, $"is not signed: there is no {recipe.Bundle} of it");
            }
        }
    }

    /// <summary>Of the signatures that came with locks, and of those that should have.</summary>
    public IEnumerable<OutputCheck> OfLocks(ImmutableArray<BuiltFile> outputs, OutputTexts[] recipes)
    {
        foreach (OutputTexts recipe in recipes)
        {
            if (outputs.Any(output => output.File == recipe.LockSignatureFile))
            {
                if (!found.Names.Contains(recipe.LockSignatureFile) || !found.Names.Contains(recipe.LockFile)) continue; // that has been said of all files
                foreach (OutputCheck check in OutputCheck.Guarded(recipe.LockSignatureFile, CheckVerdict.NotSigned, () => [LockCheck(recipe)])) yield return check;
            }
            else if (Wants(recipe, text => !text.LockSigners.IsEmpty))
            {
                yield return new(recipe.LockSignatureFile, CheckVerdict.NotSigned, $"is missing: {recipe.RecipeFile} says who signs its lock (lock-signers)");
            }
            else if (!trusted.Locks.IsEmpty)
            {
                yield return new(recipe.LockFile, CheckVerdict.NotSigned, $"is not signed: there is no {recipe.LockSignatureFile} of it");
            }
        }
    }

    /// <summary>A recipe that cannot be read has been told already.</summary>
    private static bool Wants(OutputTexts recipe, Func<Recipe, bool> wants)
    {
        try
        {
            return wants(recipe.Recipe);
        }
        catch (ComposerException)
        {
            return false;
        }
    }

    private OutputCheck EnvelopeCheck(string bundle, string provenance)
    {
        if (!found.Names.Contains(provenance)) return new(bundle, CheckVerdict.Fails, $"there is no {provenance}, which it holds");
        byte[] statement = FileSource.ReadAllBytes(disk, found.PathOf(provenance), DsseReader.MaxLength);
        var signed = SignedStatement.Read(disk, found.PathOf(bundle));
        if (!signed.Holds(statement)) return new(bundle, CheckVerdict.Fails, $"holds something else than {provenance}");
        string keys = string.Join(", ", signed.KeyIds);
        if (trusted.Provenance.IsEmpty) return new(bundle, CheckVerdict.NotAsked, $"holds {provenance}; {WithoutCertificate}") { Got = keys };
        X509Certificate2? signer = trusted.Provenance.FirstOrDefault(certificate => PublicKey.Of(certificate) is { IsStrong: true } key && signed.IsSignedBy(key));
        return signer is null
            ? new(bundle, CheckVerdict.NotSigned, "is signed by the key of none of the given certificates") { Got = keys, Expected = string.Join(", ", trusted.Provenance.Select(certificate => PublicKey.Of(certificate)?.KeyId)) }
            : new(bundle, CheckVerdict.Holds, $"holds {provenance}, signed by {signer.Subject}");
    }

    private OutputCheck LockCheck(OutputTexts recipe)
    {
        (string file, string locked) = (recipe.LockSignatureFile, recipe.LockFile);
        byte[] signature = FileSource.ReadAllBytes(disk, found.PathOf(file), SignedDataReader.MaxLength), content = FileSource.ReadAllBytes(disk, found.PathOf(locked), LockReader.MaxLength);
        if (!trusted.Locks.IsEmpty)
        {
            return LockSignature.Judge(signature, content, trusted.Locks, LockReader.Parse(content, found.PathOf(locked)).MadeAfter, "the certificates of --lock-certificate") switch
            {
                LockSignatureVerdict.Good good => new(file, CheckVerdict.Holds, $"is a signature of {locked} by {good.Signer}"),
                LockSignatureVerdict.Refused refused => new(file, CheckVerdict.NotSigned, refused.Why),
                _ => throw new UnreachableException(),
            };
        }

        try
        {
            ImmutableArray<DetachedSigner> signers = DetachedSigner.Read(signature, 0);
            bool?[] answers = [.. signers.Select(signer => signer.IsOf(content))];
            return answers.Contains(true) ? new(file, CheckVerdict.NotAsked, $"is about {locked}; {WithoutLockCertificate}")
                : answers.Contains(null) ? new(file, CheckVerdict.NotAsked, $"nobody can tell whether it is about {locked}: it has neither signed attributes nor its signer's certificate; {WithoutLockCertificate}")
                : new(file, CheckVerdict.NotSigned, signers.All(signer => signer.IsOfAnother(content)) ? $"is a signature of something else than {locked}" : $"is no signature of {locked} by the key that it names");
        }
        catch (MalformedDataException damage)
        {
            return new(file, CheckVerdict.NotSigned, $"is no detached CMS signature: {damage.Field}: got {damage.Got}, expected {damage.Expected}");
        }
    }
}
