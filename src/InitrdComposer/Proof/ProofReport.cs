using System.Collections.Immutable;

namespace InitrdComposer.Proof;

/// <summary>Whether an initrd has what it takes to boot where it is claimed to: a row a claim, a column an aspect.</summary>
/// <param name="Name">Of the initrd.</param>
/// <param name="KernelVersion">Whose modules are in it; null: it has none.</param>
/// <param name="Rows">"general" first, then platforms, roots, features, each in the order of the claims.</param>
public sealed record ProofReport(string Name, string? KernelVersion, ImmutableArray<ProofRow> Rows)
{
    /// <summary>The worst of all cells.</summary>
    public ProofVerdict Verdict => Rows.Select(row => row.Verdict).DefaultIfEmpty().Max();
}

/// <summary>A claim, and what was found for it.</summary>
/// <param name="Name">"kvm", "ext4", "luks"; of the general row "boot".</param>
public sealed record ProofRow(ProofClaimKind Kind, string Name, ImmutableArray<ProofFinding> Findings)
{
    public ProofVerdict Verdict => Findings.Select(finding => finding.Verdict).DefaultIfEmpty().Max();

    /// <summary>A cell of the matrix; null: nothing was asked. It is "built in" if the kernel has all of it itself.</summary>
    public ProofVerdict? this[ProofAspect aspect]
    {
        get
        {
            ProofFinding[] found = [.. Findings.Where(finding => finding.Aspect == aspect)];
            if (found.Length == 0) return null;
            ProofVerdict worst = found.Max(finding => finding.Verdict);
            return worst == ProofVerdict.BuiltIn && found.Any(finding => finding.Verdict == ProofVerdict.Good) ? ProofVerdict.Good : worst;
        }
    }
}

/// <summary>What was found for one thing that a claim needs.</summary>
/// <param name="Subject">What is needed: a device, a program, a unit.</param>
/// <param name="Text">What serves it, or why nothing does.</param>
/// <param name="Hint">What would help; null: nothing to be said.</param>
public sealed record ProofFinding(ProofAspect Aspect, ProofVerdict Verdict, string Subject, string Text, string? Hint = null);

/// <summary>What a row is about.</summary>
public enum ProofClaimKind
{
    /// <summary>Whatever the machine: PID 1, udev, the units that lead to the real root.</summary>
    General,

    /// <summary>The devices of a kind of machine.</summary>
    Platform,

    /// <summary>The file system of the root.</summary>
    Root,

    /// <summary>What lies between the disk and the root, or is wanted besides.</summary>
    Feature,
}

/// <summary>A column of the matrix.</summary>
public enum ProofAspect
{
    /// <summary>Kernel modules with all they depend on, or built in.</summary>
    Drivers,

    /// <summary>Files that drivers ask the kernel to load.</summary>
    Firmware,

    /// <summary>udev's rules, and the programs that they run.</summary>
    Rules,

    /// <summary>Units that are started, and generators.</summary>
    Units,

    /// <summary>Programs that are run, with their interpreters.</summary>
    Programs,

    /// <summary>What programs load: DT_NEEDED and dlopen().</summary>
    Libraries,

    /// <summary>Users and groups that rules and units name.</summary>
    Accounts,
}

/// <summary>What a cell says, the worst last.</summary>
public enum ProofVerdict
{
    /// <summary>The kernel has it itself.</summary>
    BuiltIn,

    /// <summary>It is there, complete.</summary>
    Good,

    /// <summary>Something is missing that a boot does without, or that cannot be judged.</summary>
    Warning,

    /// <summary>The claim does not hold.</summary>
    Red,
}
