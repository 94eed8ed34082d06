using System.Runtime.Versioning;
using InitrdComposer.Finalize.Scriptlets;
using InitrdComposer.Testing;
using InitrdComposer.Tests.Root;
using InitrdComposer.Tests.Tree;
using InitrdComposer.Tree;
using Xunit;
using static InitrdComposer.Tests.Tree.Nodes;

namespace InitrdComposer.Tests.Finalize.Scriptlets;

[SupportedOSPlatform("linux")]
public sealed class AlternativesTests
{
    private static readonly RootTree Programs = TreeOf(
        FolderNode("/etc"), FolderNode("/etc/alternatives"), FolderNode("/usr"), FolderNode("/usr/bin"), FolderNode("/usr/share"),
        FileNode("/usr/bin/one"), FileNode("/usr/bin/two"), FileNode("/usr/share/one.txt"));

    [Fact]
    public void MakesTheLinksThatUpdateAlternativesMakes()
    {
        Tool tool = Tool.Require("update-alternatives", "dpkg");
        string[][] installs = [["/usr/bin/editor", "editor", "/usr/bin/one", "10", "--slave", "/usr/share/editor.txt", "editor.txt", "/usr/share/one.txt"], ["/usr/bin/pager", "pager", "/usr/bin/two", "-5"]];
        using var folder = new TempFolder();
        TreeFolder.Write(Programs, folder.Path);
        Directory.CreateDirectory(folder["admin"]);
        foreach (string[] install in installs)
        {
            tool.Run(["--root", folder.Path, "--admindir", "/admin", "--log", "/dev/null", "--install", .. install]);
        }

        RootTree made = Alternatives.Apply(Programs, [.. installs.Select((install, i) => Package($"p{i}", string.Join(' ', install)).Header)]);
        RootTree expected = RootTree.Of(TreeFolder.Read(folder.Path, "")).Without(node => node.Path.IsWithin(RootPath.Of("/admin")) || node.Path.IsWithin(RootPath.Of("/dev")));
        Assert.Equal(Lines(expected).Where(line => line.Contains("->", StringComparison.Ordinal)), Lines(made).Where(line => line.Contains("->", StringComparison.Ordinal)));
    }

    [Fact]
    public void TheHighestPriorityGetsTheName() =>
        Assert.Contains("/etc/alternatives/e 777 -> /usr/bin/two", Lines(Alternatives.Apply(Programs, [Package("a", "/usr/bin/e e /usr/bin/one 1").Header, Package("b", "/usr/bin/e e /usr/bin/two 2").Header])));

    [Fact]
    public void AMissingProgramGetsNoLink() => Assert.Equal(Paths(Programs), Paths(Alternatives.Apply(Programs, [Package("a", "/usr/bin/e e /usr/bin/absent 1").Header])));

    [Fact]
    public void WhatIsThereIsNotReplaced() => Assert.Equal(
        "/usr/bin/one 644 ", Lines(Alternatives.Apply(Programs, [Package("a", "/usr/bin/one e /usr/bin/two 1").Header])).Single(line => line.StartsWith("/usr/bin/one", StringComparison.Ordinal)));

    [Theory]
    [InlineData("/usr/bin/e ../../x /usr/bin/one 1")]
    [InlineData("usr/bin/e e /usr/bin/one 1")]
    [InlineData("/usr/bin/../e e /usr/bin/one 1")]
    [InlineData("/usr/bin/e e /usr/bin/one many")]
    [InlineData("/usr/bin/e e")]
    public void WhatIsNoInstallIsLeftAlone(string arguments) => Assert.Equal(Paths(Programs), Paths(Alternatives.Apply(Programs, [Package("a", arguments).Header])));

    private static FakePackage Package(string name, string arguments) => new FakePackage(name).Script("%posttrans", $"/usr/sbin/update-alternatives --install {arguments}\n");
}
