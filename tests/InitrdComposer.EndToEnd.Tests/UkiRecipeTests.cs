using InitrdComposer.Testing;
using Xunit;

namespace InitrdComposer.EndToEnd.Tests;

/// <summary>What [uki] of a recipe says of profiles, addons and places, in what comes out.</summary>
public sealed class UkiRecipeTests : IDisposable
{
    private static readonly string[] Parts =
    [
        "--set", """uki.profiles=[{id="rescue",title="Rescue shell",cmdline="rescue  x"},{id="plain"}]""",
        "--set", """uki.addons=[{name="debug",cmdline="debug loglevel=7"}]""",
    ];

    private readonly ComposedDemo _demo;
    private readonly TempFolder _folder = new();

    public UkiRecipeTests(ComposedDemo demo) => _demo = demo.Require();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void OnAnEfiSystemPartitionNamesTellReleaseAndTries()
    {
        string[] files = Build([.. Parts, "--set", "uki.layout=esp", "--set", "uki.tries=3-0", "--set", "uki.title=As always"]);
        string version = Assert.Single(files, file => file.EndsWith("+3-0.efi", StringComparison.Ordinal))["EFI/Linux/demo-".Length..^"+3-0.efi".Length];
        Assert.Matches(@"^\d+\.\d+\.\d+", version);
        Assert.Contains($"EFI/Linux/demo-{version}.efi.extra.d/debug.addon.efi", files);
        Assert.Equal(files.Length, files.Distinct(StringComparer.Ordinal).Count());

        Uki("extract", _folder[$"out/EFI/Linux/demo-{version}+3-0.efi"], "-o", _folder["parts"]);
        Assert.Equal("ID=main\nTITLE=\"As always\"\n", File.ReadAllText(_folder["parts/profile-0/profile"]));
        Assert.Equal("ID=rescue\nTITLE=\"Rescue shell\"\n", File.ReadAllText(_folder["parts/profile-1/profile"]));
        Assert.Equal("rescue x", File.ReadAllText(_folder["parts/profile-1/cmdline"]));
        Assert.Equal(["profile"], Directory.GetFiles(_folder["parts/profile-2"]).Select(Path.GetFileName));

        Assert.Contains("up to date", Run("build", [.. Parts, "--set", "uki.layout=esp", "--set", "uki.tries=3-0", "--set", "uki.title=As always"]).Output, StringComparison.Ordinal);
        ToolResult rebuilt = ComposerProgram.Run("rebuild", _folder["out"], "--cache", _demo.Cache);
        Assert.True(rebuilt.ExitCode == 0, rebuilt.Error);
    }

    [Fact]
    public void ForAKernelPackageItStandsBesideModules()
    {
        string[] files = Build([.. Parts, "--set", "uki.layout=kernel-package"]);
        string uki = Assert.Single(files, file => file.EndsWith("/demo.efi", StringComparison.Ordinal));
        Assert.StartsWith("lib/modules/", uki, StringComparison.Ordinal);
        Assert.Contains($"{uki}.extra.d/debug.addon.efi", files);
    }

    [Fact]
    public void StubAndSplashMayBeFilesOfTheHost()
    {
        File.WriteAllText(_folder["splash.bmp"], "BM, and nothing to see");
        string[] host = ["--set", $"uki.stub={Checkout.Fixture("uki", "toystub.efi")}", "--set", $"uki.splash={_folder["splash.bmp"]}"];
        ToolResult refused = Run("build", host);
        Assert.Equal(2, refused.ExitCode);
        Assert.StartsWith("error[IC-CFG05]: command line: uki.stub:", refused.Error, StringComparison.Ordinal);

        Build([.. host, "--set", "uki.allow-host-paths=true"]);
        Uki("extract", _folder["out/demo.efi"], "--section", ".splash", "-o", _folder["splash"]);
        Assert.Equal(File.ReadAllBytes(_folder["splash.bmp"]), File.ReadAllBytes(_folder["splash"]));
        Uki("extract", _folder["out/demo.efi"], "--section", ".text", "-o", _folder["text"]);
        Assert.Equal(3, new FileInfo(_folder["text"]).Length);

        File.AppendAllText(_folder["splash.bmp"], "more");
        Assert.DoesNotContain("up to date", Run("build", [.. host, "--set", "uki.allow-host-paths=true"]).Output, StringComparison.Ordinal);
    }

