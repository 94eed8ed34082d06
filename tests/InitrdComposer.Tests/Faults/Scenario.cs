using InitrdComposer.Bundle;
using InitrdComposer.Config;
using InitrdComposer.Diagnostics;
using InitrdComposer.Fetch;
using InitrdComposer.Files;
using InitrdComposer.Formats;
using InitrdComposer.Lock;
using InitrdComposer.Testing;
using InitrdComposer.Transport;

namespace InitrdComposer.Tests.Faults;

/// <summary>
/// A verb on the repository of tests/fixtures/tiny, as the command line runs it. Everything is in one folder: work/ is the user's, cache/ and spool/ are
/// the program's own.
/// </summary>
internal abstract class Scenario : IDisposable
{
    private readonly ScriptedServer _server = new();

    protected Scenario() => _server.AddFolder(Checkout.Fixture("tiny", "repo"));

    /// <summary>Files of the outcome appear one by one, each whole.</summary>
    public virtual bool IsGradual => false;

    protected string Url => _server.Url;

    protected virtual string BaseUrl => Url;

    /// <summary>Where the recipe says that packages are.</summary>
    protected virtual string[] Places => [BaseUrl];

    /// <summary>Makes what is there before the run, an earlier outcome among it.</summary>
    public virtual async Task PrepareAsync(string folder)
    {
        Directory.CreateDirectory(Path.Combine(folder, "work", "extra", "etc"));
        Directory.CreateDirectory(Path.Combine(folder, "spool"));
        await File.WriteAllTextAsync(Path.Combine(folder, "work", "extra", "etc", "motd"), "welcome\n");
        File.CreateSymbolicLink(Path.Combine(folder, "work", "extra", "etc", "issue"), "motd");
        await File.WriteAllTextAsync(RecipeOf(folder), TinyRecipe.Of(Places));
    }

    public abstract Task RunAsync(string folder, Disk disk);

    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    protected virtual void Dispose(bool disposing)
    {
        if (disposing) _server.Dispose();
    }

    protected static string RecipeOf(string folder) => Path.Combine(folder, "work", "tiny.toml");

    protected static string LockOf(string folder) => Path.Combine(folder, "work", "tiny.lock");

    protected static async Task LockAsync(string folder, Disk disk)
    {
        using Cached cached = new(folder, disk);
        await LockAsync(folder, cached, disk);
    }

    private static async Task LockAsync(string folder, Cached cached, Disk disk)
    {
        Recipe recipe = RecipeReader.Read(RecipeOf(folder), disk: disk);
        LockResult result = await Composer.LockAsync(recipe, LockRequest.Fresh, cached.Tools);
        AtomicFile.Write(disk, LockOf(folder), System.Text.Encoding.UTF8.GetBytes(LockText.Write(result.Lock)));
    }

    /// <summary>What a run has from the cache, and gives back.</summary>
    private sealed class Cached : IDisposable
    {
        private readonly BlobStore _segments;

        public Cached(string folder, Disk disk, TransportSettings? settings = null, IProgress<Notice>? notices = null)
        {
            var cache = new Cache(Path.Combine(folder, "cache"), disk);
            Downloader = new(cache, settings ?? new() { MaxRetries = 0 }, notices: notices);
            _segments = new(Path.Combine(cache.Folder, "v1", "segments"), disk, Path.Combine(folder, "spool"));
            Tools = new(Downloader, new KeyedStore(Path.Combine(cache.Folder, "v1", "packages-read"), disk), _segments, Path.Combine(folder, "spool")) { Disk = disk };
        }

        public Downloader Downloader { get; }

        public ComposerTools Tools { get; }

        public void Dispose()
        {
            _segments.Dispose();
            Downloader.Dispose();
        }
    }

    /// <summary>`lock`, over HTTP, a lock being there.</summary>
    public sealed class Locks : Scenario
    {
        public override async Task PrepareAsync(string folder)
        {
            await base.PrepareAsync(folder);
            await File.WriteAllTextAsync(LockOf(folder), "# an old lock\n");
        }

        public override Task RunAsync(string folder, Disk disk) => LockAsync(folder, disk);
    }

    /// <summary>`lock` of a repository that has its metadata as databases only.</summary>
    public sealed class LocksFromDatabases : Scenario
    {
        public LocksFromDatabases()
        {
            string repomd = File.ReadAllText(Checkout.Fixture("tiny", "repo", "repodata", "repomd.xml"));
            _server.Add("/repodata/repomd.xml", Answer.Ok(System.Text.Encoding.UTF8.GetBytes(repomd.Replace("type=\"primary\"", "type=\"other\"", StringComparison.Ordinal))));
        }

