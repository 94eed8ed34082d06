using InitrdComposer.Config;
using InitrdComposer.Diagnostics;
using InitrdComposer.Repository;
using InitrdComposer.Resolver;
using InitrdComposer.Resolver.Modularity;
using InitrdComposer.Testing;
using InitrdComposer.Testing.Rpm;
using InitrdComposer.Transport;
using Xunit;

namespace InitrdComposer.Tests.Resolver.Oracle;

/// <summary>Which packages module streams let be seen, of random repositories, beside dnf. Where default streams contradict each other nobody promises anything.</summary>
public sealed class DnfStreamTests
{
    private const int Count = 200;
    private const int Seed = 5;

    [Fact]
    public async Task WhatIsSeenIsWhatDnfSees()
    {
        Tool.Require("/usr/lib/python3/dist-packages/dnf/__init__.py", "python3-dnf");
        using var folder = new TempFolder();
        var random = new Random(Seed);
        ModularRepository[] repositories = [.. Enumerable.Range(0, Count).Select(_ => ModularRepository.Draw(random))];
        List<string> questions = [];
        foreach ((int number, ModularRepository repository) in repositories.Index())
        {
            TagsRepository.Write(folder[$"{number}"], repository.Tags, repository.Modules);
            questions.Add($"{folder[$"{number}"]}\t{string.Join(' ', repository.Streams)}");
        }

        File.WriteAllLines(folder["questions"], questions);
        string work = Directory.CreateDirectory(folder["work"]).FullName;
        string[] answers = Tool.Require("/usr/bin/python3", "python3").Run(Checkout.Fixture("resolver", "oracle", "dnf_streams.py"), work, folder["questions"]).Split('\n')[..^1];
        Assert.Equal(Count, answers.Length);
        Assert.InRange(answers.Count(answer => answer == "?"), 0, Count / 4);
        using var downloader = new Downloader(new Cache(folder["cache"]));
        List<string> different = [];
        foreach ((int number, ModularRepository repository) in repositories.Index())
        {
            RepositorySource source = new($"r{number}", new RepositoryPlace.Metadata(new(folder[$"{number}"], new SourceLocation("test"))), 99) { Signatures = RepositorySignatures.None };
            string seen = Seen(await new RepositoryLoader(downloader).LoadAsync([source], "/", cancellation: TestContext.Current.CancellationToken), repository.Streams);
            if (answers[number] != "?" && seen != answers[number]) different.Add($"streams {string.Join(' ', repository.Streams)}\nours {seen}\ndnf  {answers[number]}\n{repository.Modules}");
        }

        Assert.True(different.Count == 0, $"{different.Count} of {Count} differ:\n{string.Join('\n', different)}");
    }

    private static string Seen(RepositorySet set, string[] said)
    {
        ActiveStreams streams;
        try
        {
            streams = ActiveStreams.Of(set.Modules, [.. said.Select(stream => new Located<string>(stream, new SourceLocation("test")))], OracleRun.Architecture, []);
        }
        catch (ComposerException)
        {
            return "!";
        }

        var questions = new PackageResolver(set.Pool).Questions(new(OracleRun.Architecture, []) { Streams = streams });
        return string.Join(' ', Enumerable.Range(0, set.Pool.Packages.Length).Select(index => new PackageId(index))
            .Where(package => !questions.IsHiddenByStream(package)).Select(package => set.Pool.Nevra(package).ToString()).Order(StringComparer.Ordinal));
    }
}
