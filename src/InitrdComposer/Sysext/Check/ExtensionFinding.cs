using InitrdComposer.Diagnostics;
using InitrdComposer.Formats;

namespace InitrdComposer.Sysext.Check;

/// <summary>What became of one thing that systemd, or the kernel, will ask of an extension.</summary>
/// <param name="Check">What was looked at: "image policy", "VERSION_ID".</param>
/// <param name="Text">What was found; of what does not hold, what was got and what was expected.</param>
public sealed record ExtensionFinding(string Check, ExtensionVerdict Verdict, string Text)
{
    /// <summary>The rule that does not hold; null: it does.</summary>
    public DiagnosticId? Id { get; init; }

    /// <summary>What to do about it.</summary>
    public string? Hint { get; init; }

    internal static ExtensionFinding Good(string check, string text) => new(check, ExtensionVerdict.Good, text);

    internal static ExtensionFinding Warning(DiagnosticId id, string check, string text, string? hint = null) => new(check, ExtensionVerdict.Warning, text) { Id = id, Hint = hint };

    /// <summary>Data that does not follow its format.</summary>
    internal static ExtensionFinding Malformed(DiagnosticId id, MalformedDataException cause)
    {
        string place = cause.Position == default ? "" : $"{cause.Position}: ";
        return new(cause.Format, ExtensionVerdict.Refused, $"{place}{cause.Field}: got {cause.Got}, expected {cause.Expected}") { Id = id };
    }

    internal static ExtensionFinding Refused(DiagnosticId id, string check, string got, string expected, string? hint = null) =>
        new(check, ExtensionVerdict.Refused, $"got {got}, expected {expected}") { Id = id, Hint = hint };
}

/// <summary>How it ends.</summary>
public enum ExtensionVerdict
{
    /// <summary>It holds.</summary>
    Good,

    /// <summary>The extension is merged, but not all of it is of use, or not all of it could be looked at.</summary>
    Warning,

    /// <summary>The extension is not merged, or breaks what it is merged into.</summary>
    Refused,
}
