using InitrdComposer.Diagnostics;

namespace InitrdComposer.Uki.Verification;

/// <summary>A rule that an image does not keep.</summary>
/// <param name="Id">The rule's stable name; its kind says what the failure means.</param>
/// <param name="Section">The section that it is of; null: of the whole image.</param>
/// <param name="Offset">Where in the file; null: nowhere.</param>
/// <param name="Rule">The field or the thing that the rule is of, as its specification calls it.</param>
/// <param name="Got">What is there.</param>
/// <param name="Expected">What the rule asks for.</param>
public sealed record Finding(DiagnosticId Id, string? Section, long? Offset, string Rule, string Got, string Expected)
{
    public override string ToString() => $"{(Section is null ? "" : $"{Section}: ")}{Rule}: got {Got}, expected {Expected}";
}
