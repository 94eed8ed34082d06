using System.Collections.Immutable;
using InitrdComposer.Proof.Kernels;

namespace InitrdComposer.Proof.Needs;

/// <summary>What is to be said of drivers and of what they ask for.</summary>
internal static class DriverFindings
{
    private const int MaxNamed = 3;

    /// <param name="subject">The device or what the module is for.</param>
    /// <param name="answer">What the index names for it.</param>
    /// <param name="without">If nothing serves.</param>
    /// <param name="softIsNeeded">Soft dependencies are algorithms that a mount asks for: without them it fails.</param>
    public static IEnumerable<ProofFinding> Of(string subject, DriverAnswer answer, ProofVerdict without, ImageKernel kernel, bool softIsNeeded)
    {
        LoadedModule[] working = [.. answer.Working];
        if (working.Length == 0)
        {
            if (answer.Builtin.Count > 0) return [new(ProofAspect.Drivers, ProofVerdict.BuiltIn, subject, $"{string.Join(", ", answer.Builtin)}, in the kernel itself")];
            return [new(ProofAspect.Drivers, without, subject, answer.Failed?.Problem ?? $"kernel {kernel.Version} has nothing for it, neither as a module nor built in", answer.Failed?.Hint)];
        }

        return
        [
            new(ProofAspect.Drivers, ProofVerdict.Good, subject, string.Join(", ", working.Select(module => module.Name))),
            .. working.Where(module => !module.MissingSoft.IsEmpty).Select(module => new ProofFinding(
                ProofAspect.Drivers, softIsNeeded ? without : ProofVerdict.Warning, subject, $"{module.Name} wants {string.Join(", ", module.MissingSoft)} (softdep), which the kernel's packages have and the image has not",
                $"modules.include += [\"{module.MissingSoft[0]}\"]")),
            .. working.SelectMany(module => FirmwareOf(subject, module, without)),
        ];
    }

    /// <summary>A driver names every file that some of its devices wants: one that is there may be enough, none is never.</summary>
    private static IEnumerable<ProofFinding> FirmwareOf(string subject, LoadedModule module, ProofVerdict without)
    {
        if (module.Firmware.IsEmpty) yield break;
        ImmutableArray<string> missing = [.. module.Firmware.Where(file => !file.IsThere).Select(file => file.Path)];
        string named = string.Join(", ", missing.Take(MaxNamed)) + (missing.Length > MaxNamed ? $" and {missing.Length - MaxNamed} more" : "");
        yield return missing.Length == 0
            ? new(ProofAspect.Firmware, ProofVerdict.Good, subject, $"all {module.Firmware.Length} that {module.Name} names")
            : new(
                ProofAspect.Firmware, missing.Length == module.Firmware.Length ? without : ProofVerdict.Warning, subject,
                missing.Length == module.Firmware.Length ? $"none of what {module.Name} asks for is in /usr/lib/firmware: {named}" : $"{module.Name} may ask for {named}, which is not in /usr/lib/firmware",
                "install the package that has it, or add it with modules.firmware");
    }
}