        public override Task RunAsync(string folder, Disk disk) => LockAsync(folder, disk);
    }

    /// <summary>`fetch` into an empty cache.</summary>
    public sealed class Fetches : Scenario
    {
        public override async Task PrepareAsync(string folder)
        {
            await base.PrepareAsync(folder);
            await LockAsync(folder, Disk.Host);
            Directory.Delete(Path.Combine(folder, "cache"), recursive: true);
        }

        public override async Task RunAsync(string folder, Disk disk)
        {
            using Cached cached = new(folder, disk);
            await new Fetcher(cached.Downloader).FetchAsync(LockReader.Read(LockOf(folder), disk), Path.Combine(folder, "work"));
        }
    }

    /// <summary>`lock` and `fetch`, from one server or from two that have the same.</summary>
    public sealed class LocksAndFetches(bool hasSecond, TransportSettings settings) : Scenario
    {
        private readonly ScriptedServer? _second = hasSecond ? new() : null;
        private readonly List<Notice> _notices = [];

        /// <summary>The one that is asked first.</summary>
        public ScriptedServer First => _server;

        /// <summary>What was said of servers.</summary>
        public IReadOnlyList<Notice> Notices => _notices;

        protected override string[] Places => _second is null ? base.Places : [Url, _second.Url];

        public override Task PrepareAsync(string folder)
        {
            _second?.AddFolder(Checkout.Fixture("tiny", "repo"));
            return base.PrepareAsync(folder);
        }

        public override Task RunAsync(string folder, Disk disk) => RunAsync(folder, disk, settings);

        public async Task RunAsync(string folder, Disk disk, TransportSettings used)
        {
            using Cached cached = new(folder, disk, used, new DirectProgress<Notice>(_notices.Add));
            await LockAsync(folder, cached, disk);
            await new Fetcher(cached.Downloader).FetchAsync(LockReader.Read(LockOf(folder), disk), Path.Combine(folder, "work"));
        }

        protected override void Dispose(bool disposing)
        {
            if (disposing) _second?.Dispose();
            base.Dispose(disposing);
        }
    }

    /// <summary>`fetch --into`.</summary>
    public sealed class Bundles : Scenario
    {
        public override bool IsGradual => true;

        public override async Task PrepareAsync(string folder)
        {
            await base.PrepareAsync(folder);
            await LockAsync(folder, Disk.Host);
        }

        public override async Task RunAsync(string folder, Disk disk)
        {
            using Cached cached = new(folder, disk);
            Recipe recipe = RecipeReader.Read(RecipeOf(folder), disk: disk);
            await BundleWriter.WriteAsync(recipe, LockReader.ReadSigned(LockOf(folder), recipe, disk), Path.Combine(folder, "work", "bundle"), cached.Downloader);
        }
    }

    /// <summary>`build` from a local repository, over earlier outputs.</summary>
    public class Builds : Scenario
    {
        protected override string BaseUrl => Checkout.Fixture("tiny", "repo");

        public override async Task PrepareAsync(string folder)
        {
            await base.PrepareAsync(folder);
            await LockAsync(folder, Disk.Host);
            string output = Path.Combine(folder, "work", "out");
            Directory.CreateDirectory(output);
            await File.WriteAllTextAsync(Path.Combine(output, "manifest.json"), "{}\n");
            await File.WriteAllTextAsync(Path.Combine(output, "tiny.initrd"), "an old initrd\n");
        }

        public override async Task RunAsync(string folder, Disk disk)
        {
            using Cached cached = new(folder, disk);
            Recipe recipe = RecipeReader.Read(RecipeOf(folder), disk: disk);
            await Composer.BuildAsync(recipe, LockReader.ReadSigned(LockOf(folder), recipe, disk), Path.Combine(folder, "work", "out"), cached.Tools, isStrict: false);
        }
    }

    /// <summary>`build` from a cache that has everything that an earlier run brought and found out.</summary>
    public sealed class BuildsFromCache : Builds
    {
        protected override string BaseUrl => Url;

        public override async Task PrepareAsync(string folder)
        {
            await base.PrepareAsync(folder);
            string output = Path.Combine(folder, "work", "out");
            string kept = Path.Combine(folder, "work", "old");
            Directory.Move(output, kept);
            await RunAsync(folder, Disk.Host);
            Directory.Delete(output, recursive: true);
            Directory.Move(kept, output);
        }
    }
}
