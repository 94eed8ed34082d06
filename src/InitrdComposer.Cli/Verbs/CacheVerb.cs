using System.Collections.Immutable;
using System.CommandLine;
using InitrdComposer.Cli.Terminal;
using InitrdComposer.Config;
using InitrdComposer.Diagnostics;
using InitrdComposer.Files;
using InitrdComposer.Transport;

namespace InitrdComposer.Cli.Verbs;

/// <summary>`cache`: what is kept between runs, and how to be rid of it.</summary>
internal static class CacheVerb
{
    private const int DefaultDays = 30;

    private static readonly DiagnosticId BadSize = new("CLI", 3, FailureKind.Usage);

    /// <summary>Runs take seconds; who waits longer should know.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    public static Command Command { get; } = Create();

    private static Verb Create()
    {
        var verb = new Verb(
            "cache", "Show what is kept between runs: downloads, packed segments and what was read from packages.",
            "initrd-composer cache",
            "initrd-composer cache prune --older-than 7")
        {
            Prune(),
        };
        verb.SetAction(parsed =>
        {
            Cache cache = Run.CacheOf(parsed);
            Print(parsed, cache, "holds", CacheContents.Of(cache));
            return 0;
        });
        return verb;
    }

    private static Verb Prune()
    {
        Option<int?> olderThan = new("--older-than") { Description = $"Remove what was not used for so many days (default without --max-size: {DefaultDays}).", HelpName = "DAYS" };
        Option<string?> maxSize = new("--max-size") { Description = "Remove what was used longest ago, until no more than this is left: 500M, 2G.", HelpName = "SIZE" };
        Option<bool> dryRun = new("--dry-run") { Description = "Only say what would go." };
        var verb = new Verb(
            "prune", $"Remove what is spoilt, abandoned or long unused. Waits for other runs to end, for {Patience.TotalSeconds} seconds at most.",
            "initrd-composer cache prune",
            "initrd-composer cache prune --max-size 2G --dry-run")
        {
            olderThan,
            maxSize,
            dryRun,
        };
        verb.SetAction((parsed, cancellation) => PruneAsync(
            parsed, LimitsOf(parsed.GetValue(olderThan), parsed.GetValue(maxSize)), parsed.GetValue(dryRun), cancellation));
        return verb;
    }

    private static PruneLimits LimitsOf(int? days, string? maxSize)
    {
        if (days < 0) throw new ComposerException(BadSize, $"--older-than: got {days}, expected days");
        long? size = maxSize is null ? null : ByteSize.Parse(maxSize) ?? throw new ComposerException(BadSize, $"--max-size: got {maxSize}, expected a size such as 500M or 2G");
        return new((days ?? (size is null ? DefaultDays : null)) is int limit ? TimeSpan.FromDays(limit) : null, size);
    }

    private static async Task<int> PruneAsync(ParseResult parsed, PruneLimits limits, bool isDryRun, CancellationToken cancellation)
    {
        Cache cache = Run.CacheOf(parsed);
        DateTimeOffset now = TimeProvider.System.GetUtcNow();
        if (isDryRun)
        {
            Print(parsed, cache, "would lose", CacheContents.ToPrune(CacheContents.Of(cache), limits, now));
            return 0;
        }

        using FileLock use = await cache.AcquireAsync(Patience, TimeProvider.System, cancellation);
        ImmutableArray<CachedFile> going = CacheContents.ToPrune(CacheContents.Of(cache), limits, now);
        CacheContents.Remove(cache, going, use);
        Print(parsed, cache, "lost", going);
        return 0;
    }

    private static void Print(ParseResult parsed, Cache cache, string verb, ImmutableArray<CachedFile> files)
    {
        var kinds = files.GroupBy(file => file.Kind).Select(kind => (kind.Key, Count: kind.Count(), Bytes: kind.Sum(file => file.Size))).ToList();
        if (parsed.GetValue(GlobalOptions.Json))
        {
            Console.WriteLine(JsonText.Write(json =>
            {
                json.WriteStartObject();
                json.WriteString("cache", cache.Folder);
                json.WriteStartArray("kinds");
                foreach ((string kind, int count, long bytes) in kinds)
                {
                    json.WriteStartObject();
                    json.WriteString("kind", kind);
                    json.WriteNumber("files", count);
                    json.WriteNumber("bytes", bytes);
                    json.WriteEndObject();
                }

                json.WriteEndArray();
                json.WriteNumber("bytes", files.Sum(file => file.Size));
                json.WriteEndObject();
            }));
            return;
        }

        Console.WriteLine($"{cache.Folder} {verb} {Sizes.Counted(files.Length, "file")}, {Sizes.Text(files.Sum(file => file.Size))}");
        foreach ((string kind, int count, long bytes) in kinds) Console.WriteLine($"  {kind,-18}{count,8}{Sizes.Text(bytes),12}");
    }
}
