using System.Collections.Immutable;
using InitrdComposer.Proof.Programs;
using InitrdComposer.Proof.Units;
using InitrdComposer.Tree;

namespace InitrdComposer.Proof.Needs;

/// <summary>Whatever systemd starts in the initrd can be started: its commands, the accounts that it runs as, the units that it requires.</summary>
internal sealed record StartedUnitsNeed() : Need(ProofVerdict.Red)
{
    public override IEnumerable<ProofFinding> Check(ProvenImage image)
    {
        foreach ((string unit, string by) in image.Units.Missing)
        {
            yield return new(ProofAspect.Units, ProofVerdict.Red, unit, $"{by} requires it, and it is not in the image, or masked");
        }

        int good = 0;
        foreach (StartedUnit unit in image.Units.Units.Where(unit => unit.Skipped is null))
        {
            ProofFinding[] found = [.. Problems(unit, image)];
            foreach (ProofFinding finding in found) yield return finding;
            if (found.Length == 0) good++;
        }

        yield return new(ProofAspect.Units, ProofVerdict.Good, "units that are started", $"{good} can be");
    }

    private static IEnumerable<ProofFinding> Problems(StartedUnit unit, ProvenImage image)
    {
        string subject = $"{unit.Name}, wanted by {unit.By}";
        ProofVerdict failing = unit.Strength == UnitLink.Wanted ? ProofVerdict.Warning : ProofVerdict.Red;
        if (unit.FailedAssertion is string assertion) yield return new(ProofAspect.Units, failing, subject, $"{assertion} does not hold in this image");
        foreach (ExecLine command in unit.Commands)
        {
            // What a unit has made for itself while it starts is not there yet.
            if (command.Program is not string program || program.Contains('%') || program.StartsWith("/run/", StringComparison.Ordinal)) continue;
            ImmutableArray<ProgramProblem> problems = image.Programs.Find(program) is RootPath found
                ? image.Programs.ProblemsOf(found)
                : [new(ProofAspect.Units, $"it runs {program}, which is not in the image")];
            foreach (ProgramProblem problem in problems) yield return new(problem.Aspect, command.MayFail ? ProofVerdict.Warning : failing, subject, problem.Text);
        }

        if (unit.Id.Type is not ("service" or "socket")) yield break;
        string section = unit.Id.Type == "service" ? "Service" : "Socket";
        if (unit.Settings.Last("Service", "DynamicUser") is "yes" or "true" or "1" or "on") yield break;
        foreach ((string key, bool isUser) in ((string, bool)[])[("User", true), ("Group", false), ("SocketUser", true), ("SocketGroup", false)])
        {
            if (unit.Settings.Last(section, key) is not string name || name.Contains('%')) continue;
            if (isUser ? image.Accounts.HasUser(name) : image.Accounts.HasGroup(name)) continue;
            yield return new(ProofAspect.Accounts, failing, subject, $"{key}={name}: there is no such {(isUser ? "user in /etc/passwd" : "group in /etc/group")}: systemd does not start it");
        }
    }
}
