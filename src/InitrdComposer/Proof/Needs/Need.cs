namespace InitrdComposer.Proof.Needs;

/// <summary>One thing that a claim stands on.</summary>
/// <param name="Without">What becomes of a boot without it: red where it fails, a warning where it goes on.</param>
internal abstract record Need(ProofVerdict Without)
{
    /// <summary>Whether it is asked of an image whose PID 1 is not systemd.</summary>
    public virtual bool IsOfAnyInit => false;

    public abstract IEnumerable<ProofFinding> Check(ProvenImage image);
}
