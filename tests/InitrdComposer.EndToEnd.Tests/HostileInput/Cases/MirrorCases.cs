using System.Text;
using InitrdComposer.Formats;
using InitrdComposer.Testing;
using Xunit;

namespace InitrdComposer.EndToEnd.Tests.HostileInput.Cases;

/// <summary>Servers, lists of them, and what is on the way.</summary>
internal static class MirrorCases
{
    private const string Repomd = "/repodata/repomd.xml", Primary = "/repodata/primary.xml", Package = "/0.rpm";

    public static IReadOnlyList<HostileCase> All { get; } =
    [
        new("MIR-01", "a metalink with an external entity", Metalink(text => "<!DOCTYPE m [<!ENTITY x SYSTEM \"file:///etc/passwd\">]>" + text), BadMetalink("DOCTYPE")),
        new("MIR-01", "a metalink with elements 100000 deep", Metalink(text => text.Replace("<files>", string.Concat(Enumerable.Repeat("<a>", 100_000)), StringComparison.Ordinal)), BadMetalink("depth")),
        new("MIR-01", "a login page in place of a metalink", Metalink(_ => "<html/>"), BadMetalink("root element: got <html>")),
        new("MIR-01", "a metalink of files alone", Metalink(text => text.Replace("http://127", "rsync://127", StringComparison.Ordinal)), BadMetalink("mirrors: got none that can be asked")),
        new("MIR-02", "a metalink over http", Placed(_ => "metalink = \"http://mirrors.example.org/metalink\""), new Verdict.Refused(4, "MIR02", "http://mirrors.example.org/metalink: metalink: got http://, expected https://")),
        new("MIR-03", "no mirror has the repomd.xml that the metalink names", Metalink(text => text.Replace(">" + DigestIn(text), ">" + new string('0', 64), StringComparison.Ordinal)), new Verdict.Refused(4, "MIR03", "got sha256:", "expected sha256:0000")),
        new("MIR-03", "one of two mirrors has it", folder =>
        {
            Metalink(text => text.Replace("<url", $"<url preference=\"100\">{Other(folder, "<repomd/>"u8.ToArray()).Url}{Repomd}</url><url", StringComparison.Ordinal))(folder);
        }, Noted),
        new("MIR-04", "only what the metalink calls an earlier one is there", Metalink(Older), new Verdict.Accepted(SoundInitrd.IsSame)),
        new("MIR-04", "an earlier one that is older than the lock", folder =>
        {
            RepomdCases.RolledBack(folder);
            Metalink(folder, Older);
            Relocate(folder);
        }, RolledBack) { Command = folder => folder.LockOnly("--update") },
        new("MIR-05", "an old copy of the repository", folder =>
        {
            RepomdCases.RolledBack(folder);
            Place(folder, $"baseurl = \"{Serve(folder).Url}\"");
            Relocate(folder);
        }, RolledBack) { Command = folder => folder.LockOnly("--update") },
        new("MIR-06", "a copy that stays the same for ever", Placed(folder => $"baseurl = \"{Serve(folder).Url}\"\nmax-age = 30"), new Verdict.Refused(4, "RMD18", "no age")),
        new("MIR-07", "repomd.xml of one mirror, primary of another", folder =>
        {
            folder.WritePackages(SamplePackages.Sample());
            ScriptedServer first = folder.Serve();
            first.Add(Repomd, Answer.Ok(File.ReadAllBytes(RepomdCases.RepomdOf(folder))));
            ScriptedServer second = Serve(folder);
            second.Add(Repomd, Answer.Ok("<repomd/>"u8.ToArray()));
            Place(folder, $"baseurl = [\"{first.Url}\", \"{second.Url}\"]");
        }, Noted),
        new("MIR-08", "a repomd.xml that does not end", Served((_, server) => server.Add(Repomd, Answer.Unbounded(new byte[5 << 20]))), new Verdict.Refused(3, "RMD15", "more than 4194304 bytes")),
        new("MIR-08", "a package that does not end", Served((_, server) => server.Add(Package, Answer.Unbounded(new byte[1 << 20]))), new Verdict.Refused(4, "MIR17", "more than")),
        new("MIR-09", "a redirect that goes round", Served((_, server) => server.Add(Repomd, Answer.Redirect(Repomd))), Redirected("after 10 others")),
        new("MIR-09", "a redirect to a file", Served((_, server) => server.Add(Repomd, Answer.Redirect("file:///etc/passwd"))), Redirected("to file://")),
        new("MIR-09", "a redirect from https to http", Secure(certificate: () => Certificates.Make(), isTrusted: true, damage: server => server.Add(Repomd, Answer.Redirect("http://127.0.0.1/"))), Redirected("from https to http")),
        new("MIR-10", "control characters in a redirect", Served((_, server) => server.Add(Repomd, Answer.Redirect("/\u001b[31m\u0007"))), new Verdict.Refused(6, "NET06", "404")),
        new("MIR-11", "a certificate that nobody trusts", Secure(() => Certificates.Make(), isTrusted: false), Insecure),
        new("MIR-11", "a certificate of the past", Secure(() => Certificates.Make(isExpired: true), isTrusted: true), Insecure),
        new("MIR-11", "a certificate of another host", Secure(() => Certificates.Make(isOfHost: false), isTrusted: true), Insecure),
        new("MIR-11", "a certificate that is right", Secure(() => Certificates.Make(), isTrusted: true), new Verdict.Accepted(SoundInitrd.IsSame)),
        new("MIR-12", "a file that is said to be encoded, and is not", Served((folder, server) => server.Add(Primary, Answer.With("Content-Encoding: gzip\r\n", FileOf(folder, Primary)))), new Verdict.Accepted(SoundInitrd.IsSame)),
        new("MIR-12", "a file that a server packed", Served((folder, server) => server.Add(Primary, Answer.With("Content-Encoding: gzip\r\n", Compressed.Gzip(FileOf(folder, Primary))))), new Verdict.Refused(4, "PXM01", "expected")),
        new("MIR-13", "less than announced, the first time", Served((folder, server) => server.Add(Package, Answer.Truncated(FileOf(folder, Package), 100), Answer.Ok(FileOf(folder, Package)))), new Verdict.Accepted(SoundInitrd.IsSame)),
        new("MIR-13", "a part that nobody asked for", Served((folder, server) => server.Add(Package, new Answer("HTTP/1.1 206 Partial\r\nContent-Range: bytes 0-99/200\r\nConnection: close\r\n\r\n", FileOf(folder, Package)[..100]))), new Verdict.Refused(6, "NET06", "206")),
        new("MIR-14", "user and password in a URL: not even in the message", Placed(_ => "baseurl = \"https://me:hunter2@repo.example.org/\""), new Verdict.Refused(2, "CFG25", "https://...@repo.example.org/", "no user and password")),
        new("MIR-15", "a login page in place of a package", Served((_, server) => server.Add(Package, Answer.Ok("<html>log in</html>"u8.ToArray()))), new Verdict.Refused(4, "MIR17", "got 19 bytes, expected")),
        new("MIR-16", "a mirror with wrong bytes of the right length", folder =>
        {
            folder.WritePackages(SamplePackages.Sample());
            ScriptedServer wrong = Serve(folder);
            wrong.Add(Package, Answer.Ok(new byte[FileOf(folder, Package).Length]));
            Place(folder, $"baseurl = [\"{wrong.Url}\", \"{Serve(folder).Url}\"]");
        }, Noted),
        new("MIR-17", "a package that was replaced under its name", folder =>
        {
            Served((_, _) => { })(folder);
            ToolResult result = ConfinedProgram.Run(folder, folder.LockOnly());
            Assert.True(result.ExitCode == 0, result.Error);
            byte[] other = FileOf(folder, Package);
            other[^1] ^= 1;
            folder.Servers[0].Add(Package, Answer.Ok(other));
        }, new Verdict.Refused(4, "MIR17", "is not the file that was locked: ", "got sha256:", "has replaced it under its name", "--update base")) { Command = folder => folder.Build("--locked") },
        new("MIR-18", "a FIFO in place of primary", InPlace(file => Tool.Require("mkfifo", "coreutils").Run(file)), new Verdict.Refused(7, "FLT15", "is no regular file")),
        new("MIR-18", "a folder in place of primary", InPlace(file => Directory.CreateDirectory(file)), new Verdict.Refused(7, "FLT15", "is no regular file")),
        new("MIR-18", "a link to a file of others in place of primary", InPlace(file => File.CreateSymbolicLink(file, "/etc/passwd")), new Verdict.Refused(4, "PXM01", "expected")),
        new("MIR-19", "a variable that climbs", Variable("../../x"), new Verdict.Refused(2, "MIR19", "vars.v")),
        new("MIR-19", "a variable that is another host", Variable("@evil.example.org/"), new Verdict.Refused(2, "MIR19", "vars.v")),
        new("MIR-19", "a variable that nobody sets", Files("http://repo.example.org/$nobody/", ""), new Verdict.Refused(2, "MIR19", "small.repo:2", "$nobody")),
    ];

