using System.Security.Cryptography.X509Certificates;
using InitrdComposer.Testing;
using InitrdComposer.Testing.Rpm;

namespace InitrdComposer.EndToEnd.Tests.HostileInput;

/// <summary>
/// Where a case runs: inputs, an output folder that holds an older build, a cache, and around them folders and files that nobody may touch, at the
/// places that paths with ".." would reach.
/// </summary>
internal sealed class HostileFolder : IDisposable
{
    private readonly TempFolder _root = new();
    private readonly List<IDisposable> _servers = [];

    public HostileFolder()
    {
        foreach (string folder in (string[])[Work, Output, Repository, Temporary, Home, Path.Combine(Root, "etc")]) Directory.CreateDirectory(folder);
        File.WriteAllText(Path.Combine(Output, "manifest.json"), "{}");
        File.WriteAllText(Path.Combine(Root, "etc", "passwd"), "canary\n");
        File.WriteAllText(Path.Combine(Root, "secret"), "canary\n");
        File.WriteAllText(Path.Combine(Home, ".profile"), "canary\n");
    }

    /// <summary>Everything below is compared before and after.</summary>
    public string Root => _root.Path;

    /// <summary>The current folder of the program.</summary>
    public string Work => Path.Combine(Root, "a", "work");

    public string Recipe => Path.Combine(Work, "small.toml");

    public string Lock => Path.Combine(Work, "small.lock");

    public string Repository => Path.Combine(Work, "repo");

    public string Output => Path.Combine(Work, "out");

    public string Cache => Path.Combine(Work, "cache");

    /// <summary>TMPDIR of the program; empty afterwards.</summary>
    public string Temporary => Path.Combine(Root, "tmp");

    /// <summary>HOME of the program.</summary>
    public string Home => Path.Combine(Root, "home");

    /// <summary>Native libraries that the program finds before the machine's; none if it is not there.</summary>
    public string Libraries => Path.Combine(Root, "libraries");

    /// <summary>Certificates that the program trusts; none if it is not there.</summary>
    public string Trusted => Path.Combine(Root, "trusted.pem");

    public IReadOnlyList<ScriptedServer> Servers => [.. _servers.OfType<ScriptedServer>()];

    /// <summary>A server that runs as long as the case.</summary>
    /// <param name="certificate">For https; null: http.</param>
    public ScriptedServer Serve(X509Certificate2? certificate = null)
    {
        var server = new ScriptedServer(certificate);
        _servers.Add(server);
        if (certificate is not null) _servers.Add(certificate);
        return server;
    }

    public void Dispose()
    {
        foreach (IDisposable server in _servers) server.Dispose();
        MakeWritable(Work);
        _root.Dispose();
    }

    public string[] Build(params string[] options) => ["build", Recipe, "--output", Output, "--cache", Cache, "--quiet", .. options];

    public string[] LockOnly(params string[] options) => ["lock", Recipe, "--cache", Cache, "--quiet", .. options];

    /// <summary>A recipe over <see cref="Repository"/>.</summary>
    /// <param name="more">Further text, behind the packages.</param>
    /// <param name="install">The packages.</param>
    public void WriteRecipe(string more = "", params string[] install) => File.WriteAllText(Recipe, $"""
        name = "small"
        source-date-epoch = 1500000000

        [[repositories]]
        id = "small"
        baseurl = "repo"
        signatures = "none"

        [packages]
        install = [{string.Join(", ", install.Select(name => $"\"{name}\""))}]
        {more}
        """);

    /// <summary>Whoever is not root cannot remove what is in a read-only folder.</summary>
    private static void MakeWritable(string folder)
    {
        File.SetUnixFileMode(folder, File.GetUnixFileMode(folder) | UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        foreach (DirectoryInfo below in new DirectoryInfo(folder).EnumerateDirectories().Where(below => below.LinkTarget is null)) MakeWritable(below.FullName);
    }

    /// <summary>Packages with metadata that tell the truth of their files, and a recipe that installs all of them.</summary>
    public void WritePackages(params RpmSpec[] packages)
    {
        RepositoryFolder.Write(Repository, packages);
        WriteRecipe("", [.. packages.Select(package => package.Name)]);
    }
}
