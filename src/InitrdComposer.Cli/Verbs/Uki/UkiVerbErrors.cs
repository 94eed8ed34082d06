using InitrdComposer.Diagnostics;

namespace InitrdComposer.Cli.Verbs.Uki;

/// <summary>Options that are wrong, or do not go together.</summary>
internal static class UkiVerbErrors
{
    private static readonly DiagnosticId BadOption = new("CLI", 4, FailureKind.Usage);

    public static ComposerException Wrong(string option, string got, string expected) => new(BadOption, $"{option}: got {got}, expected {expected}");
}
