using InitrdComposer.Formats.Compression;
using InitrdComposer.Testing;
using InitrdComposer.Testing.Rpm;
using Xunit;

namespace InitrdComposer.Tests.Resolver.Oracle;

/// <summary>A whole distribution: 63,436 packages of Debian 12, or the repository in the folder that the environment variable names.</summary>
public sealed class DebianOracleTests
{
    private const string Variable = "INITRD_COMPOSER_ORACLE_REPOSITORY";

    private static readonly Lazy<Task<OracleRun>> Run = new(RunAsync);

    [Fact]
    public async Task EveryAnswerIsClosedAndFreeOfConflicts() => (await Run.Value).EveryAnswerIsClosed();

    [Fact]
    public async Task SolvableIsWhatLibsolvSolves() => (await Run.Value).SolvabilityAgrees();

    [Fact]
    public async Task WhereNobodyChoosesThePackagesAreLibsolvs()
    {
        OracleRun run = await Run.Value;
        run.ForcedAnswersAreTheSame();
        Assert.True(run.ForcedShare > 1 / 3.0, $"{run.ForcedShare}");
    }

    private static async Task<OracleRun> RunAsync()
    {
        if (Environment.GetEnvironmentVariable(Variable) is string repository) return await OracleRun.OfAsync(repository, repository, default);
        using var folder = new TempFolder();
        using Stream tags = Decompressor.Open(File.OpenRead(Checkout.Fixture("resolver", "debian12-main.tags.xz")), CompressionFormat.Xz);
        using var reader = new StreamReader(tags);
        TagsRepository.Write(folder.Path, Lines(reader));
        return await OracleRun.OfAsync("Debian 12", folder.Path, default);
    }

    private static IEnumerable<string> Lines(StreamReader reader)
    {
        while (reader.ReadLine() is string line) yield return line;
    }
}
