using System.Net;
using InitrdComposer.EndToEnd.Tests.HostileInput.Cases;
using InitrdComposer.Testing;
using Xunit;

namespace InitrdComposer.EndToEnd.Tests.Faults;

/// <summary>Servers and networks as the program meets them in a process of its own; each request with each fault is NetworkSweepTests'.</summary>
public sealed class NetworkFaultTests : IDisposable
{
    private const string Repomd = "/repodata/repomd.xml";
    private static readonly Dictionary<string, string?> Nothing = [];
    private static readonly string Package = Path.GetFileName(Directory.GetFiles(FaultFolder.Repository, "tiny-base-*.rpm")[0]);
    private static readonly string Primary = Path.GetFileName(Directory.GetFiles(Path.Combine(FaultFolder.Repository, "repodata"), "*-primary.xml.gz")[0]);

    private readonly ScriptedServer _server = new();

    public NetworkFaultTests() => _server.AddFolder(FaultFolder.Repository);

    public void Dispose() => _server.Dispose();

    [Fact, Trait("fault", "NET-07")]
    public void RedirectsThatLeadNowhereAreSaid()
    {
        (string Target, string Said)[] cases = [(Repomd, "after 10 others"), ("file:///etc/passwd", "to file://"), ("ftp://127.0.0.1/", "to ftp://"), ("http://[", "redirect")];
        foreach ((string target, string said) in cases)
        {
            _server.Add(Repomd, Answer.Redirect(target));
            using var folder = new FaultFolder(_server.Url);
            AssertRefused(Lock(folder), 6, said);
        }

        new Assurance("faults", "NET-07", "redirects that go round, to files, to other protocols, to nothing", cases.Length, cases.Length).Write();
    }

    [Fact, Trait("fault", "NET-08")]
    public void AServerThatCannotBeTrustedIsSaid()
    {
        int tried = 0;
        foreach ((bool isOfHost, bool isExpired, bool isTrusted) in (ReadOnlySpan<(bool, bool, bool)>)[(true, false, false), (false, false, true), (true, true, true), (true, false, true)])
        {
            using var certificate = Certificates.Make(isOfHost, isExpired);
            using var server = new ScriptedServer(certificate);
            server.AddFolder(FaultFolder.Repository);
            using var folder = new FaultFolder(server.Url);
            string trusted = Path.Combine(folder.Home, "trusted.pem");
            File.WriteAllText(trusted, certificate.ExportCertificatePem());
            ToolResult result = Lock(folder, isTrusted ? new() { ["SSL_CERT_FILE"] = trusted } : []);
            if (isOfHost && !isExpired && isTrusted) Assert.True(result.ExitCode == 0, result.Error);
            else AssertRefused(result, 6, "no secure connection");
            tried++;
        }

        using var half = new FaultFolder(_server.Url.Replace("http:", "https:", StringComparison.Ordinal));
        AssertRefused(Lock(half), 6, "https://");
        new Assurance("faults", "NET-08", "certificates that are not trusted, expired, of another host, right; a server that speaks no TLS", tried + 1, tried + 1).Write();
    }

    [Fact, Trait("fault", "NET-10")]
    public void ARepositoryThatIsPublishedMeanwhileIsReadAsOne()
    {
        byte[] current = File.ReadAllBytes(FaultFolder.Repository + Repomd);
        byte[] old = System.Text.Encoding.UTF8.GetBytes(
            System.Text.Encoding.UTF8.GetString(current).Replace(Primary, "old-primary.xml.gz", StringComparison.Ordinal).Replace(Primary[..64], new string('0', 64), StringComparison.Ordinal));
        Assert.NotEqual(current, old);
        _server.Add(Repomd, Answer.Ok(old), Answer.Ok(current));
        using var folder = new FaultFolder(_server.Url);
        ToolResult result = Lock(folder);
        Assert.True(result.ExitCode == 0, result.Error);
        Assert.Equal(2, _server.Requests.Count(head => head.Contains(Repomd, StringComparison.Ordinal)));

        _server.Add(Repomd, Answer.Ok(old));
        using var stale = new FaultFolder(_server.Url);
        AssertRefused(Lock(stale), 6, "404");
        new Assurance("faults", "NET-10", "repomd.xml of before, its parts of after: once, and for ever", 2, 2).Write();
    }

    [Fact, Trait("fault", "NET-11")]
    public void APackageThatIsReplacedAfterTheLockIsRefused()
    {
        using var folder = new FaultFolder(_server.Url);
        folder.MakeLock();
        byte[] other = File.ReadAllBytes(Path.Combine(FaultFolder.Repository, Package));
        other[^1] ^= 1;
        _server.Add("/" + Package, Answer.Ok(other));
        ToolResult result = folder.Run();
        AssertRefused(result, 4, "sha256:");
        Assert.True(folder.HasOldOutput);
        _server.Add("/" + Package, Answer.Ok(File.ReadAllBytes(Path.Combine(FaultFolder.Repository, Package))));
        Assert.Equal(0, folder.Run().ExitCode);
        new Assurance("faults", "NET-11", "a package of other bytes than the lock's", 1, 1).Write();
    }

