using System.Globalization;
using System.Text.Json;
using InitrdComposer.Finalize;
using InitrdComposer.Formats;
using InitrdComposer.Fuzz;
using InitrdComposer.Fuzz.Coverage;
using InitrdComposer.Fuzz.Running;

// tests/fuzz/README.md says how to use it.
//   list                                  the targets
//   run OPTIONS TARGET...                 gives inputs to the readers, all of them or those named
//       --seconds N                       how long, each target
//       --hours N                         round after round, until so much time has passed
//       --executions N                    at most so many inputs, each target
//       --seed N  --jobs N  --fresh       of all that is random; targets at a time; without what other runs on this machine have found
//   input TARGET FILE                     gives one input to a reader and says what comes of it
//   minimise TARGET...                    takes over into tests/fuzz/corpus what runs on this machine have found
// By itself it starts: worker, minimiser.
// Before anything of them runs.
EdgeCounters counters = EdgeCounters.Attach(typeof(MalformedDataException).Assembly, typeof(OsRelease).Assembly);
switch (args)
{
    case ["list"]:
        foreach (Target target in TargetList.All) Console.WriteLine($"{target.Name,-20} {target.What}");
        return 0;
    case ["run", .. var rest]:
        return FuzzCommand.Run(rest);
    case ["input", var name, var file]:
        return FuzzCommand.Input(TargetList.Find(name), file);
    case ["minimise", .. var names]:
        return FuzzCommand.Minimise(names);
    case ["worker", var name, var shared, var result, var seconds, var executions, var seed, var fresh]:
        var plan = new WorkerPlan(
            shared, TimeSpan.FromSeconds(double.Parse(seconds, CultureInfo.InvariantCulture)), long.Parse(executions, CultureInfo.InvariantCulture), ulong.Parse(seed, CultureInfo.InvariantCulture), fresh == "fresh");
        File.WriteAllText(result, JsonSerializer.Serialize(FuzzWorker.Run(TargetList.Find(name), plan, counters)));
        return 0;
    case ["minimiser", var name, var shared]:
        Console.WriteLine($"{name}: {Minimiser.Run(TargetList.Find(name), shared, counters)} files");
        return 0;
    default:
        Console.Error.WriteLine("initrd-fuzz: list | run [--seconds N] [--hours N] [--executions N] [--seed N] [--jobs N] [--fresh] [TARGET...] | input TARGET FILE | minimise [TARGET...]");
        return 2;
}
