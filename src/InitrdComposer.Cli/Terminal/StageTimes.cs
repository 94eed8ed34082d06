using System.Diagnostics;
using System.Globalization;
using System.Text;
using InitrdComposer.Diagnostics;

namespace InitrdComposer.Cli.Terminal;

/// <summary>Where the time of a run goes: wall clock and processor time of each stage, from the start of the process on.</summary>
/// <param name="next">Is told of everything as well.</param>
internal sealed class StageTimes(IProgress<ComposerProgress> next) : IProgress<ComposerProgress>
{
    private readonly System.Threading.Lock _adding = new();
    private readonly List<Mark> _marks = [new("starting", TimeSpan.Zero, TimeSpan.Zero)];

    public void Report(ComposerProgress value)
    {
        Add(value.Stage);
        next.Report(value);
    }

    /// <summary>A line a stage, and their sum.</summary>
    public string Finish()
    {
        Add("");
        var text = new StringBuilder($"{"stage",-28}{"seconds",9}{"processor",11}\n");
        foreach ((Mark begin, Mark end) in _marks.Zip(_marks.Skip(1))) Line(begin.Stage, end.SinceStart - begin.SinceStart, end.Processor - begin.Processor);
        Line("in all", _marks[^1].SinceStart, _marks[^1].Processor);
        return text.ToString().TrimEnd();

        void Line(string stage, TimeSpan wall, TimeSpan processor) =>
            text.Append(CultureInfo.InvariantCulture, $"{stage,-28}{wall.TotalSeconds,9:F3}{processor.TotalSeconds,11:F3}\n");
    }

    private void Add(string stage)
    {
        lock (_adding)
        {
            if (_marks[^1].Stage == stage) return;
            using var process = Process.GetCurrentProcess();
            _marks.Add(new(stage, DateTime.Now - process.StartTime, Environment.CpuUsage.TotalTime));
        }
    }

    private readonly record struct Mark(string Stage, TimeSpan SinceStart, TimeSpan Processor);
}
