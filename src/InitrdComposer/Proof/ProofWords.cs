namespace InitrdComposer.Proof;

/// <summary>The words of reports: in manifests, in `prove`'s JSON and on screens.</summary>
public static class ProofWords
{
    public static string Of(ProofClaimKind kind) => kind.ToString().ToLowerInvariant();

    public static string Of(ProofAspect aspect) => aspect.ToString().ToLowerInvariant();

    public static string Of(ProofVerdict verdict) => verdict switch
    {
        ProofVerdict.BuiltIn => "built-in",
        ProofVerdict.Good => "ok",
        ProofVerdict.Warning => "warning",
        _ => "red",
    };
}