    private static Verdict.Refused RolledBack => new(4, "RMD17", "went back in time");

    private static Verdict.Refused Insecure => new(6, "NET08", "no secure connection");

    /// <summary>One mirror is avoided, which is said once, and the result is the same.</summary>
    private static Verdict.Accepted Noted => new((folder, result) =>
    {
        SoundInitrd.IsSame(folder, result);
        Assert.Single(result.Error.Split('\n'), line => line.StartsWith("note[IC-MIR16]: http://127.0.0.1:", StringComparison.Ordinal));
    });

    private static Verdict.Refused BadMetalink(string fragment) => new(3, "MIR01", "metalink", fragment);

    private static Verdict.Refused Redirected(string how) => new(6, "MIR09", $"a redirect {how} is not followed");

    private static byte[] FileOf(HostileFolder folder, string path) => File.ReadAllBytes(folder.Repository + path);

    private static ScriptedServer Serve(HostileFolder folder)
    {
        ScriptedServer server = folder.Serve();
        server.AddFolder(folder.Repository);
        return server;
    }

    /// <summary>A server whose repomd.xml is another.</summary>
    private static ScriptedServer Other(HostileFolder folder, byte[] repomd)
    {
        ScriptedServer server = folder.Serve();
        server.Add(Repomd, Answer.Ok(repomd));
        return server;
    }

