using InitrdComposer.Testing;
using Xunit;

namespace InitrdComposer.EndToEnd.Tests;

/// <summary>A bundle is all that its recipe needs: the same bytes come out anywhere, without the network and with the repository gone.</summary>
public sealed class BundleTests : IDisposable
{
    private readonly ComposedDemo _demo;
    private readonly TempFolder _folder = new();

    public BundleTests(ComposedDemo demo) => _demo = demo.Require();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void TheBundleOfTheDemoBuildsAndRebuildsTheSameBytesWithTheRepositoryGone()
    {
        // A copy of repository and recipe that can be removed: the recipe's path to it is the demo's.
        Directory.CreateDirectory(_folder["configs"]);
        File.Copy(_demo.Distro.Recipe, _folder["configs/demo.toml"]);
        string key = _folder["tests/fixtures/distro/keys/demo-signing-key.asc"];
        Directory.CreateDirectory(Path.GetDirectoryName(key)!);
        File.Copy(Path.Combine(Checkout.Fixture("distro", "keys"), Path.GetFileName(key)), key);
        Tool.Require("cp", "coreutils").Run("-rL", "--reflink=auto", _demo.Distro.Repository, MakeParent("artifacts/distro/repo"));
        Succeed("fetch", _folder["configs/demo.toml"], "--lock", _demo.Lock, "--into", _folder["bundle"]);
        Directory.Delete(_folder["artifacts"], recursive: true);
        Directory.Delete(_folder["configs"], recursive: true);
        Directory.Delete(_folder["tests"], recursive: true);
        Directory.Move(_folder["bundle"], MakeParent("some where/bundle"));

        Succeed(isOffline: true, "build", "--offline", "--locked", _folder["some where/bundle"], "-o", _folder["out"]);
        Assert.Equal(Contents(_demo.Output), Contents(_folder["out"]));
        Succeed(isOffline: true, "rebuild", OutputCopy(), "--recipe", _folder["some where/bundle"]);
        Assert.Contains("no package moved", Succeed(isOffline: true, "lock", _folder["some where/bundle"]), StringComparison.Ordinal);
    }

    [Fact]
    public void ABundleIsRepairedByFetchingAgainAndHoldsNothingElse()
    {
        string recipe = WriteRecipe("\"filesystem\", \"less\"");
        Succeed("lock", recipe);
        Succeed("fetch", recipe, "--into", _folder["bundle"]);
        string[] whole = Contents(_folder["bundle"]);
        string package = Directory.GetFiles(_folder["bundle"], "less-*.rpm", SearchOption.AllDirectories).Single();

        Damage.FlipByteInTheMiddle(package);
        ToolResult damaged = Run("build", "--offline", "--locked", _folder["bundle"], "-o", _folder["out"]);
        Assert.Equal(4, damaged.ExitCode);
        Assert.Contains(package, damaged.Error, StringComparison.Ordinal);

        File.Delete(_folder["bundle/README"]);
        File.WriteAllText(_folder["bundle/repositories/stray"], "");
        Succeed("fetch", recipe, "--into", _folder["bundle"]);
        Assert.Equal(whole, Contents(_folder["bundle"]));

        WriteRecipe("\"filesystem\"");
        Succeed("lock", recipe);
        Succeed("fetch", recipe, "--into", _folder["bundle"]);
        Assert.Empty(Directory.GetFiles(_folder["bundle"], "less-*.rpm", SearchOption.AllDirectories));
    }

    [Fact]
    public void ExtraTreesComeAlongWithLinksAndPermissions()
    {
        Directory.CreateDirectory(_folder["files/etc/closed"]);
        File.WriteAllText(_folder["files/etc/run me"], "#!/bin/sh\n");
        File.SetUnixFileMode(_folder["files/etc/run me"], (UnixFileMode)0b111_101_101);
        File.CreateSymbolicLink(_folder["files/etc/link"], "../../outside");
        File.SetUnixFileMode(_folder["files/etc/closed"], (UnixFileMode)0b101_000_000);
        string recipe = WriteRecipe("\"filesystem\", \"base-files\", \"systemd\"", "[[extra-trees]]\nsource = \"files\"\ntarget = \"/usr/share/mine\"");
        Succeed("lock", recipe);
        Succeed("build", recipe, "-o", _folder["out"]);
        Succeed("fetch", recipe, "--into", _folder["bundle"]);
        Succeed("fetch", recipe, "--into", _folder["bundle"]);

        File.SetUnixFileMode(_folder["files/etc/closed"], (UnixFileMode)0b111_000_000);
        Directory.Delete(_folder["files"], recursive: true);
        Succeed("build", "--offline", "--locked", _folder["bundle"], "-o", _folder["again"]);
        Assert.Equal(Contents(_folder["out"]), Contents(_folder["again"]));
        File.SetUnixFileMode(_folder["bundle/trees/1/etc/closed"], (UnixFileMode)0b111_000_000);
    }

