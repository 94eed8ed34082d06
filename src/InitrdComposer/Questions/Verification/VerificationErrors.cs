using InitrdComposer.Diagnostics;

namespace InitrdComposer.Questions.Verification;

/// <summary>What can be wrong with a question about an output folder.</summary>
internal static class VerificationErrors
{
    public static readonly DiagnosticId NotAnOutput = new("ATT", 2, FailureKind.Usage);
}
