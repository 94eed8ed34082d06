namespace InitrdComposer.Diagnostics;

/// <summary>
/// A diagnostic's stable name, printed "IC-CFG03": documentation, searches and tests hold on to it. Each stage declares its own.
/// </summary>
/// <param name="Area">Three letters: CFG recipe, RMD repomd, PXM primary, RPM package, KMO kernel module, ...</param>
/// <param name="Number">1 to 99: a row of the catalogue of bad input where it has one; several things that a row names may share it.</param>
/// <param name="Kind">What the failure means to the caller.</param>
public readonly record struct DiagnosticId(string Area, int Number, FailureKind Kind)
{
    public override string ToString() => $"IC-{Area}{Number:00}";
}
