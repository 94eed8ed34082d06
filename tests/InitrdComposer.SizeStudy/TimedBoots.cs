using System.Collections.Immutable;
using System.Globalization;
using System.Text.RegularExpressions;
using InitrdComposer.Cli.Boot;

namespace InitrdComposer.SizeStudy;

/// <summary>Boots of images with one kernel from one disk, one at a time and in turn, so that a load of the machine meets all of them.</summary>
/// <param name="kernel">vmlinuz.</param>
/// <param name="disk">What is booted into; never changed.</param>
/// <param name="commandLine">How its root file system is found.</param>
/// <param name="logs">Folder of the consoles.</param>
internal sealed partial class TimedBoots(string kernel, string disk, string commandLine, string logs)
{
    private const int TicksASecond = 100; // USER_HZ, on every architecture but alpha and ia64

    /// <summary>What the largest of the images needs, unpacked in memory, with room to spare.</summary>
    private const int MemoryInMebibytes = 3072;

    private static readonly TimeSpan Timeout = TimeSpan.FromMinutes(5);

    /// <param name="images">Name and initrd.</param>
    /// <param name="runs">Of each. One that does not boot is not tried again.</param>
    public ImmutableDictionary<string, BootTimes> Of(IReadOnlyList<(string Name, string Initrd)> images, int runs)
    {
        Directory.CreateDirectory(logs);
        var times = images.ToDictionary(image => image.Name, _ => ImmutableArray.CreateBuilder<BootTime>());
        Dictionary<string, string> failures = [];
        for (int run = 0; run < runs; run++)
        {
            foreach ((string name, string initrd) in images.Where(image => !failures.ContainsKey(image.Name)))
            {
                Console.Error.WriteLine($"booting {name}, {run + 1} of {runs}");
                if (Boot(name, initrd, out BootTime time) is string failure) failures.Add(name, failure);
                else times[name].Add(time);
            }
        }

        return images.ToImmutableDictionary(image => image.Name, image => new BootTimes(failures.GetValueOrDefault(image.Name), times[image.Name].ToImmutable()));
    }

    private string? Boot(string name, string initrd, out BootTime time)
    {
        double before = ProcessorSecondsOfChildren();
        double unpacked = 0;
        BootReport report = BootRun.Run(
            new(new BootImage.Direct(kernel, initrd), disk, commandLine, Path.Combine(logs, $"{name}.log"), Timeout, MemoryInMebibytes),
            line => unpacked = RunsInit().Match(line) is { Success: true } match ? double.Parse(match.Groups[1].ValueSpan, CultureInfo.InvariantCulture) : unpacked,
            notice =>
            {
                Console.Error.WriteLine(notice.Message);
                before = ProcessorSecondsOfChildren();
            },
            CancellationToken.None);
        time = new(Math.Round(report.Elapsed.TotalSeconds, 2), Math.Round(ProcessorSecondsOfChildren() - before, 2), Math.Round(unpacked, 2));
        return report.Verdict switch
        {
            BootVerdict.Booted => null,
            BootVerdict.Failed failed => failed.Reason,
            BootVerdict.TimedOut timedOut => $"time ran out; how far it came: {timedOut.Stage.Describe()}",
            _ => throw new InvalidOperationException(report.Verdict.ToString()),
        };
    }

    /// <summary>User and system time of children that were waited for: fields 16 and 17 of proc_pid_stat(5).</summary>
    private static double ProcessorSecondsOfChildren()
    {
        string stat = File.ReadAllText("/proc/self/stat");
        string[] fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        return (double)(long.Parse(fields[13], CultureInfo.InvariantCulture) + long.Parse(fields[14], CultureInfo.InvariantCulture)) / TicksASecond;
    }

    [GeneratedRegex(@"^\[\s*([0-9.]+)\] Run /init as init process")]
    private static partial Regex RunsInit();
}
