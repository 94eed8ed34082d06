using System.Text;
using System.Text.Json;
using InitrdComposer.Formats;
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

        int failures = verification.Checks.Count(IsFailure);
        int notAsked = verification.Checks.Count(check => check.Verdict == CheckVerdict.NotAsked);
        string all = notAsked == 0 ? "everything holds" : $"all that was asked holds; {Sizes.Counted(notAsked, "signature")} not asked about: give --certificate";
        return text.Append(failures == 0 ? all + "\n" : $"{failures} of {Sizes.Counted(verification.Checks.Length, "check")} do not hold\n").ToString();
    }

    public static void Write(Utf8JsonWriter json, OutputVerification verification)
    {
        json.WriteStartObject();
        json.WriteBoolean("holds", verification.Failure is null);
        json.WriteStartArray("checks");
        foreach (OutputCheck check in verification.Checks)
        {
            json.WriteStartObject();
            json.WriteString("file", check.File);
            json.WriteString("verdict", check.Verdict switch { CheckVerdict.Holds => "holds", CheckVerdict.NotAsked => "not-asked", CheckVerdict.Fails => "fails", CheckVerdict.NotRead => "not-read", _ => "not-signed" });
            json.WriteString("said", check.Said);
            if (check.Got is not null) json.WriteString("got", check.Got);
            if (check.Expected is not null) json.WriteString("expected", check.Expected);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static bool IsFailure(OutputCheck check) => check.Verdict is CheckVerdict.Fails or CheckVerdict.NotSigned or CheckVerdict.NotRead;

    private static string WordOf(CheckVerdict verdict) => verdict switch { CheckVerdict.Holds => "ok", CheckVerdict.NotAsked => "-", _ => "FAIL" };
}