    /// <summary>In place of ukify stands a script that keeps what it is given.</summary>
    [Fact]
    public void UkifyIsHandedTheSameInputsInFiles()
    {
        ToolResult result = BuildWithUkify(
            $$"""
            for argument; do
              case $argument in
                --output=*) cp '{{Checkout.Fixture("uki", "toy-nopcr.262.efi")}}' "${argument#*=}" ;;
                --*=@*) echo "${argument%%=*} $(cat "${argument#*=@}")" ;;
                --*=/*) echo "${argument%%=*} $(sha256sum <"${argument#*=}")" ;;
                *) echo "$argument" ;;
              esac
            done >>'{{_folder["arguments"]}}'
            """);
        Assert.True(result.ExitCode == 0, result.Error);
        Assert.Equal(File.ReadAllBytes(Checkout.Fixture("uki", "toy-nopcr.262.efi")), File.ReadAllBytes(_folder["out/demo.efi"]));

        string given = File.ReadAllText(_folder["arguments"]);
        Assert.All(
            [
                $"--linux {DigestOf(_folder["out/demo.vmlinuz"])}", $"--initrd {DigestOf(_folder["out/demo.initrd"])}", "--profile ID=main\n",
                "--os-release PRETTY_NAME=\"Debian GNU/Linux 13", "--cmdline console=ttyS0 root=LABEL=demo-root", "--cmdline debug loglevel=7\n", "--uname=",
            ],
            expected => Assert.Contains(expected, given, StringComparison.Ordinal));
        Assert.Equal(2, given.Split('\n').Count(line => line.StartsWith("--join-profile ", StringComparison.Ordinal)));
        Assert.Equal(2, given.Split('\n').Count(line => line == "build"));
    }

    [Fact]
    public void WhatUkifySaysAtItsEndIsTold()
    {
        ToolResult result = BuildWithUkify("echo first >&2; echo PEError: no room >&2; exit 1");
        Assert.Equal(7, result.ExitCode);
        Assert.StartsWith("error[IC-UKI04]: ukify: exit code 1: PEError: no room\n", result.Error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(_folder["out"]));
    }

    [Fact]
    public void WithoutUkifyItsAbsenceIsTold()
    {
        ToolResult result = BuildIn("/no/such/folder");
        Assert.Equal(7, result.ExitCode);
        Assert.StartsWith("error[IC-UKI04]: ukify: ", result.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("IC-CFG27", "uki.tries=3")]
    [InlineData("IC-CFG10", """uki.profiles=[{id="Main"}]""")]
    [InlineData("IC-CFG10", """uki.addons=[{name="a",cmdline="b"},{name="a",cmdline="c"}]""")]
    [InlineData("IC-CFG26", "uki.tries=many")]
    public void WhatDoesNotGoTogetherIsRefused(string id, string setting)
    {
        ToolResult result = Run("build", ["--set", setting]);
        Assert.Equal((2, id), (result.ExitCode, result.Error.Split('[', ']')[1]));
    }

    private static string DigestOf(string file)
    {
        using FileStream content = File.OpenRead(file);
        return Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(content));
    }

    private ToolResult BuildWithUkify(string script)
    {
        Directory.CreateDirectory(_folder["bin"]);
        File.WriteAllText(_folder["bin/ukify"], "#!/bin/sh\n" + script);
        File.SetUnixFileMode(_folder["bin/ukify"], (UnixFileMode)0b111_101_101);
        return BuildIn(_folder["bin"] + ":/usr/bin:/bin");
    }

    private ToolResult BuildIn(string path) => Tool.Require("env", "coreutils").Start(
        null, null, [$"PATH={path}", ComposerProgram.FileName, .. Arguments("build", [.. Parts, "--set", "uki.linker=ukify"])]);

    private string[] Build(string[] settings)
    {
        ToolResult result = Run("build", settings);
        Assert.True(result.ExitCode == 0, result.Error);
        return [.. Directory.GetFiles(_folder["out"], "*", SearchOption.AllDirectories).Select(file => Path.GetRelativePath(_folder["out"], file))];
    }

    private ToolResult Run(string verb, string[] settings) => ComposerProgram.Run(Arguments(verb, settings));

    private string[] Arguments(string verb, string[] settings) => [verb, _demo.Distro.Recipe, "--lock", _demo.Lock, "--output", _folder["out"], "--cache", _demo.Cache, .. settings];

    private static string Uki(params string[] arguments)
    {
        ToolResult result = ComposerProgram.Run(["uki", .. arguments]);
        Assert.True(result.ExitCode == 0, result.Error);
        return result.Output;
    }
}
