using InitrdComposer.EndToEnd.Tests.HostileInput;
using InitrdComposer.EndToEnd.Tests.HostileInput.Cases;
using InitrdComposer.Testing;
using InitrdComposer.Testing.OpenPgp;
using InitrdComposer.Testing.Rpm;
using Xunit;

namespace InitrdComposer.EndToEnd.Tests;

/// <summary>One's own repository, its keys, and what becomes of locks and outputs when they change.</summary>
public sealed class RepositoryTrustTests : IDisposable
{
    private readonly MadeCertificate _own = new(MadeKey.P256());
    private readonly HostileFolder _folder = new();

    public RepositoryTrustTests()
    {
        Directory.Delete(_folder.Output, recursive: true);
        _folder.WritePackages(SamplePackages.Sample().SignedBy(_own.Primary));
        WriteKey(_own);
        Say($"keys = [\"{_own.Fingerprint}\"]\nkey-files = [\"own.asc\"]\nsignatures = \"packages\"\n");
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void AnOutputWhoseSignerWasRevokedIsNotUpToDate()
    {
        Succeed(_folder.Build());
        Assert.Contains("up to date", Succeed(Build), StringComparison.Ordinal);

        // The same certificate with another word on it that takes nothing back: no byte differs, nothing is built.
        WriteKey(new(_own.Primary) { UserId = "Test again <test@example.org>" });
        Assert.Contains("up to date", Succeed(Build), StringComparison.Ordinal);

        WriteKey(new(_own.Primary) { IsRevoked = true });
        Refuse(4, "error[IC-GPG10]", Build);
        File.Delete(Path.Combine(_folder.Work, "own.asc"));
        Refuse(4, "error[IC-GPG25]", Build);
    }

    [Fact]
    public void APolicyThatWasEditedInTheLockIsNamed()
    {
        Succeed(_folder.LockOnly());
        string text = File.ReadAllText(_folder.Lock);
        File.WriteAllText(_folder.Lock, text.Replace("\nsignatures = \"packages\"", "\nsignatures = \"none\"", StringComparison.Ordinal));
        Refuse(4, "signatures: got \"none\", expected \"packages\", as ", Build);
    }

    [Fact]
    public void AnAgeThatNobodyVouchesForIsSaidWhereItIsLocked()
    {
        string repomd = Path.Combine(_folder.Repository, "repodata", "repomd.xml");
        File.WriteAllText(repomd, File.ReadAllText(repomd).Replace("</data>", "<timestamp>1577836800</timestamp></data>", StringComparison.Ordinal));
        Say("max-age = 36500\nsignatures = \"packages\"\n", "signatures = \"packages\"\n");
        string said = Succeed(["lock", _folder.Recipe, "--cache", _folder.Cache]);
        Assert.Contains("small.toml:6:11: repository small: max-age: nobody vouches for the age of its metadata", said, StringComparison.Ordinal);
    }

    [Fact]
    public void AFingerprintWithBlanksIsTheSameLock()
    {
        Succeed(_folder.LockOnly());
        string before = File.ReadAllText(_folder.Lock);
        string groups = string.Join(' ', _own.Fingerprint.Chunk(4).Select(digits => new string(digits)));
        File.WriteAllText(_folder.Recipe, File.ReadAllText(_folder.Recipe).Replace(_own.Fingerprint, groups[..24] + " " + groups[24..], StringComparison.Ordinal));
        Succeed(["build", _folder.Recipe, "--locked", "-o", _folder.Output, "--cache", _folder.Cache]);
        File.Delete(_folder.Lock);
        Succeed(_folder.LockOnly());
        Assert.Equal(before, File.ReadAllText(_folder.Lock));
    }

    [Fact]
    public void FetchHoldsPackagesOfALocalRepositoryToTheLock()
    {
        Succeed(_folder.LockOnly());
        Assert.Contains("are here", Succeed(["fetch", _folder.Recipe, "--cache", _folder.Cache]), StringComparison.Ordinal);
        Damage.FlipByteInTheMiddle(Path.Combine(_folder.Repository, "0.rpm"));
        Refuse(4, "error[IC-MIR17]", ["fetch", _folder.Recipe, "--cache", _folder.Cache]);
    }

    private string[] Build => ["build", _folder.Recipe, "-o", _folder.Output, "--cache", _folder.Cache];

    private void WriteKey(MadeCertificate certificate) => File.WriteAllBytes(Path.Combine(_folder.Work, "own.asc"), certificate.ToBytes());

    private void Say(string lines, string instead = "signatures = \"none\"\n")
    {
        string recipe = File.ReadAllText(_folder.Recipe);
        Assert.Contains(instead, recipe, StringComparison.Ordinal);
        File.WriteAllText(_folder.Recipe, recipe.Replace(instead, lines, StringComparison.Ordinal));
    }

    private static string Succeed(string[] command)
    {
        ToolResult result = ComposerProgram.Run(command);
        Assert.True(result.ExitCode == 0, result.Error);
        return result.Output + result.Error;
    }

    private static void Refuse(int exitCode, string said, string[] command)
    {
        ToolResult result = ComposerProgram.Run(command);
        Assert.True(result.ExitCode == exitCode, result.Output + result.Error);
        Assert.Contains(said, result.Error, StringComparison.Ordinal);
    }
}