    /// <summary>Connections that are kept, and go away while nobody looks.</summary>
    [Fact, Trait("fault", "NET-12")]
    public void AConnectionThatWasKeptAndIsGoneIsMadeAgain()
    {
        int tried = 0;
        foreach (bool isReset in (bool[])[false, true])
        {
            foreach (int number in Enumerable.Range(2, 4))
            {
                using var server = new ScriptedServer();
                foreach (string file in Directory.EnumerateFiles(FaultFolder.Repository, "*", SearchOption.AllDirectories))
                {
                    server.Add("/" + Path.GetRelativePath(FaultFolder.Repository, file), Answer.Kept(File.ReadAllBytes(file)));
                }

                server.Spoil = (count, answer) => count == number ? answer with { Head = "", Body = [], IsReset = isReset, IsKept = false } : answer;
                using var folder = new FaultFolder(server.Url);
                ToolResult locked = Lock(folder);
                Assert.True(locked.ExitCode == 0, $"{number}: {locked.Error}");
                ToolResult built = folder.Run();
                Assert.True(built.ExitCode == 0, $"{number}: {built.Error}");
                tried++;
            }
        }

        new Assurance("faults", "NET-12", "kept connections that end or are reset at a later request", tried, tried).Write();
    }

    [Fact, Trait("fault", "NET-13")]
    public void WhatIsCachedIsBuiltWithoutAskingTheNetwork()
    {
        using var folder = new FaultFolder(_server.Url);
        folder.MakeLock();
        Assert.Equal(0, folder.Run().ExitCode);
        int tried = 0;
        foreach (string option in (string[])["--offline", "--locked"])
        {
            Directory.Delete(folder.Output, recursive: true);
            using var log = new TempFolder();
            ToolResult result = folder.Run(SystemCallTrace.Strace(log["log"], "connect,sendto,sendmsg"), Nothing, option);
            Assert.True(result.ExitCode == 0, result.Error);
            Assert.DoesNotContain(File.ReadLines(log["log"]), line => line.Contains("connect(", StringComparison.Ordinal) || line.Contains("sendto(", StringComparison.Ordinal));
            tried++;
        }

        new Assurance("faults", "NET-13", "builds of what is cached, with and without --offline, that make no connection", tried, tried).Write();
    }

    /// <summary>A name of two addresses, as /etc/hosts gives it: at the first nobody listens, or what is sent there is dropped.</summary>
    [Fact, Trait("fault", "NET-14")]
    public void AnAddressThatDoesNotAnswerIsPassedOver()
    {
        // The resolver puts 127.0.0.1 first (RFC 6724, rule 9).
        using var server = new ScriptedServer(address: IPAddress.Parse("127.0.0.2"));
        server.AddFolder(FaultFolder.Repository);
        var first = new IPEndPoint(IPAddress.Loopback, new Uri(server.Url).Port);
        using var own = new TempFolder();
        File.WriteAllText(own["hosts"], "127.0.0.1 two.test\n127.0.0.2 two.test\n");
        string[] within = [Tool.Require("unshare", "util-linux").Path, "-rm", "sh", "-c", "mount --bind \"$0\" /etc/hosts && exec \"$@\"", own["hosts"]];
        int tried = 0;
        foreach (bool isDropped in (bool[])[false, true])
        {
            using IDisposable? silent = isDropped ? new SilentAddress(first) : null;
            using var folder = new FaultFolder($"http://two.test:{first.Port}");
            string[] trace = SystemCallTrace.Strace(own["log"], "connect");
            ToolResult result = folder.Start([.. within, .. trace], new Dictionary<string, string?> { ["no_proxy"] = "*" }, ["lock", folder.Recipe, "--cache", folder.Cache, "--quiet"]);
            Assert.True(result.ExitCode == 0, result.Error);
            Assert.Empty(result.Error);
            Assert.Contains(File.ReadLines(own["log"]), line => line.Contains($"htons({first.Port})", StringComparison.Ordinal) && line.Contains($"{first.Address}\"", StringComparison.Ordinal));
            tried++;
        }

        new Assurance("faults", "NET-14", "a host of two addresses, the first of which refuses, or drops what is sent", tried, tried).Write();
    }

    [Fact, Trait("fault", "NET-15")]
    public void ProxiesOfTheEnvironmentAreUsed()
    {
        const string Host = "http://repo.example.invalid";
        using var proxy = new ScriptedServer();
        foreach (string file in Directory.EnumerateFiles(FaultFolder.Repository, "*", SearchOption.AllDirectories))
        {
            proxy.Add($"{Host}/{Path.GetRelativePath(FaultFolder.Repository, file)}", Answer.Ok(File.ReadAllBytes(file)));
        }

        foreach (string name in (string[])["http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"])
        {
            using var folder = new FaultFolder(Host);
            ToolResult result = Lock(folder, new() { [name] = proxy.Url });
            Assert.True(result.ExitCode == 0, $"{name}: {result.Error}");
        }

        foreach (string name in (string[])["no_proxy", "NO_PROXY"])
        {
            using var folder = new FaultFolder(_server.Url);
            int before = proxy.Requests.Count;
            ToolResult result = Lock(folder, new() { ["http_proxy"] = proxy.Url, [name] = "127.0.0.1" });
            Assert.True(result.ExitCode == 0, result.Error);
            Assert.Equal(before, proxy.Requests.Count);
        }

        new Assurance("faults", "NET-15", "http_proxy, all_proxy, no_proxy, lower and upper case", 6, 6).Write();
    }

    private static ToolResult Lock(FaultFolder folder, Dictionary<string, string?>? variables = null) =>
        folder.Start([], variables ?? [], ["lock", folder.Recipe, "--cache", folder.Cache, "--quiet"]);

    private static void AssertRefused(ToolResult result, int exit, string said)
    {
        Assert.True(result.ExitCode == exit, $"exit {result.ExitCode}: {result.Error}");
        Assert.Contains(said, result.Error, StringComparison.Ordinal);
        Assert.StartsWith("error[IC-", string.Join('\n', result.Error.Split('\n').SkipWhile(line => line.StartsWith("note", StringComparison.Ordinal))), StringComparison.Ordinal);
    }
}
