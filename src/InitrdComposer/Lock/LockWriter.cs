using System.Text;
using InitrdComposer.Diagnostics;
using InitrdComposer.Files;
using InitrdComposer.Signing;

namespace InitrdComposer.Lock;

/// <summary>Writes a lock, and its signature beside it.</summary>
public static class LockWriter
{
    /// <summary>Leaves a file alone that is what it would be.</summary>
    /// <param name="disk">Where.</param>
    /// <param name="path">The lock's file.</param>
    /// <param name="result">What came of resolving.</param>
    /// <param name="signer">Null: nobody signs, and a signature that is there stays: it is of the lock that was there.</param>
    /// <returns>The same, with what became of its signature.</returns>
    /// <exception cref="ComposerException">The disk is full, or the signer does not sign.</exception>
    public static LockResult Write(Disk disk, string path, LockResult result, Signer? signer)
    {
        byte[] text = Encoding.UTF8.GetBytes(LockText.Write(result.Lock));
        byte[]? signature = signer is null ? null : DetachedSigner.Sign(text, signer);

        // Who signs means these very bytes: a file that only reads the same is written anew.
        if (signature is not null || !result.IsUnchanged) AtomicFile.Write(disk, path, text);
        if (signature is not null) AtomicFile.Write(disk, LockSignature.PathOf(path), signature);
        return result with { SignedBy = signer?.Certificates[0].Subject, HasVoidSignature = signature is null && !result.IsUnchanged && new DiskView(disk).HasFile(LockSignature.PathOf(path)) };
    }
}
