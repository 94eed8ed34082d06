using InitrdComposer.Fuzz.Coverage;

namespace InitrdComposer.Fuzz.Running;

/// <summary>Gives inputs to a target's reader, one at a time, and judges what comes of each.</summary>
internal sealed class ReaderRun(Target target, EdgeCounters counters, SharedInput shared)
{
    /// <summary>Bytes that a reader may take from the heap for one input, all in all.</summary>
    public const long MaxAllocated = 256L << 20;

    private readonly HashSet<string> _causes = [];

    public long Executions { get; private set; }

    public long Wrong { get; private set; }

    /// <summary>Runs the reader; whether it went a way that none before went.</summary>
    public bool IsNew(byte[] input)
    {
        shared.Begin(input);
        counters.Clear();
        long before = GC.GetAllocatedBytesForCurrentThread();
        Exception? wrong = null;
        try
        {
            target.Run(input);
        }
        catch (Exception exception) when (target.IsRight(exception))
        {
        }
        catch (Exception exception) when (!target.IsRight(exception))
        {
            wrong = exception;
        }

        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        shared.End();
        Executions++;
        if (wrong is not null) Report(Finding.CauseOf(wrong), input, wrong.ToString());
        else if (allocated > MaxAllocated) Report("more than 256 MiB allocated", input, $"{allocated >> 20} MiB");
        return counters.IsNew();
    }

    private void Report(string cause, byte[] input, string report)
    {
        Wrong++;
        if (_causes.Add(cause)) Console.WriteLine($"finding: {target.Name}: {Finding.Keep(target.Name, cause, input, report)}: {cause}");
    }
}