    /// <summary>The recipe says another place.</summary>
    private static void Place(HostileFolder folder, string line) => File.WriteAllLines(
        folder.Recipe, File.ReadAllLines(folder.Recipe).Select(old => old.StartsWith("baseurl", StringComparison.Ordinal) ? line : old));

    /// <summary>The lock is of the place that the recipe now says.</summary>
    private static void Relocate(HostileFolder folder)
    {
        string place = File.ReadAllLines(folder.Recipe).First(line => line.StartsWith("baseurl", StringComparison.Ordinal) || line.StartsWith("metalink", StringComparison.Ordinal));
        File.WriteAllLines(folder.Lock, File.ReadAllLines(folder.Lock).Select(line => line.StartsWith("baseurl", StringComparison.Ordinal) ? place : line));
    }

    private static Action<HostileFolder> Placed(Func<HostileFolder, string> line) => folder =>
    {
        folder.WritePackages(SamplePackages.Sample());
        Place(folder, line(folder));
    };

    private static Action<HostileFolder> Served(Action<HostileFolder, ScriptedServer> damage) => Placed(folder =>
    {
        ScriptedServer server = Serve(folder);
        damage(folder, server);
        return $"baseurl = \"{server.Url}\"";
    });

    private static Action<HostileFolder> Secure(
        Func<System.Security.Cryptography.X509Certificates.X509Certificate2> certificate, bool isTrusted, Action<ScriptedServer>? damage = null) => Placed(folder =>
    {
        System.Security.Cryptography.X509Certificates.X509Certificate2 made = certificate();
        if (isTrusted) File.WriteAllText(folder.Trusted, made.ExportCertificatePem());
        ScriptedServer server = folder.Serve(made);
        server.AddFolder(folder.Repository);
        damage?.Invoke(server);
        return $"baseurl = \"{server.Url}\"";
    });

    private static Action<HostileFolder> Metalink(Func<string, string> damage) => folder =>
    {
        folder.WritePackages(SamplePackages.Sample());
        Metalink(folder, damage);
    };

    /// <summary>A file, which needs no certificate, of a server that has the repository.</summary>
    private static void Metalink(HostileFolder folder, Func<string, string> damage)
    {
        string sound = $"""
            <metalink xmlns="http://www.metalinker.org/" xmlns:mm0="http://fedorahosted.org/mirrormanager"><files><file name="repomd.xml">
            <verification><hash type="sha256">{Digest.Sha256Of(FileOf(folder, Repomd)).Hex}</hash></verification>
            <resources><url preference="1">{Serve(folder).Url}{Repomd}</url></resources></file></files></metalink>
            """;
        File.WriteAllText(Path.Combine(folder.Work, "metalink"), damage(sound));
        Place(folder, "metalink = \"metalink\"");
    }

    private static string DigestIn(string metalink) => metalink.Split("<hash type=\"sha256\">")[1][..64];

    /// <summary>The mirrors' is an alternate of one that nobody has.</summary>
    private static string Older(string metalink)
    {
        string digest = DigestIn(metalink);
        return metalink.Replace(digest, new string('0', 64), StringComparison.Ordinal).Replace(
            "<resources>", $"<mm0:alternates><mm0:alternate><verification><hash type=\"sha256\">{digest}</hash></verification></mm0:alternate></mm0:alternates><resources>", StringComparison.Ordinal);
    }

    private static Action<HostileFolder> InPlace(Action<string> make) => folder =>
    {
        folder.WritePackages(SamplePackages.Sample());
        string text = File.ReadAllText(RepomdCases.RepomdOf(folder));
        File.WriteAllLines(RepomdCases.RepomdOf(folder), text.Split('\n').Where(line => !line.Contains("size>", StringComparison.Ordinal)));
        File.Delete(folder.Repository + Primary);
        make(folder.Repository + Primary);
    };

    private static Action<HostileFolder> Variable(string value) => Files("http://repo.example.org/$v/", $"vars = {{ v = \"{value}\" }}");

    private static Action<HostileFolder> Files(string url, string head) => folder =>
    {
        folder.WritePackages(SamplePackages.Sample());
        File.WriteAllText(Path.Combine(folder.Work, "small.repo"), $"[x]\nbaseurl={url}\n");
        File.WriteAllText(folder.Recipe, $"repository-files = [\"small.repo\"]\n{head}\n{File.ReadAllText(folder.Recipe)}");
    };
}
