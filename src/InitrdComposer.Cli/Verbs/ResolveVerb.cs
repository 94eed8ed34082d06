using System.Collections.Immutable;
using System.CommandLine;
using InitrdComposer.Cli.Terminal;
using InitrdComposer.Config;
using InitrdComposer.Diagnostics;
using InitrdComposer.Repository;
using InitrdComposer.Resolver;
using InitrdComposer.Resolver.Explain;
using InitrdComposer.Resolver.Modularity;

namespace InitrdComposer.Cli.Verbs;

/// <summary>`resolve`: the closure of some packages, without a recipe. Other tools read its output: one NEVRA a line, sorted. Choices go to standard error.</summary>
internal static class ResolveVerb
{
    public static Command Command { get; } = Create();

    private static Verb Create()
    {
        Option<string[]> repositories = new("--repo")
        {
            Description = "A repository with metadata: a URL or a folder that has repodata/, with an id in front if wanted. May be repeated; the first wins a tie.",
            HelpName = RepositoryArgument.Form,
            Required = true,
        };
        Option<string> architecture = new("--arch") { Description = "Architecture, as RPM writes it.", HelpName = "ARCH", DefaultValueFactory = _ => "x86_64" };
        Option<bool> weak = new("--weak-deps") { Description = "Follow Recommends and Supplements too." };
        Option<string[]> prefer = new("--prefer") { Description = "Choose this package where several would do. May be repeated; the last wins.", HelpName = "SPEC" };
        Option<string[]> streams = new("--stream")
        {
            Description = "See the packages of this module stream, in place of its module's default. May be repeated; - and a module's name: no stream of it.",
            HelpName = "MODULE:STREAM|-MODULE",
        };
        Argument<string[]> specs = new("SPEC") { Description = "Name, name.arch, NEVRA, \"name >= version\", glob, path, provide or @group.", Arity = ArgumentArity.OneOrMore };
        var verb = new Verb(
            "resolve", "Print some packages and all that they need, without a recipe, one name-[epoch:]version-release.arch a line.",
            "initrd-composer resolve --repo http://repo.example.org/x86_64/ systemd bash",
            "initrd-composer resolve --repo base=./repo --repo updates=./updates --weak-deps 'systemd >= 255'")
        {
            repositories,
            architecture,
            weak,
            prefer,
            streams,
            specs,
        };
        verb.SetAction((parsed, cancellation) => RunAsync(
            parsed,
            parsed.GetRequiredValue(repositories),
            new(parsed.GetRequiredValue(architecture), [.. parsed.GetRequiredValue(specs)])
            {
                WeakDependencies = parsed.GetValue(weak),
                Preferences = [.. (parsed.GetValue(prefer) ?? []).Select(spec => new Preference(spec, PreferenceKind.Favor))],
            },
            [.. (parsed.GetValue(streams) ?? []).Select(stream => new Located<string>(stream, new SourceLocation("--stream")))],
            cancellation));
        return verb;
    }

    private static async Task<int> RunAsync(
        ParseResult parsed, string[] repositories, ResolutionRequest request, ImmutableArray<Located<string>> streams, CancellationToken cancellation)
    {
        using var run = new Run(parsed);
        var loader = new RepositoryLoader(run.Downloader, pools: run.Tools.Pools);
        run.Progress.Report(new("loading repositories"));
        RepositorySet set = await loader.LoadAsync([.. repositories.Select(RepositoryArgument.Parse)], Environment.CurrentDirectory, cancellation: cancellation);
        if (request.WantsGroups) set = await loader.WithGroupsAsync(set, cancellation: cancellation);
        request = request with { Comps = set.Comps, Streams = ActiveStreams.Of(set.Modules, streams, request.Architecture, request.Priorities) };
        run.Progress.Report(new("resolving"));
        (set, Resolution.Solved solved) = await RecipeResolution.ResolveAsync(request, set, loader, places: [], cancellation);
        run.Progress.Dispose();
        Terminal.Run.Print(set.Notices);
        if (!parsed.GetValue(GlobalOptions.Quiet)) Console.Error.WriteLine("no signatures are checked: `resolve` believes whoever serves a repository; `lock` does not");

        ImmutableArray<string> names = [.. solved.Packages.Select(package => set.Pool.Nevra(package.Package).ToString()).Order(StringComparer.Ordinal)];
        if (run.IsJson) Console.WriteLine(JsonText.Write(json => Write(json, names, Choices())));
        else Console.Out.Write(string.Concat(names.Select(name => name + "\n")));
        if (!run.IsJson && !parsed.GetValue(GlobalOptions.Quiet)) Console.Error.Write(ChoiceReport.Text(Choices(), name => $"--prefer {name}"));
        return 0;

        // What alternatives would cost takes a resolution each.
        ImmutableArray<ProviderChoice> Choices() => ProviderChoices.Of(new(set.Pool), (request, solved));
    }

    private static void Write(System.Text.Json.Utf8JsonWriter json, ImmutableArray<string> names, ImmutableArray<ProviderChoice> choices)
    {
        json.WriteStartObject();
        json.WriteStartArray("packages");
        foreach (string name in names) json.WriteStringValue(name);
        json.WriteEndArray();
        ChoiceReport.Write(json, choices);
        json.WriteEndObject();
    }
}
