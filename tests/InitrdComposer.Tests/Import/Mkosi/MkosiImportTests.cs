using System.Text;
using InitrdComposer.Config;
using InitrdComposer.Diagnostics;
using InitrdComposer.Files;
using InitrdComposer.Import;
using InitrdComposer.Import.Mkosi;
using InitrdComposer.Testing;
using Xunit;

namespace InitrdComposer.Tests.Import.Mkosi;

public sealed class MkosiImportTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void WhatMeansNothingHereIsNamedAndTheRestIsBuilt()
    {
        Add("tree/mkosi.conf", """
            [Output]
            Format=disk
            [Content]
            Packages=systemd
                     bash
            Bootable=yes
            KernelModules=host, nvme
            KernelCommandLine=quiet
            NoSuchOption=1
            [Build]
            Incremental=yes
            [X-Ours]
            Anything=1
            """);
        Add("tree/mkosi.postinst.chroot", "#!/bin/sh\nsystemctl enable x\n");
        Add("tree/mkosi.finalize.d/10-a", "");
        Add("tree/mkosi.version", "1");
        Add("tree/mkosi.skeleton/etc/a", "");
        Add("tree/mkosi.local.conf", "");
        Add("tree/mkosi.conf.d/10-host.conf", "[Match]\nHostArchitecture=x86-64\n[Content]\nPackages=never\n");
        Add("tree/mkosi.extra/usr/lib/systemd/system-preset/10.preset", "enable a.service\n");
        ImportedRecipe imported = Import("tree");
        Assert.Equal(
            [
                "Bootable=yes NoCounterpart", "Format=disk NoCounterpart", "Incremental=yes NoCounterpart", "KernelCommandLine=quiet NoCounterpart", "KernelModules=host NoCounterpart",
                "NoSuchOption= MatchesNothing", "condition HostArchitecture= NoCounterpart", "mkosi.finalize.d NoCounterpart", "mkosi.postinst.chroot NoCounterpart", "mkosi.skeleton NoCounterpart",
            ],
            imported.Losses.Select(finding => $"{finding.Subject} {finding.Verdict}").Order(StringComparer.Ordinal));
        Assert.Contains(imported.Findings, finding => finding.Subject == "[X-Ours]" && finding.Verdict == ImportVerdict.Ignored);
        Assert.Contains(imported.Findings, finding => finding.Remark.Contains("enables or masks units", StringComparison.Ordinal));
        Recipe recipe = Parse(imported);
        Assert.Equal(["systemd", "bash"], recipe.Packages.Install.Select(package => package.Value));
        Assert.Equal(["?nvme"], recipe.Modules.Include.Select(pattern => pattern.Value));
        Assert.Equal(["tree/mkosi.extra"], recipe.ExtraTrees.Select(tree => tree.Source.Value));
    }

    [Fact]
    public void IncludedTreesAndProfilesAreRead()
    {
        Add("tree/mkosi.conf", "[Include]\nInclude=../common, extra.conf\n[Content]\nPackages=b\n");
        Add("tree/extra.conf", "[Content]\nPackages=x\n");
        Add("tree/mkosi.profiles/one/mkosi.conf", "[Content]\nPackages=p1\n");
        Add("tree/mkosi.profiles/two.conf", "[Content]\nPackages=p2\n");
        Add("common/mkosi.conf", "[Include]\nInclude=../tree\n[Content]\nPackages=a\n");
        Add("common/mkosi.profiles/one/mkosi.conf.d/5.conf", "[Content]\nPackages=c1\n");
        ImportedRecipe imported = Import("tree");
        Assert.Equal(["a", "x", "b"], Packages(imported));
        Assert.Equal(["a", "c1", "x", "b", "p1"], Packages(imported, "one"));
        Assert.Equal(["a", "x", "b", "p2"], Packages(imported, "two"));
        Assert.Contains("one, two", imported.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void LocalAdditionsAreLaidOverATreeAndAFormatOfTheTreesOwnMakesAUki()
    {
        Add("base/mkosi.conf", "[Output]\nFormat=uki\n[Content]\nPackages=a\nKernelCommandLine=quiet\n");
        Add("etc/mkosi.conf.d/1.conf", "[Include]\nInclude=mkosi-vm\n[Content]\nPackages=b\nKernelCommandLine=rw\n");
        ImportedRecipe imported = Import("base", "etc");
        Assert.Equal(["a", "b"], Packages(imported));
        Assert.Equal("quiet rw", Parse(imported).Uki!.CommandLine.Value.Trim());
        Assert.Equal(["Include=mkosi-vm"], imported.Losses.Select(finding => finding.Subject));
    }

    [Fact]
    public void AnAssertionThatDoesNotHoldIsSaidWhenItIsImported()
    {
        Add("tree/mkosi.conf", "[Assert]\nDistribution=opensuse\n[Content]\nPackages=a\n");
        var error = Assert.Throws<ComposerException>(() => Import("tree"));
        Assert.Equal(RecipeDiagnostics.Assertion, error.Id);
        Assert.EndsWith("tree/mkosi.conf:1:1", error.Location.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void MalformedFilesAreToldWithTheirPlace()
    {
        Add("tree/mkosi.conf", "[Content]\nPackages=a\nnonsense\n");
        var error = Assert.Throws<ComposerException>(() => Import("tree"));
        Assert.Equal(FailureKind.Malformed, error.Id.Kind);
        Assert.EndsWith("tree/mkosi.conf:3:1", error.Location.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void AFolderWithoutConfigurationIsAMistake()
    {
        Directory.CreateDirectory(_folder["none"]);
        Assert.Equal(FailureKind.Usage, Assert.Throws<ComposerException>(() => Import("none")).Id.Kind);
    }

    [Fact]
    public void NoInputMakesItFail()
    {
        var random = new Random(11);
        string[] files = [.. Directory.EnumerateFiles(Checkout.Fixture("mkosi", "mkosi-initrd"), "*.conf", SearchOption.AllDirectories).Order(StringComparer.Ordinal)];
        byte[] interesting = [.. "[]=,#|!%-?^*/~$ \n\t"u8];
        for (int i = 0; i < 300; i++)
        {
            byte[] mutated = File.ReadAllBytes(files[i % files.Length]);
            for (int change = random.Next(1, 6); change > 0; change--) mutated[random.Next(mutated.Length)] = random.Next(8) == 0 ? (byte)random.Next(256) : interesting[random.Next(interesting.Length)];
            Directory.CreateDirectory(_folder["tree"]);
            File.WriteAllBytes(_folder["tree/mkosi.conf"], mutated);
            ImportedRecipe imported;
            try
            {
                imported = Import("tree");
            }
            catch (ComposerException error)
            {
                Assert.True(error.Location is not null || error.Message.Contains("packages", StringComparison.Ordinal), error.Message);
                continue;
            }

            Parse(imported);
        }
    }

    private void Add(string path, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_folder[path])!);
        File.WriteAllText(_folder[path], text);
    }

    private ImportedRecipe Import(params string[] trees) => MkosiImport.Of(Disk.Host, [.. trees.Select(tree => _folder[tree])], new("fedora", _folder.Path) { Release = "42" });

    private Recipe Parse(ImportedRecipe imported, params string[] profiles) =>
        RecipeReader.Parse(Encoding.UTF8.GetBytes(imported.Text), _folder["imported.toml"], RecipeChoices.None with { Profiles = [.. profiles] });

    private IEnumerable<string> Packages(ImportedRecipe imported, params string[] profiles) => Parse(imported, profiles).Packages.Install.Select(package => package.Value);
}
