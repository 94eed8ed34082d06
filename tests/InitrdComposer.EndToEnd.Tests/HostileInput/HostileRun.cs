using System.Globalization;
using System.Text.RegularExpressions;
using InitrdComposer.Testing;
using Xunit;

namespace InitrdComposer.EndToEnd.Tests.HostileInput;

/// <summary>Runs a case and holds everything against it that a bad input may not do.</summary>
internal static partial class HostileRun
{
    private const int InternalBug = 70;

    /// <summary>Exit codes from here on are signals: a crash, or a limit.</summary>
    private const int FirstSignal = 128;

    public static void Of(HostileCase row)
    {
        using var folder = new HostileFolder();
        row.Make(folder);
        string[] before = TreeSnapshot.Of(folder.Root);
        ToolResult result = ConfinedProgram.Run(folder, row.Command(folder));
        string told = $"{row}\nexit {result.ExitCode}\n{result.Error}{result.Output}";
        Assert.True(result.ExitCode is not InternalBug and < FirstSignal, told);
        AssertSafeForTerminals(result.Error + result.Output, told);
        switch (row.Verdict)
        {
            case Verdict.Refused refused:
                Assert.True(result.ExitCode == refused.ExitCode, told);
                AssertOneError(refused, folder, result, told);
                AssertNothingPublished(folder, before, told);
                break;
            case Verdict.Accepted accepted:
                Assert.True(result.ExitCode == 0, told);
                Assert.DoesNotContain("error[", result.Error, StringComparison.Ordinal);
                AssertOnlyOutputs(folder, before, told);
                accepted.Check?.Invoke(folder, result);
                break;
        }

        HostileResults.Passed(row);
    }

    /// <summary>`error[IC-AREAnn]: FILE: place: field: got ..., expected ...`, perhaps a hint, and no stack.</summary>
    private static void AssertOneError(Verdict.Refused expected, HostileFolder folder, ToolResult result, string told)
    {
        string begin = $"error[IC-{expected.Diagnostic}]: ";
        string error = WithoutNotes(result.Error);
        Assert.True(error.StartsWith(begin, StringComparison.Ordinal), told);
        Assert.True(BeginsWithAFile(error[begin.Length..], folder), $"no file: {told}");
        Assert.False(result.Error.Contains("   at ", StringComparison.Ordinal), told);
        Assert.False(result.Error.Contains("Exception", StringComparison.Ordinal), told);
        foreach (string fragment in expected.Fragments) Assert.True(result.Error.Contains(fragment, StringComparison.Ordinal), $"no \"{fragment}\": {told}");
        string[] lines = error.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.True(lines.Skip(1).All(line => line.StartsWith("  ", StringComparison.Ordinal)), told);
    }

    /// <summary>What was said of mirrors on the way.</summary>
    private static string WithoutNotes(string error) => string.Join('\n', error.Split('\n').SkipWhile(line => line.StartsWith("note[IC-", StringComparison.Ordinal)));

    /// <summary>A URL, a file or folder of this machine, or "PACKAGE: /path" or "/path" of an image.</summary>
    private static bool BeginsWithAFile(string message, HostileFolder folder)
    {
        string place = message.Split('\n')[0].Split('!')[0];
        return InImage().IsMatch(place) || place.StartsWith("http://", StringComparison.Ordinal) || place.StartsWith("https://", StringComparison.Ordinal)
            || Enumerable.Range(1, place.Length).Where(end => end == place.Length || place[end] is ':').Any(end => Path.Exists(Path.Combine(folder.Work, place[..end])));
    }

    [GeneratedRegex("^([^ :/]+: )?/[^ ]", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex InImage();

    /// <summary>Outputs, inputs, surroundings and temporary files as before, and nothing packed in the cache. A lock is made before packages are met.</summary>
    private static void AssertNothingPublished(HostileFolder folder, string[] before, string told)
    {
        string work = Path.GetRelativePath(folder.Root, folder.Work);
        string[] changes = [.. TreeSnapshot.Difference(before, TreeSnapshot.Of(folder.Root)).Where(line => !line.StartsWith($"+ {work}/small.lock ", StringComparison.Ordinal))];
        Assert.True(changes.All(line => IsIdleCache(line, $"+ {work}/cache")), $"changed:\n{string.Join('\n', changes)}\n{told}");
    }

    /// <summary>
    /// Folders of the cache, the files that runs hold locks on, and what stays true whatever becomes of the run: what whole metadata and packages say, and what servers
    /// gave, each under the digest of its bytes.
    /// </summary>
    private static bool IsIdleCache(string line, string cache) =>
        line.StartsWith(cache, StringComparison.Ordinal)
        && (line.EndsWith(" folder", StringComparison.Ordinal) || line.EndsWith(" empty or special", StringComparison.Ordinal)
            || line.StartsWith($"{cache}/v1/packages-read/", StringComparison.Ordinal) || line.StartsWith($"{cache}/v1/known-copies/", StringComparison.Ordinal)
            || line.StartsWith($"{cache}/v1/pools/", StringComparison.Ordinal) || IsObject(line));

    /// <summary>"... CACHE/v1/objects/ALGORITHM/ab/abcd... ...", whose content is named by the difference too.</summary>
    private static bool IsObject(string line) => ObjectLine().IsMatch(line);

    [GeneratedRegex("/v1/objects/sha256/(?<start>[0-9a-f]{2})/(?<digest>\\k<start>[0-9a-f]{62}) .*\\k<digest>", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex ObjectLine();

    private static void AssertOnlyOutputs(HostileFolder folder, string[] before, string told)
    {
        string work = Path.GetRelativePath(folder.Root, folder.Work);
        string[] changes = TreeSnapshot.Difference(before, TreeSnapshot.Of(folder.Root));
        Assert.True(
            changes.All(line => line[2..].StartsWith($"{work}/out", StringComparison.Ordinal) || line[2..].StartsWith($"{work}/cache", StringComparison.Ordinal)
                || line[2..].StartsWith($"{work}/small.lock ", StringComparison.Ordinal)),
            $"changed:\n{string.Join('\n', changes)}\n{told}");
    }

    /// <summary>Names from packages reach the screen; nothing of them may move its cursor or turn its text around.</summary>
    private static void AssertSafeForTerminals(string text, string told)
    {
        char? unsafeCharacter = text.Cast<char?>().FirstOrDefault(c => c is not '\n' && CharUnicodeInfo.GetUnicodeCategory(c!.Value) is
            UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator);
        Assert.True(unsafeCharacter is null, $"U+{(int)(unsafeCharacter ?? '\0'):X4} in: {told}");
    }
}
