using System.Globalization;
using InitrdComposer.Benchmarks;
using InitrdComposer.Config;
using InitrdComposer.Diagnostics;
using InitrdComposer.Repository;
using InitrdComposer.Resolver;
using InitrdComposer.Transport;

// Times what whole processes do not show; started by tests/bench/scale.sh.
//   load REPOSITORY RUNS      parse its metadata: packages, milliseconds (median), microseconds a package
//   sets REPOSITORY SETS      resolve each line of SETS: median and worst in milliseconds
//   lookups REPOSITORY SETS   find the providers of each name in SETS in what a second run reads from the cache
//   database REPOSITORY       verify primary.sqlite and read it
// and makes what mksquashfs and veritysetup make; started by tests/bench/sysext.sh.
//   squashfs FOLDER IMAGE LEVEL THREADS      zstd, blocks of 128 KiB
//   verity DATA HASHES SALT THREADS
string folder = Path.Combine(Path.GetTempPath(), $"initrd-bench-{Environment.ProcessId}");
Directory.CreateDirectory(folder);
try
{
    using var downloader = new Downloader(new Cache(folder));
    switch (args)
    {
        case ["load", var repository, var runs]:
            var loads = new List<double>();
            RepositorySet loaded = await LoadAsync(repository);
            for (int i = int.Parse(runs, CultureInfo.InvariantCulture); i > 0; i--) loads.Add(await Timing.OfAsync(async () => loaded = await LoadAsync(repository)));
            Print($"{loaded.Pool.Packages.Length,10} {Timing.Median(loads),8:f1} ms {Timing.Median(loads) * 1000 / loaded.Pool.Packages.Length,8:f2}");
            break;
        case ["sets", var repository, var sets]:
            var resolver = new PackageResolver((await LoadAsync(repository)).Pool);
            List<double> solves = [.. File.ReadLines(sets).Select(line => Timing.Of(() => resolver.Resolve(new ResolutionRequest("x86_64", [.. line.Split(' ', StringSplitOptions.RemoveEmptyEntries)]))))];
            Print($"{Timing.Median(solves):f1} {solves.Max():f1}");
            break;
        case ["lookups", var repository, var sets]:
            string[] names = [.. File.ReadLines(sets).SelectMany(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))];
            await LoadAsync(repository, Pools());
            RepositorySet? kept = null;
            double load = await Timing.OfAsync(async () => kept = await LoadAsync(repository, Pools()));
            var questions = new PackageResolver(kept!.Pool).Questions(new ResolutionRequest("x86_64", []));
            List<double> lookups = [.. names.Select(name => Timing.Of(() => questions.Satisfies(new PackageId(0), name)))];
            Print($"look-ups of {names.Length} names: median {Timing.Median(lookups):f3} ms, worst {lookups.Max():f1} ms, after {load:f1} ms for reading and verifying what was kept");
            break;
        case ["database", var database]:
            Print($"{DatabaseTiming.Of(database, folder)}");
            break;
        case ["squashfs", var tree, var image, var level, var threads]:
            ImageTiming.Squash(tree, image, new(Level: int.Parse(level, CultureInfo.InvariantCulture), Threads: int.Parse(threads, CultureInfo.InvariantCulture)));
            break;
        case ["verity", var data, var hashes, var salt, var workers]:
            Print($"{ImageTiming.Hash(data, hashes, Convert.FromHexString(salt), int.Parse(workers, CultureInfo.InvariantCulture)).Hex}");
            break;
        default:
            Console.Error.WriteLine("initrd-bench: load REPOSITORY RUNS | sets REPOSITORY SETS | lookups REPOSITORY SETS | database REPOSITORY | squashfs FOLDER IMAGE LEVEL THREADS | verity DATA HASHES SALT THREADS");
            return 2;
    }

    return 0;

    PoolCache Pools() => new(Path.Combine(folder, "pools"), InitrdComposer.Files.Disk.Host);

    async Task<RepositorySet> LoadAsync(string repository, PoolCache? pools = null) => await new RepositoryLoader(downloader, temporary: folder, pools: pools)
        .LoadAsync([new("bench", new RepositoryPlace.Metadata(new(repository, new SourceLocation("bench"))), 99) { Signatures = RepositorySignatures.None }], Environment.CurrentDirectory);
}
finally
{
    Directory.Delete(folder, recursive: true);
}

static void Print(FormattableString text) => Console.WriteLine(FormattableString.Invariant(text));
