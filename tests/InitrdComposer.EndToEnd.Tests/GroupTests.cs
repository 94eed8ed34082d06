using InitrdComposer.Testing;
using Xunit;

namespace InitrdComposer.EndToEnd.Tests;

/// <summary>Groups of comps.xml, beside dnf's understanding of them.</summary>
public sealed class GroupTests : IDisposable
{
    private const string Comps = """
        <?xml version="1.0" encoding="UTF-8"?>
        <!DOCTYPE comps PUBLIC "-//Red Hat, Inc.//DTD Comps info//EN" "comps.dtd">
        <comps>
          <group>
            <id>tools</id><name>Small tools</name><name xml:lang="de">Kleine Werkzeuge</name>
            <packagelist>
              <packagereq type="mandatory">tiny-lua</packagereq>
              <packagereq type="default">tiny-noarch</packagereq>
              <packagereq type="optional">tiny-shared-a</packagereq>
              <packagereq type="conditional" requires="tiny-lua">tiny-shared-b</packagereq>
              <packagereq type="conditional" requires="tiny-absent">tiny-versions</packagereq>
              <packagereq type="mandatory">tiny-no-such-package</packagereq>
            </packagelist>
          </group>
          <group>
            <id>more</id><name>More</name>
            <packagelist><packagereq>tiny-shared-a</packagereq></packagelist>
          </group>
          <environment>
            <id>everything</id><name>Everything</name>
            <grouplist><groupid>tools</groupid></grouplist>
            <optionlist><groupid>more</groupid></optionlist>
          </environment>
        </comps>
        """;

    /// <summary>Without the names of the groups, which stand behind the packages, and with one heading less.</summary>
    private const string OnlyPackages = @"/^Installing group.module packages:/d; /^Installing .*Groups:/,/^Transaction Summary/{/^Transaction Summary/!d}";

    private readonly TempFolder _folder = new();
    private readonly string _repository;

    public GroupTests()
    {
        DistroFixture distro = DistroFixture.Require();
        _repository = Directory.CreateDirectory(_folder["repository"]).FullName;
        foreach (string name in (string[])["tiny-lua-", "tiny-noarch-", "tiny-shared-a-", "tiny-shared-b-", "tiny-versions-"])
        {
            foreach (string package in Directory.GetFiles(distro.Repository, name + "*.rpm")) File.Copy(package, Path.Combine(_repository, Path.GetFileName(package)));
        }

        File.WriteAllText(_folder["comps.xml"], Comps);
        Tool.Require("createrepo_c", "createrepo-c").Run("--quiet", "--groupfile", _folder["comps.xml"], _repository);
    }

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("@tools")]
    [InlineData("@Small tools")]
    [InlineData("@too*")]
    [InlineData("@more")]
    [InlineData("@everything")]
    public void AGroupIsWhatDnfInstalls(string group)
    {
        ToolResult ours = Resolve(group);
        Assert.True(ours.ExitCode == 0, ours.Error);
        Assert.Equal(DnfInstalls(group), ours.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    /// <summary>As kickstart files write environments.</summary>
    [Fact]
    public void ACaretMeansEnvironmentsOnly()
    {
        Assert.Equal(Resolve("@everything").Output, Resolve("@^everything").Output);
        Assert.Equal(5, Resolve("@^tools").ExitCode);
    }

    [Fact]
    public void AGroupThatNobodyKnowsIsNoSolution()
    {
        ToolResult ours = Resolve("@tool");
        Assert.Equal(5, ours.ExitCode);
        Assert.Contains("@tool is wanted, but no group of the repositories has this id or name", ours.Error, StringComparison.Ordinal);
        Assert.Contains("hint: @tool: did you mean @tools?", ours.Error, StringComparison.Ordinal);
    }

    private ToolResult Resolve(string spec) => ComposerProgram.Run("resolve", "--repo", _repository, "--cache", _folder["cache"], "--quiet", spec);

    private string[] DnfInstalls(string group)
    {
        string library = Checkout.Fixture("distro", "lib", "dnf.sh");
        Tool.Require("dnf", "dnf");
        foreach (string folder in (string[])["root", "log"]) Directory.CreateDirectory(_folder[folder]);
        string table = $"""
            dnf -y --installroot='{_folder["root"]}' --releasever=13 --forcearch=x86_64 --repofrompath='groups,file://{_repository}' --repo=groups --nogpgcheck \
              --setopt=cachedir='{_folder["dnf"]}' --setopt=logdir='{_folder["log"]}' --setopt=persistdir='{_folder["persist"]}' \
              --setopt=module_platform_id=platform:d13 --setopt=install_weak_deps=0 --setopt=plugins=0 --assumeno install '{group}' || true
            """;
        File.WriteAllText(_folder["dnf.sh"], $". '{library}'\n{{ {table}\n}} > '{_folder["table"]}' 2> '{_folder["errors"]}'\nsed '{OnlyPackages}' '{_folder["table"]}' | transaction_nevras\n");
        string[] command = Environment.IsPrivilegedProcess
            ? [Tool.Require("bash", "bash").Path, _folder["dnf.sh"]]
            : [Tool.Require("unshare", "util-linux").Path, "--map-root-user", Tool.Require("bash", "bash").Path, _folder["dnf.sh"]];
        string[] names = Tool.Require(command[0], "bash").Run(command[1..]).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.True(names.Length > 0, File.ReadAllText(_folder["table"]) + File.ReadAllText(_folder["errors"]));
        return names;
    }
}
