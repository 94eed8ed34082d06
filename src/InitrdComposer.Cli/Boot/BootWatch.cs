using System.Collections.Immutable;
using System.Text.RegularExpressions;

namespace InitrdComposer.Cli.Boot;

/// <summary>
/// Reads a serial console line by line and comes to a verdict. Booted means: the marker was printed; or, on a root disk that prints none, a second systemd
/// started after the initrd's, or the initrd's said "Switching root." and nothing went wrong after that.
/// </summary>
/// <param name="marker">What the root disk's init prints.</param>
internal sealed partial class BootWatch(string marker)
{
    private const int MaxEvidence = 12;

    private readonly SortedDictionary<int, (string Meaning, BootRuleEffect Effect)> _found = []; // by place in the table
    private readonly List<string> _evidence = [];
    private string _last = "";
    private string? _switching;
    private bool _oops;
    private bool _panicked;
    private bool _ranInit;

    /// <summary>How far the boot came.</summary>
    public BootStage Stage { get; private set; }

    /// <summary>systemd switches root: unless more is heard soon, that is success.</summary>
    public bool IsSwitching => _switching is not null;

    /// <summary>Something was heard that would explain silence.</summary>
    public bool MayStall => Stage < BootStage.RootMounted && _found.Values.Any(found => found.Effect == BootRuleEffect.Stalls);

    /// <summary>Takes the next line; the verdict, as soon as there is one.</summary>
    /// <param name="line">Without line end and escape sequences.</param>
    public BootVerdict? Hear(string line)
    {
        if (line.Length == 0) return null;
        _last = line;
        if (line.Contains(marker, StringComparison.Ordinal) || (Stage >= BootStage.SystemdInInitrd && SystemdStarts().IsMatch(line)))
        {
            Stage = BootStage.SwitchedRoot;
            return new BootVerdict.Booted(line);
        }

        Advance(line);
        _oops |= line.Contains("Oops: int3", StringComparison.Ordinal);
        _panicked |= line.Contains("Kernel panic", StringComparison.Ordinal);
        for (int i = 0; i < BootRules.Table.Count; i++)
        {
            BootRule rule = BootRules.Table[i];
            if (Stage >= rule.Until || rule.Pattern.Match(line) is not { Success: true } match) continue;
            if (_found.TryAdd(i, (rule.Explain(match), rule.Effect)) && _evidence.Count < MaxEvidence) _evidence.Add(line);
            return rule.Effect == BootRuleEffect.Decides ? Failed() : null;
        }

        return null;
    }

    /// <summary>What holds when nothing more will be heard.</summary>
    /// <param name="end">Why.</param>
    public BootVerdict Conclude(BootEnd end) => end switch
    {
        _ when _switching is not null => new BootVerdict.Booted(_switching),
        BootEnd.Silent when MayStall => Failed("the boot stands still"),
        BootEnd.Exited => Failed("QEMU ended before the root file system's init was reached"),
        _ => new BootVerdict.TimedOut(Stage, [.. _evidence, _last]),
    };

    private BootVerdict.Failed Failed(string? end = null)
    {
        string[] meanings = [.. _found.Values.Where(found => found.Effect != BootRuleEffect.Decides).Select(found => found.Meaning).Take(1)];
        string? decided = _found.Values.Where(found => found.Effect == BootRuleEffect.Decides).Select(found => found.Meaning).FirstOrDefault() ?? end;
        ImmutableArray<string> evidence = _evidence.Contains(_last) ? [.. _evidence] : [.. _evidence, _last];
        return new(string.Join(": ", [.. decided is null ? [] : new[] { decided }, .. meanings]), evidence, _oops && _panicked && !_ranInit);
    }

    private void Advance(string line)
    {
        BootStage heard =
            SwitchingRoot().IsMatch(line) ? BootStage.SwitchingRoot
            : RootMounted().IsMatch(line) ? BootStage.RootMounted
            : InInitrd().IsMatch(line) ? BootStage.SystemdInInitrd
            : RunsInit().IsMatch(line) ? BootStage.Init
            : Kernel().IsMatch(line) ? BootStage.Kernel
            : BootStage.Firmware;
        _ranInit |= heard == BootStage.Init;
        if (heard == BootStage.SwitchingRoot) _switching ??= line;
        if (heard > Stage) Stage = heard;
    }

    [GeneratedRegex(@"^\[ *\d+\.\d{6}\] |^EFI stub: ", RegexOptions.NonBacktracking)]
    private static partial Regex Kernel();

    [GeneratedRegex(@"\] Run /\S+ as init process", RegexOptions.NonBacktracking)]
    private static partial Regex RunsInit();

    [GeneratedRegex(@"systemd\[1\]: systemd [^ ]+ running in system mode", RegexOptions.NonBacktracking)]
    private static partial Regex SystemdStarts();

    [GeneratedRegex(@"systemd\[1\]: Running in initrd\.", RegexOptions.NonBacktracking)]
    private static partial Regex InInitrd();

    [GeneratedRegex(@"systemd\[1\]: Mounted sysroot\.mount", RegexOptions.NonBacktracking)]
    private static partial Regex RootMounted();

    [GeneratedRegex(@"systemd\[1\]: Switching root\.", RegexOptions.NonBacktracking)]
    private static partial Regex SwitchingRoot();
}

/// <summary>Why nothing more is heard of a boot.</summary>
internal enum BootEnd
{
    /// <summary>Its time is up.</summary>
    TimeUp,

    /// <summary>Long silence after something that explains silence.</summary>
    Silent,

    /// <summary>QEMU ended by itself.</summary>
    Exited,
}
