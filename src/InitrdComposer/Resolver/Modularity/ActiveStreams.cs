using System.Collections.Immutable;
using InitrdComposer.Diagnostics;
using InitrdComposer.Formats.RpmMd;
using InitrdComposer.Resolver.Explain;
using InitrdComposer.Resolver.Rules;

namespace InitrdComposer.Resolver.Modularity;

/// <summary>Module streams whose packages are seen: those that somebody enables, what they require, and the defaults that agree with these.</summary>
public sealed class ActiveStreams
{
    private ActiveStreams(IEnumerable<ModuleBuild> active, IEnumerable<ModuleBuild> inactive) => (Active, Inactive) = ([.. active], [.. inactive]);

    /// <summary>There are no modules.</summary>
    public static ActiveStreams None { get; } = new([], []);

    /// <summary>Of an active stream all versions are.</summary>
    internal ImmutableArray<ModuleBuild> Active { get; }

    internal ImmutableArray<ModuleBuild> Inactive { get; }

    /// <summary>Decides, as `dnf module enable` and `disable` would (libdnf 0.69).</summary>
    /// <param name="modules">One a repository.</param>
    /// <param name="said">"nodejs:20" enables a stream in place of its module's default, "-nodejs" disables the module.</param>
    /// <param name="architecture">As RPM writes it; modules of others are not seen.</param>
    /// <param name="priorities">Of the repositories, whose defaults may contradict each other: the lowest wins.</param>
    /// <exception cref="ComposerException">No repository has the module or stream, two streams of one module are enabled (SLV10), or they cannot be active together (SLV11).</exception>
    public static ActiveStreams Of(ImmutableArray<ModuleMetadata> modules, ImmutableArray<Located<string>> said, string architecture, ImmutableArray<int> priorities)
    {
        ModuleBuild[] builds = [.. modules.SelectMany(metadata => metadata.Builds)];
        StreamSpec[] specs = [.. said.Select(located => Known(located, builds))];
        if (builds.Length == 0) return None;
        if (specs.GroupBy(spec => spec.Module).FirstOrDefault(of => of.Distinct().Count() > 1) is { } several)
        {
            string[] texts = [.. several.Distinct().Select(spec => spec.Stream is null ? $"\"-{spec.Module}\"" : $"\"{spec.Module}:{spec.Stream}\"")];
            throw new ComposerException(ResolverDiagnostics.UnknownStream, $"module {several.Key}: got {string.Join(" and ", texts)}, expected one of them", said[^1].Location);
        }

        Architectures architectures = Architectures.Of(architecture, multilib: true);
        Dictionary<string, string?> streams = specs.Distinct().ToDictionary(spec => spec.Module, spec => spec.Stream, StringComparer.Ordinal);
        var pool = new ModulePool(builds.Where(build =>
            (build.Arch.Length == 0 || architectures.Rank(build.Arch) is not null) && (!streams.TryGetValue(build.Name, out string? stream) || stream == build.Stream)));
        ImmutableArray<(string Module, string Stream)> enabled = [.. streams.Where(entry => entry.Value is not null).Select(entry => (entry.Key, entry.Value!))];
        pool.Solve(enabled, out string? why);
        if (why is not null)
        {
            throw new ComposerException(ResolverDiagnostics.UnmetStream, $"these module streams cannot be active together:\n{why}", said[^1].Location);
        }

        HashSet<ModuleBuild> active = [.. WithDefaults(pool, enabled, [.. DefaultStreams.Of(modules, priorities).Where(entry => !streams.ContainsKey(entry.Module)).Order()])];
        return new(active, builds.Where(build => !active.Contains(build)));
    }

    /// <summary>With all default streams; where these do not agree with what is enabled or with each other, with those that do with what comes before them by name.</summary>
    private static ImmutableArray<ModuleBuild> WithDefaults(
        ModulePool pool, ImmutableArray<(string Module, string Stream)> enabled, ImmutableArray<(string Module, string Stream)> defaults)
    {
        ImmutableArray<ModuleBuild> builds = pool.Solve([.. enabled, .. defaults], out string? why);
        if (why is null) return builds;
        foreach ((string Module, string Stream) stream in defaults)
        {
            pool.Solve([.. enabled, stream], out why);
            if (why is null) enabled = [.. enabled, stream];
        }

        return pool.Solve(enabled, out _);
    }

    private static StreamSpec Known(Located<string> located, ModuleBuild[] builds)
    {
        StreamSpec spec = StreamSpec.TryParse(located.Value)
            ?? throw new ComposerException(ResolverDiagnostics.UnknownStream, $"stream: got \"{located.Value}\", expected MODULE:STREAM or -MODULE", located.Location);
        string[] streams = [.. builds.Where(build => build.Name == spec.Module).Select(build => build.Stream).Distinct().Order(StringComparer.Ordinal)];
        if (spec.Stream is null ? streams.Length > 0 : streams.Contains(spec.Stream)) return spec;
        string? near = NearNames.Of(builds.Select(build => build.Name).Distinct(), spec.Module).FirstOrDefault();
        string hint = streams.Length > 0 ? $"it has {string.Join(", ", streams)}"
            : near is not null ? $"did you mean {near}?"
            : builds.Length > 0 ? "no module has such a name" : "the repositories have no modules at all";
        string missing = streams.Length > 0 ? $"stream {spec.Stream} of module {spec.Module}" : $"module {spec.Module}";
        throw new ComposerException(ResolverDiagnostics.UnknownStream, $"\"{located.Value}\": no repository has {missing}", located.Location, hint);
    }
}
