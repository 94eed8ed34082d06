using System.Text;
using System.Text.Json;
using InitrdComposer.Formats;
using InitrdComposer.Lock;
using InitrdComposer.Questions.Verification;

namespace InitrdComposer.Cli.Terminal;

/// <summary>What `verify` prints: a line for each check.</summary>
internal static class OutputVerificationReport
{
    public static string Text(OutputVerification verification)
    {
        var text = new StringBuilder();
        foreach (OutputCheck check in verification.Checks)
        {
            text.Append(null, $"{WordOf(check.Verdict),-6}{Printable.Escape(check.File)}: {Printable.Escape(check.Said)}\n");
            if (!IsFailure(check)) continue;
            if (check.Got is { Length: > 0 }) text.Append(null, $"      got      {Printable.Escape(check.Got)}\n");
            if (check.Expected is { Length: > 0 }) text.Append(null, $"      expected {Printable.Escape(check.Expected)}\n");
        }

        if (verification.HasExtensions) text.Append("the images' own signatures are looked at by: initrd-composer sysext check BASE EXTENSION...\n");
        return text.Append(null, $"{Conclusion(verification)}\n").ToString();
    }

    /// <summary>What it comes to, on one line: never more than what was looked at, and signed.</summary>
    private static string Conclusion(OutputVerification verification)
    {
        ILookup<CheckVerdict, OutputCheck> by = verification.Checks.ToLookup(check => check.Verdict);
        if (verification.Checks.Count(IsFailure) is int failures and > 0) return $"{failures} of {Sizes.Counted(verification.Checks.Length, "check")} do not hold";
        if (by.All(group => group.Key == CheckVerdict.Holds)) return "everything holds";
        var said = new List<string> { by[CheckVerdict.Unsigned].Any() ? "the files are what manifest.json says" : "all that was asked holds" };
        if (by[CheckVerdict.Unsigned].Any()) said.Add("nobody signed this");
        foreach (IGrouping<bool, OutputCheck> signatures in by[CheckVerdict.NotAsked].GroupBy(IsOfLock))
        {
            said.Add($"{Sizes.Counted(signatures.Count(), "signature")} not asked about: give {(signatures.Key ? "--lock-certificate" : "--certificate")}");
        }

        if (by[CheckVerdict.Unchecked].Any()) said.Add("not all that it is made of had to be signed");
        return string.Join("; ", said);
    }

    private static bool IsOfLock(OutputCheck check) => check.File.EndsWith(LockSignature.Suffix, StringComparison.Ordinal);

    public static void Write(Utf8JsonWriter json, OutputVerification verification)
    {
        json.WriteStartObject();
        json.WriteBoolean("holds", verification.Failure is null);
        json.WriteString("conclusion", Conclusion(verification));
        json.WriteStartArray("checks");
        foreach (OutputCheck check in verification.Checks)
        {
            json.WriteStartObject();
            json.WriteString("file", check.File);
            json.WriteString("verdict", check.Verdict switch { CheckVerdict.Holds => "holds", CheckVerdict.NotAsked => "not-asked", CheckVerdict.Unsigned => "unsigned", CheckVerdict.Unchecked => "unchecked", CheckVerdict.Fails => "fails", CheckVerdict.NotRead => "not-read", _ => "not-signed" });
            json.WriteString("said", check.Said);
            if (check.Got is not null) json.WriteString("got", check.Got);
            if (check.Expected is not null) json.WriteString("expected", check.Expected);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static bool IsFailure(OutputCheck check) => check.Verdict is CheckVerdict.Fails or CheckVerdict.NotSigned or CheckVerdict.NotRead;

    private static string WordOf(CheckVerdict verdict) => verdict switch { CheckVerdict.Holds => "ok", CheckVerdict.NotAsked or CheckVerdict.Unsigned or CheckVerdict.Unchecked => "-", _ => "FAIL" };
}
