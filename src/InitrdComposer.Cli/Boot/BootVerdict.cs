using System.Collections.Immutable;

namespace InitrdComposer.Cli.Boot;

/// <summary>Whether a boot reached the init of the root file system, and if not, why.</summary>
internal abstract record BootVerdict
{
    private BootVerdict()
    {
    }

    /// <summary>The root file system's init runs.</summary>
    /// <param name="Evidence">The line of the serial console that says so.</param>
    internal sealed record Booted(string Evidence) : BootVerdict;

    /// <summary>It never will.</summary>
    /// <param name="Reason">One sentence.</param>
    /// <param name="Evidence">The lines of the serial console that the reason is read from, in their order.</param>
    /// <param name="IsEmulatorFault">The guest's kernel died of a fault of QEMU's multi-threaded TCG that has nothing to do with the image.</param>
    internal sealed record Failed(string Reason, ImmutableArray<string> Evidence, bool IsEmulatorFault) : BootVerdict;

    /// <summary>Time ran out before anything was decided.</summary>
    /// <param name="Stage">How far it came.</param>
    /// <param name="Evidence">Lines that may explain it, then the last one that was heard.</param>
    internal sealed record TimedOut(BootStage Stage, ImmutableArray<string> Evidence) : BootVerdict;
}

/// <summary>What a boot left.</summary>
/// <param name="Attempts">More than one if QEMU's known fault made it necessary.</param>
/// <param name="Elapsed">Wall time of the last attempt.</param>
internal sealed record BootReport(BootVerdict Verdict, int Attempts, TimeSpan Elapsed, string LogPath);
