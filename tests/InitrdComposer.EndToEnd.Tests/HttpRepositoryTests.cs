using System.Net;
using InitrdComposer.Testing;
using Xunit;

namespace InitrdComposer.EndToEnd.Tests;

/// <summary>A repository on a server: locked and fetched once, then built from the cache without the network.</summary>
public sealed class HttpRepositoryTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly HttpListener _server = new();
    private readonly List<string> _served = [];

    public void Dispose()
    {
        _server.Close();
        _folder.Dispose();
    }

    [Fact]
    public void PackagesAreFetchedOnceAndThenBuiltOffline()
    {
        string url = Serve(DistroFixture.Require().Repository);
        string recipe = _folder["http.toml"];
        File.WriteAllText(recipe, $"""
            name = "http"

            [[repositories]]
            id = "http"
            baseurl = "{url}"

            [packages]
            install = ["filesystem", "base-files", "systemd", "tiny-noarch"]
            """);
        Succeed("lock", recipe);
        Assert.Contains(_served, path => path.EndsWith("primary.xml.gz", StringComparison.Ordinal));

        _served.Clear();
        ToolResult offline = ComposerProgram.Run("build", recipe, "--output", _folder["out"], "--cache", _folder["cache"], "--offline");
        Assert.Equal(6, offline.ExitCode);
        Assert.Empty(_served);

        Succeed("build", recipe, "--output", _folder["out"]);
        Assert.All(_served, path => Assert.EndsWith(".rpm", path, StringComparison.Ordinal));
        Assert.NotEmpty(_served);

        _served.Clear();
        Succeed("build", recipe, "--output", _folder["again"], "--offline");
        Assert.Empty(_served);
        Assert.Equal(File.ReadAllBytes(_folder["out/http.initrd"]), File.ReadAllBytes(_folder["again/http.initrd"]));
    }

    private void Succeed(params string[] arguments)
    {
        ToolResult result = ComposerProgram.Run([.. arguments, "--cache", _folder["cache"]]);
        Assert.True(result.ExitCode == 0, result.Error);
    }

    private string Serve(string folder)
    {
        int port = 20000 + (Environment.ProcessId % 20000);
        string prefix = $"http://127.0.0.1:{port}/";
        _server.Prefixes.Add(prefix);
        _server.Start();
        _ = Task.Run(async () =>
        {
            while (_server.IsListening)
            {
                HttpListenerContext context = await _server.GetContextAsync();
                string path = Uri.UnescapeDataString(context.Request.Url!.AbsolutePath);
                lock (_served) _served.Add(path);
                string file = Path.Combine(folder, path[1..]);
                context.Response.StatusCode = File.Exists(file) ? 200 : 404;
                if (File.Exists(file)) await context.Response.OutputStream.WriteAsync(await File.ReadAllBytesAsync(file));
                context.Response.Close();
            }
        });
        return prefix;
    }
}
