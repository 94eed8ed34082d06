namespace InitrdComposer.Formats.OpenPgp;

/// <summary>64 bits of a fingerprint: a hint where to look for a key, never its name.</summary>
public readonly record struct KeyId(ulong Value)
{
    /// <summary>Bytes of a key id.</summary>
    public const int Size = 8;

    /// <summary>16 upper-case hex digits.</summary>
    public override string ToString() => $"{Value:X16}";
}
