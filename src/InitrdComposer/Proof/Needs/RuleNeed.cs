using System.Text.RegularExpressions;
using InitrdComposer.Proof.Rules;

namespace InitrdComposer.Proof.Needs;

/// <summary>udev has a rule that does something, and what that rule's file runs is there. Distributions call the files differently; what the rules do is the same.</summary>
/// <param name="For">What it is for.</param>
/// <param name="Key">"RUN", "IMPORT", "SYMLINK", "TAG"; null: any that runs a program.</param>
/// <param name="Pattern">Of the value: a regular expression.</param>
/// <param name="Usual">The file that usually has it.</param>
internal sealed record RuleNeed(ProofVerdict Without, string For, string? Key, string Pattern, string Usual) : Need(Without)
{
    /// <summary>What else the same rule says: key and value. Null: anything.</summary>
    public (string Key, string Value)? Beside { get; init; }

    /// <summary>Only this file has it for all devices: one of systemd's own, which everybody has by this name. Null: whichever.</summary>
    public string? Only { get; init; }

    public override IEnumerable<ProofFinding> Check(ProvenImage image)
    {
        var pattern = new Regex(Pattern, RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1));
        UdevAssignment[] found =
        [
            .. image.Rules.Assignments.Where(rule => (Key is null ? rule.IsCommand : rule.Key == Key) && pattern.IsMatch(rule.Value))
                .Where(rule => Only is null || rule.File.Name.SequenceEqual(System.Text.Encoding.ASCII.GetBytes(Only)))
                .Where(rule => Beside is null || image.Rules.Assignments.Any(other => other.File == rule.File && other.Line == rule.Line && other.Key == Beside.Value.Key && other.Value.Split('|').Contains(Beside.Value.Value))),
        ];
        if (found.Length == 0)
        {
            yield return new(ProofAspect.Rules, Without, For, $"udev has no rule for it: usually {Usual}");
            yield break;
        }

        yield return new(ProofAspect.Rules, ProofVerdict.Good, For, $"{found[0]}");
        foreach (string program in found.Where(rule => rule.IsCommand).Select(rule => rule.Program).OfType<string>().Distinct())
        {
            foreach (ProofFinding finding in ProgramFindings.Of(image, program, $"{For}: {found.First(rule => rule.Program == program)}", Without)) yield return finding;
        }
    }
}
