using System.CommandLine;
using InitrdComposer.Diagnostics;
using InitrdComposer.Files;
using InitrdComposer.Manifest;
using InitrdComposer.Repository;
using InitrdComposer.Transport;

namespace InitrdComposer.Cli.Terminal;

/// <summary>What a verb works with: the global options turned into things.</summary>
internal sealed class Run : IDisposable
{
    private readonly ParseResult _parsed;
    private readonly Downloader _downloader;
    private readonly BlobStore _segments;
    private readonly FileLock? _use;

    /// <param name="parsed">The command line.</param>
    /// <param name="isOffline">No network, whatever is missing.</param>
    public Run(ParseResult parsed, bool isOffline = false)
    {
        _parsed = parsed;
        Progress = new ProgressLine(isSilent: parsed.GetValue(GlobalOptions.Quiet) || parsed.GetValue(GlobalOptions.Json));
        var cache = CacheOf(parsed);
        _use = cache.Use();
        _downloader = new Downloader(cache, new TransportSettings { IsOffline = isOffline }, notices: new DirectProgress<Notice>(Say));
        Origins = new(new KeyedStore(Path.Combine(cache.Folder, "v1", "origins")));
        _segments = new BlobStore(Path.Combine(cache.Folder, "v1", "segments"), temporary: Path.GetTempPath());
        Tools = new(_downloader, new KeyedStore(Path.Combine(cache.Folder, "v1", "packages-read")), _segments, Path.GetTempPath())
        {
            Pools = new PoolCache(Path.Combine(cache.Folder, "v1", "pools"), cache.Disk),
        };
    }

    public bool IsJson => _parsed.GetValue(GlobalOptions.Json);

    public ProgressLine Progress { get; }

    public ComposerTools Tools { get; }

    public RecipeOrigins Origins { get; }

    public Downloader Downloader => _downloader;

    public static Cache CacheOf(ParseResult parsed) => new(parsed.GetValue(GlobalOptions.Cache) ?? Cache.DefaultFolder());

    /// <summary>What should be known of the cache: of this machine, so that outputs do not tell of it.</summary>
    public IEnumerable<Notice> CacheNotices => _segments.Refusal is Notice notice ? [notice] : [];

    /// <summary>Prints notices on standard error.</summary>
    public static void Print(IEnumerable<Notice> notices)
    {
        foreach (Notice notice in notices)
        {
            Console.Error.WriteLine($"note[{notice.Id}]: {(notice.Location is SourceLocation location ? $"{location}: " : "")}{notice.Message}");
        }
    }

    /// <summary>Prints what an earlier build had to say of outputs that are up to date.</summary>
    public static void Print(IEnumerable<KeptNotice> notices)
    {
        foreach (KeptNotice notice in notices) Console.Error.WriteLine($"note[{notice.Id}]: {notice.Message}");
    }

    /// <summary>Of this machine's network: said at once, and nothing of an image.</summary>
    private void Say(Notice notice)
    {
        if (IsJson) return;
        Progress.Dispose();
        Print([notice]);
    }

    public void Dispose()
    {
        Progress.Dispose();
        _segments.Dispose();
        _downloader.Dispose();
        _use?.Dispose();
    }
}
