using System.Collections.Immutable;
using InitrdComposer.Proof.Programs;
using InitrdComposer.Tree;

namespace InitrdComposer.Proof.Needs;

/// <summary>What is to be said of a program that something runs.</summary>
internal static class ProgramFindings
{
    /// <param name="program">Path, or name.</param>
    /// <param name="subject">Who runs it, or what for.</param>
    /// <param name="without">If it is not there.</param>
    /// <param name="broken">If it is there and does not start; null: the same.</param>
    public static IEnumerable<ProofFinding> Of(ProvenImage image, string program, string subject, ProofVerdict without, ProofVerdict? broken = null)
    {
        if (image.Programs.Find(program) is not RootPath found) return [new(ProofAspect.Programs, without, subject, $"{program} is not in the image")];
        ImmutableArray<ProgramProblem> problems = image.Programs.ProblemsOf(found);
        return problems.IsEmpty
            ? [new(ProofAspect.Programs, ProofVerdict.Good, subject, found.ToString()), new(ProofAspect.Libraries, ProofVerdict.Good, subject, $"all that {found} loads")]
            : problems.Select(problem => new ProofFinding(problem.Aspect, broken ?? without, subject, problem.Text));
    }
}
