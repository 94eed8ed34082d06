namespace InitrdComposer.Lock;

/// <summary>What is to be thought of a lock's signature.</summary>
public abstract record LockSignatureVerdict
{
    private LockSignatureVerdict()
    {
    }

    /// <summary>It counts.</summary>
    /// <param name="Signer">Whose certificate leads to one that is listed.</param>
    public sealed record Good(string Signer) : LockSignatureVerdict;

    /// <summary>It does not count.</summary>
    /// <param name="Why">In words that follow the signature's name: "is ...".</param>
    public sealed record Refused(string Why) : LockSignatureVerdict;
}