    [Fact]
    public void WithoutIntoThePackagesAreBroughtHere()
    {
        string recipe = WriteRecipe("\"filesystem\"");
        Succeed("lock", recipe);
        Assert.Contains("are here", Succeed("fetch", recipe), StringComparison.Ordinal);
        Assert.Contains("are here", Succeed("fetch", Path.ChangeExtension(recipe, ".lock")), StringComparison.Ordinal);
        File.Delete(recipe);
        Assert.Equal(2, Run("fetch", Path.ChangeExtension(recipe, ".lock"), "--into", _folder["bundle"]).ExitCode);
    }

    [Fact]
    public void KeysThatSignAreNotInItWhichItSaysAndHowToBuildWithout()
    {
        string recipe = WriteRecipe("\"filesystem\", \"base-files\", \"systemd\"", "[attestation]\nkey = \"keys/release.key\"\npassphrase = \"file:keys/pass\"");
        Succeed("lock", recipe);
        string said = Succeed("fetch", recipe, "--into", _folder["bundle"]);
        const string Without = "--set attestation.key= --set attestation.passphrase=";
        Assert.Contains("attestation.key = \"keys/release.key\"", said, StringComparison.Ordinal);
        Assert.Contains(Without, said, StringComparison.Ordinal);
        string readme = File.ReadAllText(_folder["bundle/README"]);
        Assert.Contains("attestation.key = \"keys/release.key\"", readme, StringComparison.Ordinal);
        Assert.Contains($"build --offline --locked . -o OUT {Without}\n", readme, StringComparison.Ordinal);

        ToolResult refused = Run("build", "--offline", "--locked", _folder["bundle"], "-o", _folder["out"]);
        Assert.Equal(7, refused.ExitCode);
        Assert.Contains($"attestation.key: {_folder["bundle/keys/release.key"]}: no such file", refused.Error, StringComparison.Ordinal);
        Assert.Contains(Without, refused.Error, StringComparison.Ordinal);
        Assert.Matches("my.toml:[0-9]+:[0-9]+: attestation.key", refused.Error);
        Succeed(["build", "--offline", "--locked", _folder["bundle"], "-o", _folder["out"], .. Without.Split(' ')]);
    }

    [Fact]
    public void AFolderOfSomebodyElseIsLeftAlone()
    {
        string recipe = WriteRecipe("\"filesystem\"");
        Succeed("lock", recipe);
        Directory.CreateDirectory(_folder["mine"]);
        File.WriteAllText(_folder["mine/letter"], "dear");
        ToolResult result = Run("fetch", recipe, "--into", _folder["mine"]);
        Assert.Equal(7, result.ExitCode);
        Assert.Equal(["letter"], Directory.GetFileSystemEntries(_folder["mine"]).Select(Path.GetFileName));
    }

    private string WriteRecipe(string packages, string more = "")
    {
        File.WriteAllText(_folder["my.toml"], $"""
            [[repositories]]
            id = "distro"
            baseurl = "{_demo.Distro.Repository}"
            keys = ["302F2B42B3DFFB1853F063E2F65FDFC62F9F23CA"]
            key-files = ["{Checkout.Root}/tests/fixtures/distro/keys/demo-signing-key.asc"]

            [packages]
            install = [{packages}]

            {more}
            """);
        return _folder["my.toml"];
    }

    private string OutputCopy()
    {
        Tool.Require("cp", "coreutils").Run("-r", _demo.Output, _folder["copy"]);
        return _folder["copy"];
    }

    private string MakeParent(string path)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_folder[path])!);
        return _folder[path];
    }

    private static string[] Contents(string folder) =>
    [
        .. Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)
            .Select(file => $"{Path.GetRelativePath(folder, file)} {Formats.Digest.Sha256Of(File.ReadAllBytes(file))}"),
    ];

    private ToolResult Run(params string[] arguments) => ComposerProgram.Run([.. arguments, "--cache", _folder["cache"]]);

    private string Succeed(params string[] arguments) => Succeed(isOffline: false, arguments);

    /// <summary>Offline: in a network namespace of its own, where only root can make one.</summary>
    private string Succeed(bool isOffline, params string[] arguments)
    {
        ToolResult result = isOffline && Environment.UserName == "root"
            ? Tool.Require("unshare", "util-linux").Start(null, null, ["-n", ComposerProgram.FileName, .. arguments, "--cache", _folder["cache"]])
            : Run(arguments);
        Assert.True(result.ExitCode == 0, result.Error);
        return result.Output;
    }
}
