using System.Collections.Immutable;
using InitrdComposer.Proof.Programs;
using InitrdComposer.Proof.Rules;
using InitrdComposer.Tree;

namespace InitrdComposer.Proof.Needs;

/// <summary>
/// What any rule of udev runs is there, and whom it names exists. Rules come with packages for machines of every kind, so that what is missing is only said:
/// where a claim stands on a rule, that claim asks for it. Of an unknown owner udev leaves the device to root.
/// </summary>
internal sealed record AllRulesNeed() : Need(ProofVerdict.Warning)
{
    public override IEnumerable<ProofFinding> Check(ProvenImage image)
    {
        yield return new(ProofAspect.Rules, ProofVerdict.Good, "udev", $"{image.Rules.Files.Length} files of rules");
        foreach (IGrouping<string, UdevAssignment> program in image.Rules.Commands.Where(rule => rule.Program is not null).GroupBy(rule => rule.Program!))
        {
            string subject = $"{program.First()}{(program.Count() > 1 ? $" and {program.Count() - 1} more" : "")}";
            ImmutableArray<ProgramProblem> problems = image.Programs.Find(program.Key) is RootPath found ? image.Programs.ProblemsOf(found) : [new(ProofAspect.Rules, $"it runs {program.Key}, which is not in the image")];
            foreach (ProgramProblem problem in problems) yield return new(problem.Aspect, Without, subject, problem.Text);
        }

        var named = image.Rules.Assignments.Where(rule => rule.Key is "OWNER" or "GROUP" && rule.Value.AsSpan().IndexOfAny("$%") < 0).ToLookup(rule => (rule.Key, rule.Value));
        foreach (IGrouping<(string Key, string Name), UdevAssignment> account in named)
        {
            if (account.Key.Key == "OWNER" ? image.Accounts.HasUser(account.Key.Name) : image.Accounts.HasGroup(account.Key.Name)) continue;
            yield return new(
                ProofAspect.Accounts, Without, $"{account.First()}", $"{account.Key.Key}=\"{account.Key.Name}\": there is no such {(account.Key.Key == "OWNER" ? "user" : "group")}: udev leaves the device to root",
                "install the package whose sysusers.d makes it");
        }

        if (named.Count > 0) yield return new(ProofAspect.Accounts, ProofVerdict.Good, "udev", $"{named.Count} users and groups are looked for");
    }
}
