using InitrdComposer.Testing;
using Xunit;

namespace InitrdComposer.EndToEnd.Tests;

/// <summary>A repository on a server: locked and fetched once, then built from the cache without the network.</summary>
public sealed class HttpRepositoryTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly FileServer _server = new(DistroFixture.Require().Repository);

    public void Dispose()
    {
        _server.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void PackagesAreFetchedOnceAndThenBuiltOffline()
    {
        string recipe = _folder["http.toml"];
        File.WriteAllText(recipe, $"""
            name = "http"

            [[repositories]]
            id = "http"
            baseurl = "{_server.Url}"
            keys = ["302F2B42B3DFFB1853F063E2F65FDFC62F9F23CA"]
            key-files = ["{Checkout.Root}/tests/fixtures/distro/keys/demo-signing-key.asc"]

            [packages]
            install = ["filesystem", "base-files", "systemd", "tiny-noarch"]
            """);
        Succeed("lock", recipe);
        Assert.Contains(_server.Served, path => path.EndsWith("primary.xml.gz", StringComparison.Ordinal));

        _server.Forget();
        ToolResult offline = ComposerProgram.Run("build", recipe, "--output", _folder["out"], "--cache", _folder["cache"], "--offline");
        Assert.Equal(6, offline.ExitCode);
        Assert.Empty(_server.Served);

        Succeed("build", recipe, "--output", _folder["out"]);
        Assert.All(_server.Served, path => Assert.EndsWith(".rpm", path, StringComparison.Ordinal));
        Assert.NotEmpty(_server.Served);

        _server.Forget();
        Succeed("build", recipe, "--output", _folder["again"], "--offline");
        Assert.Empty(_server.Served);
        Assert.Equal(File.ReadAllBytes(_folder["out/http.initrd"]), File.ReadAllBytes(_folder["again/http.initrd"]));
    }

    private void Succeed(params string[] arguments)
    {
        ToolResult result = ComposerProgram.Run([.. arguments, "--cache", _folder["cache"]]);
        Assert.True(result.ExitCode == 0, result.Error);
    }
}
