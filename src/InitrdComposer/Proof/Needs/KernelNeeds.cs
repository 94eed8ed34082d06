using System.Collections.Immutable;
using InitrdComposer.Proof.Kernels;

namespace InitrdComposer.Proof.Needs;

/// <summary>A device has a driver, which udev loads by its modalias.</summary>
/// <param name="Name">For people.</param>
/// <param name="Drivers">What kernels call its driver that have it built in, and list no modaliases of it (before Linux 6.18); none: not known.</param>
internal sealed record DeviceNeed(ProofVerdict Without, string Modalias, string Name, ImmutableArray<string> Drivers) : Need(Without)
{
    public override bool IsOfAnyInit => true;

    public override IEnumerable<ProofFinding> Check(ProvenImage image)
    {
        if (image.Kernel is not ImageKernel kernel) return NoKernel(Name, Without);
        DriverAnswer answer = kernel.Resolve(Modalias, byUdev: true);
        string[] builtin = [.. Drivers.Where(kernel.Index.IsBuiltin)];
        if (builtin.Length > 0) answer = answer with { Builtin = [.. answer.Builtin.Union(builtin)] };
        if (!answer.IsUnknown) return DriverFindings.Of(Name, answer with { Modules = [.. answer.Modules.OrderByDescending(module => Drivers.Contains(module.Name))] }, Without, kernel, softIsNeeded: false);
        ProofVerdict verdict = Drivers.IsEmpty ? ProofVerdict.Warning : Without;
        return [new(ProofAspect.Drivers, verdict, Name, $"no module of kernel {kernel.Version} is for {Modalias}{(Drivers.IsEmpty ? ": its driver is built in, or there is none" : $", and {string.Join(" or ", Drivers)} is not built in")}")];
    }

    internal static IEnumerable<ProofFinding> NoKernel(string subject, ProofVerdict without) =>
        [new(ProofAspect.Drivers, without, subject, "the image has no /usr/lib/modules/KVER: neither modules nor what the kernel has built in is known")];
}

/// <summary>
/// Something that the kernel asks modprobe for by itself when it is first used: a file system, a device-mapper target, a cipher. Names or aliases, of which
/// those that this kernel has must be in the image, and at least one of them be there.
/// </summary>
/// <param name="For">What it is for.</param>
internal sealed record ModuleNeed(ProofVerdict Without, string For, params string[] AnyOf) : Need(Without)
{
    private const string Modprobe = "/sbin/modprobe";

    public override bool IsOfAnyInit => true;

    public override IEnumerable<ProofFinding> Check(ProvenImage image)
    {
        if (image.Kernel is not ImageKernel kernel) return DeviceNeed.NoKernel(For, Without);
        (string Name, DriverAnswer Answer)[] known = [.. AnyOf.Select(name => (name, kernel.Resolve(name, byUdev: false))).Where(pair => !pair.Item2.IsUnknown)];
        if (known.Length == 0) return [new(ProofAspect.Drivers, Without, For, $"kernel {kernel.Version} has no {string.Join(" or ", AnyOf)}, neither as a module nor built in")];
        IEnumerable<ProofFinding> found = known.SelectMany(pair => DriverFindings.Of(For, pair.Answer, Without, kernel, softIsNeeded: true));

        // The kernel runs /sbin/modprobe for what is not there yet (kernel/module/kmod.c).
        return known.Any(pair => pair.Answer.Builtin.Count == 0 && pair.Answer.Working.Any())
            ? found.Concat(ProgramFindings.Of(image, Modprobe, $"{For}: the kernel loads it with {Modprobe}", Without))
            : found;
    }
}
